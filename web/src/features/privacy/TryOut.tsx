import { Button, Input } from 'antd'
import { type FormEvent, useState } from 'react'
import { errorText } from '@/components/errors'
import { FormField, Tag } from '@/features/settings/ui'
import { useT } from '@/i18n'
import { pieces } from './marks'
import styles from './Privacy.module.css'
import { useTryOut } from './usePrivacy'

/** A text, what is found in it, and what a model would see of it. */
export function TryOut() {
  const t = useT()
  const tryOut = useTryOut()
  const [text, setText] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim()) tryOut.mutate(text)
  }
  const found = tryOut.data
  const tried = tryOut.variables ?? ''
  return (
    <form className={styles.tryOut} onSubmit={submit}>
      <FormField label={t('privacy.tryLabel')}>
        {(control) => (
          <Input.TextArea
            {...control}
            value={text}
            maxLength={20000}
            autoSize={{ minRows: 2, maxRows: 8 }}
            placeholder={t('privacy.tryExample')}
            onChange={(event) => setText(event.target.value)}
            data-testid="privacy-text"
          />
        )}
      </FormField>
      <Button type="primary" htmlType="submit" loading={tryOut.isPending} disabled={!text.trim()} data-testid="privacy-try">
        {t('privacy.show')}
      </Button>
      <div aria-live="polite">
        {tryOut.error && <p className={styles.failed}>{errorText(tryOut.error, t)}</p>}
        {found && (
          <div className={styles.tried} data-testid="privacy-tried">
            <p className={styles.text}>
              {pieces(tried, found).map((piece, index) => {
                const title = [piece.kind && t(`privacy.kinds.${piece.kind}`), piece.rule].filter(Boolean).join(' · ')
                return title ? (
                  <mark key={index} title={title} data-rule={piece.rule ? true : undefined}>
                    {piece.text}
                  </mark>
                ) : (
                  <span key={index}>{piece.text}</span>
                )
              })}
            </p>
            {found.spans.length > 0 ? (
              <>
                <h4>{t('privacy.sent')}</h4>
                <p className={styles.text} data-testid="privacy-masked">
                  {found.masked}
                </p>
              </>
            ) : (
              <p className={styles.note}>{t('privacy.nothing')}</p>
            )}
            {found.hits.length > 0 ? (
              <p className={styles.tags}>
                {[...new Map(found.hits.map((hit) => [hit.rule, hit.tier]))].map(([rule, tier]) => (
                  <span key={rule}>
                    {rule} <Tag tone={tier === 'block' ? 'bad' : tier === 'review' ? 'warning' : 'quiet'}>{t(`privacy.tierNames.${tier}`)}</Tag>
                  </span>
                ))}
              </p>
            ) : (
              <p className={styles.note}>{t('privacy.noHits')}</p>
            )}
          </div>
        )}
      </div>
    </form>
  )
}
