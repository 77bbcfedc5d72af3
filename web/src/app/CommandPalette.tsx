import { Search } from 'lucide-react'
import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { useT } from '@/i18n'
import styles from './CommandPalette.module.css'
import { matchCommands, useCommandRegistry } from './commands'

/** Ctrl/⌘-K: everything one can do, found by its words. */
export default function CommandPalette() {
  const t = useT()
  const listId = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  const sources = useCommandRegistry((s) => s.sources)
  const setOpen = useCommandRegistry((s) => s.setOpen)
  const [query, setQuery] = useState('')
  const [cursor, setCursor] = useState(0)
  const found = useMemo(() => matchCommands([...sources.values()].flat(), query).slice(0, 40), [sources, query])
  const at = Math.min(cursor, Math.max(found.length - 1, 0))

  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  useEffect(() => {
    document.getElementById(`${listId}-${at}`)?.scrollIntoView({ block: 'nearest' })
  }, [listId, at])

  const run = (index: number) => {
    const command = found[index]
    if (!command) return
    setOpen(false)
    command.run()
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') setCursor(Math.min(at + 1, found.length - 1))
    else if (event.key === 'ArrowUp') setCursor(Math.max(at - 1, 0))
    else if (event.key === 'Enter') run(at)
    else return
    event.preventDefault()
  }

  return (
    // Escape and the backdrop close it; the keyboard's way out is the dialog's own `cancel`.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-label={t('common.commands')}
      onClose={() => setOpen(false)}
      onClick={(event) => event.target === dialog.current && setOpen(false)}
      data-testid="command-palette"
    >
      <div className={styles.field}>
        <Search size={18} strokeWidth={1.75} aria-hidden />
        <input
          // The palette is opened in order to type in it.
          // eslint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          value={query}
          onChange={(event) => {
            setQuery(event.target.value)
            setCursor(0)
          }}
          onKeyDown={onKeyDown}
          placeholder={t('common.commandsHint')}
          aria-label={t('common.commandsHint')}
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={found.length ? `${listId}-${at}` : undefined}
        />
      </div>
      <ul className={styles.list} id={listId} role="listbox" aria-label={t('common.commands')}>
        {found.map((command, index) => (
          <li key={command.id} role="presentation">
            {command.group !== found[index - 1]?.group && <div className={styles.group}>{command.group}</div>}
            <button
              type="button"
              role="option"
              tabIndex={-1}
              id={`${listId}-${index}`}
              aria-selected={index === at}
              className={styles.option}
              onPointerMove={() => setCursor(index)}
              onClick={() => run(index)}
            >
              {command.icon && <command.icon size={17} strokeWidth={1.75} aria-hidden />}
              <span className={styles.title}>{command.title}</span>
              {command.hint && <kbd>{command.hint}</kbd>}
            </button>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className={styles.none}>{t('common.commandsNone')}</p>}
    </dialog>
  )
}
