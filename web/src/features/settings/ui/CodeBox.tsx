import { Check, Copy } from 'lucide-react'
import { IconButton } from '@/components/IconButton'
import { useCopied } from '@/components/useCopied'
import { useT } from '@/i18n'
import styles from './ui.module.css'

interface Props {
  text: string
  /** what it is, for screen readers */
  label: string
  /** one line that is selected whole by a click */
  single?: boolean
  testId?: string
}

/** Text to be copied, as it is. */
export function CodeBox({ text, label, single, testId }: Props) {
  const t = useT()
  const { copied, copy } = useCopied()
  return (
    <div className={styles.code} data-single={single || undefined}>
      {/* Long lines scroll: the keyboard must reach them. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0} role="group" aria-label={label} data-testid={testId}>
        <code>{text}</code>
      </pre>
      <IconButton
        icon={copied ? Check : Copy}
        size="small"
        label={copied ? t('common.copied') : t('common.copy')}
        onClick={() => copy(text)}
        className={styles.codeCopy!}
        data-testid={testId && `${testId}-copy`}
      />
      <span className="visually-hidden" role="status">
        {copied ? t('common.copied') : ''}
      </span>
    </div>
  )
}
