import type { ReactNode } from 'react'
import { Logo } from '@/components/Logo'
import { chooseLocale, currentLocale, locales, useT } from '@/i18n'
import styles from './AuthLayout.module.css'
import { Landscape } from './Landscape'

interface Props {
  title: string
  text: string
  children: ReactNode
}

/** The page before one is inside: a sheet of paper with the form, a landscape behind it. */
export function AuthLayout({ title, text, children }: Props) {
  const t = useT()
  return (
    <div className={styles.page}>
      <Landscape className={styles.landscape} />
      <main className={styles.sheet}>
        <header className={styles.brand}>
          <Logo size={44} />
          <div>
            <strong>{t('common.appName')}</strong>
            <span>{t('common.appTagline')}</span>
          </div>
        </header>
        <h1 className={styles.title}>{title}</h1>
        <p className={styles.text}>{text}</p>
        {children}
      </main>
      <footer>
        <div className={styles.footer} role="group" aria-label={t('common.language')}>
          {locales.map(({ id, name }) => (
            <button
              key={id}
              type="button"
              lang={id}
              className={styles.language}
              aria-pressed={currentLocale() === id}
              onClick={() => void chooseLocale(id)}
              data-testid={`locale-${id}`}
            >
              {name}
            </button>
          ))}
        </div>
      </footer>
    </div>
  )
}
