import { ColorPicker, Input, InputNumber, Segmented, Select, Switch } from 'antd'
import { useModels } from '@/api/session'
import type { WidgetBody } from '@/api/types'
import { money } from '@/components/money'
import { FormField } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import type { Draft } from './draft'
import { FaceChoice } from './FaceChoice'
import styles from './Widgets.module.css'

const TONES = ['neutral', 'warm', 'formal', 'playful'] as const
const PERIODS = ['day', 'month', 'total'] as const
const PRESETS = ['#c2412d', '#3f7d58', '#b7791f', '#35608f', '#6b5b95', '#1f2329']

interface Props {
  id: string
  draft: Draft
  /** of the spending cap, in micros */
  left: number
  onChange: (draft: Draft) => void
}

/** Everything that an owner decides, in groups that say what they change. */
export function Fields({ id, draft, left, onChange }: Props) {
  const t = useT()
  const models = (useModels().data?.items ?? []).filter((one) => one.tasks.includes('dialogue'))
  const set = (change: Partial<Draft>) => onChange({ ...draft, ...change })
  const count = (name: 'visitor_hourly' | 'daily', max: number) => (
    <FormField label={t(`widgets.${name}`)}>
      {(control) => <InputNumber {...control} min={1} max={max} precision={0} value={draft[name] ?? null} onChange={(typed) => set({ [name]: typed ?? 1 })} className={styles.number!} data-testid={`widget-${name}`} />}
    </FormField>
  )
  return (
    <>
      <fieldset>
        <legend>{t('widgets.who')}</legend>
        <FormField label={t('widgets.name')}>
          {(control) => <Input {...control} value={draft.name} maxLength={60} onChange={(event) => set({ name: event.target.value })} data-testid="widget-name" />}
        </FormField>
        <FaceChoice id={id} value={draft.face} onChange={(face) => set({ face })} />
        <FormField label={t('widgets.greetingZh')}>
          {(control) => <Input.TextArea {...control} value={draft.greeting_zh ?? ''} maxLength={500} autoSize={{ minRows: 1, maxRows: 4 }} placeholder="你好，有什么可以帮你？" onChange={(event) => set({ greeting_zh: event.target.value })} data-testid="widget-greeting-zh" />}
        </FormField>
        <FormField label={t('widgets.greetingEn')}>
          {(control) => <Input.TextArea {...control} value={draft.greeting_en ?? ''} maxLength={500} autoSize={{ minRows: 1, maxRows: 4 }} placeholder="Hello. What can I do for you?" onChange={(event) => set({ greeting_en: event.target.value })} data-testid="widget-greeting-en" />}
        </FormField>
      </fieldset>
      <fieldset>
        <legend>{t('widgets.how')}</legend>
        <FormField label={t('widgets.model')} help={t('widgets.modelHelp')}>
          {(control) => (
            <Select
              id={control.id}
              value={draft.model ?? ''}
              onChange={(model) => set({ model: model || null })}
              options={[{ value: '', label: t('widgets.defaultModel') }, ...models.map((one) => ({ value: one.id, label: one.id }))]}
              data-testid="widget-model"
            />
          )}
        </FormField>
        <FormField label={t('widgets.tone')}>
          {(control) => <Select id={control.id} value={draft.tone} onChange={(tone: WidgetBody['tone']) => set({ tone })} options={TONES.map((one) => ({ value: one, label: t(`widgets.tones.${one}`) }))} data-testid="widget-tone" />}
        </FormField>
        <FormField label={t('widgets.instructions')} help={t('widgets.instructionsHelp')}>
          {(control) => <Input.TextArea {...control} value={draft.instructions ?? ''} maxLength={8000} autoSize={{ minRows: 3, maxRows: 12 }} onChange={(event) => set({ instructions: event.target.value })} data-testid="widget-instructions" />}
        </FormField>
        <FormField label={t('widgets.paints')} help={t('widgets.paintsHelp')}>
          {(control) => <Switch id={control.id} checked={draft.paints ?? false} onChange={(paints) => set({ paints })} className={styles.switch!} data-testid="widget-paints" />}
        </FormField>
      </fieldset>
      <fieldset>
        <legend>{t('widgets.look')}</legend>
        <div className={styles.pair}>
          <FormField label={t('widgets.colour')}>
            {(control) => <ColorPicker {...{ id: control.id }} value={draft.colour ?? '#c2412d'} disabledAlpha format="hex" showText presets={[{ label: t('widgets.colours'), colors: PRESETS }]} onChangeComplete={(colour) => set({ colour: colour.toHexString().slice(0, 7) })} className={styles.colour!} />}
          </FormField>
          <FormField label={t('widgets.position')}>
            {(control) => (
              <Segmented<'left' | 'right'>
                id={control.id}
                value={draft.position ?? 'right'}
                onChange={(position) => set({ position })}
                options={[
                  { value: 'left', label: t('widgets.left') },
                  { value: 'right', label: t('widgets.right') },
                ]}
                className={styles.switch!}
              />
            )}
          </FormField>
        </div>
      </fieldset>
      <fieldset>
        <legend>{t('widgets.where')}</legend>
        <FormField label={t('widgets.enabled')}>
          {(control) => <Switch id={control.id} checked={draft.enabled ?? true} onChange={(enabled) => set({ enabled })} className={styles.switch!} data-testid="widget-enabled" />}
        </FormField>
        <FormField label={t('widgets.origins')} help={t('widgets.originsHelp')}>
          {(control) => <Input.TextArea {...control} value={draft.origins} autoSize={{ minRows: 2, maxRows: 8 }} placeholder={'https://shop.example\nhttps://*.example.com'} onChange={(event) => set({ origins: event.target.value })} spellCheck={false} data-testid="widget-origins" />}
        </FormField>
        <div className={styles.pair}>
          {count('visitor_hourly', 1000)}
          {count('daily', 1_000_000)}
        </div>
        <FormField label={t('widgets.spend')} help={t('widgets.spendHelp', { left: money(left, null, currentLocale()) })}>
          {(control) => (
            <div className={styles.money}>
              <InputNumber {...control} min={0.000001} max={1_000_000} value={draft.spend} onChange={(spend) => set({ spend })} className={styles.number!} data-testid="widget-spend" />
              <Select value={draft.spend_period ?? 'month'} onChange={(spend_period) => set({ spend_period })} options={PERIODS.map((one) => ({ value: one, label: t(`limits.periods.${one}`) }))} aria-label={t('limits.period')} />
            </div>
          )}
        </FormField>
      </fieldset>
    </>
  )
}
