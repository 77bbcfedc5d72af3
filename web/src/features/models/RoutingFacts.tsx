import { Checkbox, Input, Select } from 'antd'
import { FormField } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './ModelPicker.module.css'
import type { Draft } from './types'

/** What routing looks at beside the price: where the model is, and which data it may see. */
export function RoutingFacts({ draft, onChange }: { draft: Draft; onChange: (change: Partial<Draft>) => void }) {
  const t = useT()
  return (
    <>
      <div className={styles.pair}>
        <FormField label={t('models.dataClasses')} help={t('models.dataClassesHelp')}>
          {(control) => <Select id={control.id} mode="tags" value={draft.data_classes} onChange={(data_classes) => onChange({ data_classes })} open={false} suffixIcon={null} />}
        </FormField>
        <FormField label={t('models.rowRegion')} help={t('models.rowRegionHelp')}>
          {(control) => <Input {...control} value={draft.region ?? ''} maxLength={50} spellCheck={false} onChange={(event) => onChange({ region: event.target.value.trim() || null })} data-testid="model-region" />}
        </FormField>
      </div>
      <Checkbox checked={draft.near} onChange={(event) => onChange({ near: event.target.checked })} data-testid="model-near">
        {t('models.near')}
      </Checkbox>
    </>
  )
}
