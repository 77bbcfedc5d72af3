import { Input } from 'antd'
import { useT } from '@/i18n'
import styles from './Avatars.module.css'
import { type Field, inWords } from './fields'
import type { Look } from './types'
import { MAX_WORDS, type useAvatar, useUnmet } from './useAvatar'

interface Props {
  look: Look
  avatar: ReturnType<typeof useAvatar>
  fields: Field[]
}

/** The description; it moves the fields, and fields rewrite it. */
export function Words({ look, avatar, fields }: Props) {
  const t = useT()
  const { unread, undrawn } = useUnmet(look)
  const shown = inWords(undrawn, fields, look.spec).filter((word) => !unread.includes(word))
  return (
    <section className={styles.words}>
      <label className={styles.heading} htmlFor="avatar-words">
        {t('avatars.words')}
      </label>
      <Input.TextArea
        id="avatar-words"
        value={look.words}
        onChange={(event) => avatar.onWords(event.target.value)}
        onBlur={() => look.words && void avatar.settle()}
        placeholder={t('avatars.wordsHint')}
        autoSize={{ minRows: 2, maxRows: 6 }}
        maxLength={MAX_WORDS}
        data-testid="avatar-words"
      />
      <div aria-live="polite" className={styles.unmet} data-testid="avatar-unmet">
        {unread.length > 0 && <p>{t('avatars.unread', { words: unread.join(t('avatars.separator')), interpolation: { escapeValue: false } })}</p>}
        {look.engine === null && shown.length > 0 && <p>{t('avatars.undrawn', { words: shown.join(t('avatars.separator')) })}</p>}
      </div>
    </section>
  )
}
