import { ChevronLeft, ChevronRight } from 'lucide-react'
import { IconButton } from '@/components/IconButton'
import { useT } from '@/i18n'
import type { Node } from '../tree/tree'
import styles from './Message.module.css'

interface Props {
  node: Node
  onChoose: (siblingId: string) => void
  disabled?: boolean
}

/** '2 / 3' with arrows, where a message has siblings. */
export function Branches({ node, onChoose, disabled = false }: Props) {
  const t = useT()
  const { place, siblings } = node
  if (siblings.length < 2) return null
  const go = (to: number) => {
    const id = siblings[to - 1]
    if (id) onChoose(id)
  }
  return (
    <span className={styles.branches} role="group" aria-label={t('chat.branch', { place, count: siblings.length })} data-testid="branches">
      <IconButton icon={ChevronLeft} size="small" label={t('chat.previousBranch')} disabled={disabled || place === 1} onClick={() => go(place - 1)} data-testid="branch-previous" />
      <span className="tabular">
        {place} / {siblings.length}
      </span>
      <IconButton icon={ChevronRight} size="small" label={t('chat.nextBranch')} disabled={disabled || place === siblings.length} onClick={() => go(place + 1)} data-testid="branch-next" />
    </span>
  )
}
