import { Modal } from 'antd'
import { Keyboard } from 'lucide-react'
import { useMemo } from 'react'
import { type Command, useCommands } from '@/app/commands'
import { useT } from '@/i18n'
import styles from './Shortcuts.module.css'
import { shortcutGroups, useShortcuts } from './shortcuts'

/** All keys of the studio; `?` shows it, and so does the command palette. */
export function Shortcuts() {
  const t = useT()
  const { isOpen, show } = useShortcuts()
  const commands = useMemo<Command[]>(() => [{ id: 'studio.keys', title: t('studio.keys.title'), group: t('studio.title'), icon: Keyboard, hint: '?', run: () => show(true) }], [t, show])
  useCommands('studio.keys', commands)
  return (
    <Modal open={isOpen} onCancel={() => show(false)} footer={null} title={t('studio.keys.title')} width={720} centered>
      <div className={styles.groups} data-testid="studio-shortcuts">
        {shortcutGroups(t).map(({ title, lines }) => (
          <section key={title} className={styles.group}>
            <h3>{title}</h3>
            <dl>
              {lines.map(({ keys, text }) => (
                <div key={text}>
                  <dt>
                    {keys.map((combination) => (
                      <span key={combination} className={styles.keys}>
                        {combination.split(' ').map((key) => (
                          <kbd key={key}>{key}</kbd>
                        ))}
                      </span>
                    ))}
                  </dt>
                  <dd>{text}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  )
}
