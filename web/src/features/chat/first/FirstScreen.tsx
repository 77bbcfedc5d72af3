import { useState } from 'react'
import { useUser } from '@/api/session'
import { useT } from '@/i18n'
import page from '../ChatPage.module.css'
import { Composer } from '../composer/Composer'
import { NEW, useDrafts } from '../composer/drafts'
import type { useUploads } from '../composer/useUploads'
import { useSend } from '../useSend'
import styles from './FirstScreen.module.css'
import { ideas } from './ideas'

const MODEL_KEY = 'huahua.model'

/** Before the first word: a greeting, four things to try, the composer ready. */
export function FirstScreen({ uploads }: { uploads: ReturnType<typeof useUploads> }) {
  const t = useT()
  const user = useUser()
  const send = useSend(null)
  const { change, askFocus } = useDrafts()
  const [model, setModel] = useState(() => localStorage.getItem(MODEL_KEY))

  const part = partOfDay(new Date().getHours())
  const name = user.name?.trim()
  const greeting = name
    ? t(part === 'morning' ? 'chat.greetingMorning' : part === 'day' ? 'chat.greetingDay' : 'chat.greetingEvening', { name })
    : t(`chat.greetingNoName.${part}`)

  return (
    <>
      <div className={styles.first}>
        <div className={styles.inner}>
          <h1 className={styles.greeting} data-testid="greeting">
            {greeting}
          </h1>
          <p className={styles.text}>{t('chat.greetingText')}</p>
          <ul className={styles.ideas} aria-label={t('chat.ideas')}>
            {ideas.map(({ id, picture }) => (
              <li key={id}>
                <button
                  type="button"
                  className={styles.idea}
                  onClick={() => {
                    change(NEW, { text: t(`chat.idea.${id}Text`) })
                    askFocus()
                  }}
                  data-testid="idea"
                >
                  <img src={picture} alt="" width={320} height={200} />
                  <span className={styles.words}>
                    <strong>{t(`chat.idea.${id}Title`)}</strong>
                    <span>{t(`chat.idea.${id}Text`)}</span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      </div>
      <div className={page.bottom}>
        <Composer
          draftKey={NEW}
          model={model}
          onModel={(chosen) => {
            localStorage.setItem(MODEL_KEY, chosen)
            setModel(chosen)
          }}
          onSend={(outgoing) => send(outgoing, null)}
          runningId={null}
          onStop={() => Promise.resolve()}
          onEditLast={() => undefined}
          uploads={uploads}
        />
      </div>
    </>
  )
}

const partOfDay = (hour: number): 'morning' | 'day' | 'evening' => (hour >= 5 && hour < 11 ? 'morning' : hour >= 11 && hour < 18 ? 'day' : 'evening')
