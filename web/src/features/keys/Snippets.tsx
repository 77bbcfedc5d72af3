import { Segmented } from 'antd'
import { useState } from 'react'
import { useModels } from '@/api/session'
import { CodeBox } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './KeysPage.module.css'
import { snippet, type SnippetKind, snippetKinds } from './snippets'

/** Ready-to-paste programs with this server's address. */
export function Snippets({ secret }: { secret: string }) {
  const t = useT()
  const [kind, setKind] = useState<SnippetKind>('curl')
  const model = useModels().data?.defaults.dialogue ?? 'builtin/assistant'
  return (
    <div className={styles.snippets}>
      <div className={styles.kinds}>
        <Segmented
          value={kind}
          onChange={setKind}
          options={snippetKinds.map((name) => ({ value: name, label: t(`keys.snippets.${name}`) }))}
          aria-label={t('keys.snippetsLabel')}
          data-testid="snippet-kind"
        />
      </div>
      <CodeBox text={snippet(kind, window.location.origin, secret, model)} label={t(`keys.snippets.${kind}`)} testId="snippet" />
    </div>
  )
}
