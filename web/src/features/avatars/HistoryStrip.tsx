import { useEffect, useMemo, useRef } from 'react'
import { useT } from '@/i18n'
import styles from './HistoryStrip.module.css'
import { lineTo, strip } from './tree'
import { lookOf, type Step } from './types'
import { drawingUrl } from './useAvatar'

const SHOWN = 60

/** All steps as small drawings in the order of time; those on the way to where one stands are lit. */
export function HistoryStrip({ steps, head, onStand }: { steps: ReadonlyMap<number, Step>; head: number; onStand: (number: number) => void }) {
  const t = useT()
  const all = useMemo(() => strip(steps), [steps])
  const line = useMemo(() => new Set(lineTo(steps, head)), [steps, head])
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [head, all])
  // Long histories show the steps around where one stands.
  const at = all.findIndex(({ node }) => node.number === head)
  const from = Math.max(0, Math.min(at - SHOWN / 2, all.length - SHOWN))
  const label = (number: number, parent: number | null, branch: boolean) => {
    if (number === head) return t('avatars.stepNow', { number })
    return branch && parent !== null ? t('avatars.stepBranch', { number, parent }) : t('avatars.step', { number })
  }
  return (
    <nav className={styles.strip} aria-label={t('avatars.history')} data-testid="avatar-history">
      <ol ref={list}>
        {all.slice(from, from + SHOWN).map(({ node, branch }) => (
          <li key={node.number} data-branch={branch || undefined}>
            <button
              type="button"
              aria-current={node.number === head ? 'step' : undefined}
              data-line={line.has(node.number) || undefined}
              aria-label={label(node.number, node.parent, branch)}
              title={label(node.number, node.parent, branch)}
              onClick={() => onStand(node.number)}
              data-testid="avatar-step"
            >
              <img src={drawingUrl(lookOf(node), 64)} alt="" width={40} height={40} loading="lazy" />
            </button>
          </li>
        ))}
      </ol>
    </nav>
  )
}
