import { Checkbox, Input, InputNumber, Segmented, Slider } from 'antd'
import { Dices, Lock, LockOpen } from 'lucide-react'
import type { ModelInfo } from '@/api/types'
import { IconButton } from '@/components/IconButton'
import { modelName } from '@/components/prompt/models'
import { useT } from '@/i18n'
import { can } from '../model/able'
import { anySeed, MAX_COUNT, MAX_SEED, qualities, type Quality } from '../model/form'
import { useStudio } from '../store/studio'
import { Group } from './Group'
import styles from './Panel.module.css'

const counts = Array.from({ length: MAX_COUNT }, (_, index) => index + 1)

/** How many, how well, by which chance, and without what. */
export function Amount({ model, editing }: { model: ModelInfo | null; editing: boolean }) {
  const t = useT()
  const form = useStudio((s) => s.form)
  const setForm = useStudio((s) => s.setForm)
  const cannot = (ability: Parameters<typeof can>[1]) => model !== null && !can(model, ability) && t(`studio.cannot.${ability}`, { model: modelName(model.id, t) })
  return (
    <>
      <Group title={t('studio.count')}>
        <Segmented block aria-label={t('studio.count')} value={form.count} onChange={(count) => setForm({ count })} options={counts} data-testid="studio-count" />
      </Group>
      {editing && (
        <Group title={t('studio.strength')} help={t('studio.strengthHelp')} refused={cannot('strength')}>
          <div className={can(model, 'strength') ? styles.slide : styles.row}>
            {/* A slider that is disabled loses its name. */}
            {can(model, 'strength') && <Slider ariaLabelForHandle={t('studio.strength')} min={0} max={1} step={0.05} value={form.strength ?? 0.6} onChange={(strength) => setForm({ strength })} />}
            <InputNumber aria-label={t('studio.strength')} min={0} max={1} step={0.05} value={form.strength} placeholder={t('studio.auto')} disabled={!can(model, 'strength')} onChange={(strength) => setForm({ strength })} />
          </div>
        </Group>
      )}
      <Group title={t('studio.quality')} refused={cannot('quality')}>
        <Segmented
          block
          aria-label={t('studio.quality')}
          value={form.quality ?? ''}
          disabled={!can(model, 'quality')}
          onChange={(quality) => setForm({ quality: (quality || null) as Quality | null })}
          options={[{ value: '', label: t('studio.auto') }, ...qualities.map((quality) => ({ value: quality as string, label: t(`studio.qualities.${quality}`) }))]}
        />
      </Group>
      <Group title={t('pictures.seed')} help={t('pictures.seedHelp')} refused={cannot('seed')}>
        <div className={styles.row}>
          <InputNumber
            aria-label={t('pictures.seed')}
            className={styles.grow!}
            value={form.seed}
            min={0}
            max={MAX_SEED}
            precision={0}
            controls={false}
            placeholder={t('studio.anySeed')}
            disabled={!can(model, 'seed')}
            onChange={(seed) => setForm({ seed })}
            data-testid="studio-seed"
          />
          <IconButton icon={Dices} label={t('studio.rollSeed')} disabled={!can(model, 'seed')} onClick={() => setForm({ seed: anySeed() })} data-testid="studio-dice" />
          <IconButton
            icon={form.seed === null ? LockOpen : Lock}
            label={t(form.seed === null ? 'studio.keepSeed' : 'studio.freeSeed')}
            active={form.seed !== null}
            disabled={!can(model, 'seed')}
            onClick={() => setForm({ seed: form.seed === null ? anySeed() : null })}
            data-testid="studio-keep-seed"
          />
        </div>
      </Group>
      <Group title={t('pictures.negative')} refused={cannot('negative')}>
        <Input value={form.negative} onChange={(event) => setForm({ negative: event.target.value })} aria-label={t('pictures.negative')} placeholder={t('studio.negativeHint')} disabled={!can(model, 'negative')} data-testid="studio-negative" />
        {!editing && (
          <Checkbox checked={form.enrich} onChange={(event) => setForm({ enrich: event.target.checked })}>
            {t('studio.enrichAlways')}
          </Checkbox>
        )}
      </Group>
    </>
  )
}
