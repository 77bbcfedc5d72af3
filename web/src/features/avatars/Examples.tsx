import { useT } from '@/i18n'
import { currentLocale } from '@/i18n'
import styles from './Avatars.module.css'

const ids = ['zh1', 'zh2', 'zh3', 'en1', 'en2', 'en3'] as const

/** Before the first word: descriptions in both languages, the reader's own first. */
export function Examples({ onChoose }: { onChoose: (words: string) => void }) {
  const t = useT()
  const own = currentLocale() === 'zh-CN' ? 'zh' : 'en'
  const sorted = [...ids].sort((a, b) => Number(b.startsWith(own)) - Number(a.startsWith(own)))
  return (
    <section className={styles.empty} data-testid="avatars-empty">
      <h2>{t('avatars.emptyTitle')}</h2>
      <p>{t('avatars.emptyText')}</p>
      <ul className={styles.examples}>
        {sorted.map((id) => (
          <li key={id}>
            <button type="button" lang={id.startsWith('zh') ? 'zh-CN' : 'en'} onClick={() => onChoose(t(`avatars.examples.${id}`))} data-testid="avatar-example">
              {t(`avatars.examples.${id}`)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
