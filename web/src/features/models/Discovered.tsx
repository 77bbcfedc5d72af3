import { Button } from 'antd'
import { Radar } from 'lucide-react'
import type { FoundServer, Preset } from '@/api/types'
import { useT } from '@/i18n'
import styles from './Discovered.module.css'
import { useDiscovered } from './useAdmin'

interface Props {
  presets: Preset[]
  /** addresses that are already connected */
  taken: string[]
  onConnect: (found: FoundServer, preset: Preset | undefined) => void
}

const same = (one: string, other: string) => one.replace(/\/+$/, '') === other.replace(/\/+$/, '')

/** Model servers that run on this machine and are not connected yet. */
export function Discovered({ presets, taken, onConnect }: Props) {
  const t = useT()
  const found = (useDiscovered().data ?? []).filter((one) => !one.configured && !taken.some((url) => same(url, one.base_url)))
  return found.map((one) => {
    const preset = presets.find((candidate) => candidate.id === one.preset)
    return (
      <section key={one.base_url} className={styles.found} data-testid={`discovered-${one.preset}`}>
        <Radar size={22} strokeWidth={1.5} aria-hidden />
        <div>
          <strong>{t('models.found', { name: preset?.title ?? one.preset })}</strong>
          <span>
            {t('models.foundModels', { count: one.models.length })}
            {one.models.length > 0 && ` · ${one.models.slice(0, 3).join(t('models.comma'))}${one.models.length > 3 ? '…' : ''}`}
          </span>
        </div>
        <Button onClick={() => onConnect(one, preset)} data-testid={`connect-${one.preset}`}>
          {t('models.connect')}
        </Button>
      </section>
    )
  })
}
