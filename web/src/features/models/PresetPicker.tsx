import { Search } from 'lucide-react'
import { useState } from 'react'
import { usePhone } from '@/app/useMedia'
import type { Preset } from '@/api/types'
import { Tag } from '@/features/settings/ui'
import { useT } from '@/i18n'
import { Initial } from '@/components/Initial'
import styles from './PresetPicker.module.css'
import { otherServer } from './types'

/** Who serves the models: a vendor one knows, one's own machine, or anything else that speaks one of three protocols. */
export function PresetPicker({ presets, onPick }: { presets: Preset[]; onPick: (preset: Preset) => void }) {
  const t = useT()
  const phone = usePhone()
  const [query, setQuery] = useState('')
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const found = presets.filter((preset) => words.every((word) => `${preset.title} ${preset.id} ${preset.base_url}`.toLowerCase().includes(word)))
  const groups = [
    { id: 'cloud', presets: found.filter((preset) => !preset.local) },
    { id: 'local', presets: found.filter((preset) => preset.local) },
  ] as const
  return (
    <div className={styles.picker} data-testid="preset-picker">
      <div className={styles.search}>
        <Search size={16} strokeWidth={1.75} aria-hidden />
        <input
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          placeholder={t('models.searchPresets')}
          aria-label={t('models.searchPresets')}
          // One opened this in order to choose: typing finds at once. On phones a keyboard would hide the choice.
          // eslint-disable-next-line jsx-a11y/no-autofocus
          autoFocus={!phone}
          data-testid="preset-search"
        />
      </div>
      {groups.map(
        (group) =>
          group.presets.length > 0 && (
            <section key={group.id}>
              <h3>{t(`models.presetGroups.${group.id}`)}</h3>
              <ul className={styles.grid}>
                {group.presets.map((preset) => (
                  <li key={preset.id}>
                    <button type="button" onClick={() => onPick(preset)} data-testid={`preset-${preset.id}`}>
                      <Initial id={preset.id} title={latin(preset.title)} size={32} />
                      <span>{preset.title}</span>
                      {preset.local && <Tag tone="good">{t('models.local')}</Tag>}
                    </button>
                  </li>
                ))}
              </ul>
            </section>
          ),
      )}
      {!found.length && <p className={styles.none}>{t('models.noPreset')}</p>}
      <section>
        <h3>{t('models.presetGroups.other')}</h3>
        <ul className={styles.grid}>
          <li className={styles.wide}>
            <button type="button" onClick={() => onPick(otherServer)} data-testid="preset-other">
              <Initial id="other" title="+" size={32} />
              <span>
                {t('models.otherServer')}
                <small>{t('models.otherServerText')}</small>
              </span>
            </button>
          </li>
        </ul>
      </section>
    </div>
  )
}

/** The letter of the name that people abroad know, where a title has both (`'智谱 GLM'` → `'GLM'`). */
const latin = (title: string): string => /[A-Za-z].*/.exec(title)?.[0] ?? title
