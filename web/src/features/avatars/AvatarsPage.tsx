import { Button, Input } from 'antd'
import { GraduationCap, Plus, Redo2, Undo2 } from 'lucide-react'
import { useCallback, useEffect, useMemo } from 'react'
import { useNavigate, useParams } from 'react-router'
import { PaneToggle, Split } from '@/app/Split'
import { type Command, useCommands } from '@/app/commands'
import { ApiError } from '@/api/client'
import { EmptyState } from '@/components/EmptyState'
import { errorText } from '@/components/errors'
import { IconButton } from '@/components/IconButton'
import { sentences } from '@/components/sentences'
import { useTitle } from '@/components/useTitle'
import { currentLocale, useT } from '@/i18n'
import { AvatarList } from './AvatarList'
import styles from './Avatars.module.css'
import { Candidates } from './Candidates'
import { Chips } from './Chips'
import { Examples } from './Examples'
import { useFields } from './fields'
import { HistoryStrip } from './HistoryStrip'
import { Panel } from './Panel'
import { Preview } from './Preview'
import { useAvatar } from './useAvatar'
import { useHistory } from './useHistory'
import { Words } from './Words'

/** `/avatars` and `/avatars/:avatarId`: words and fields at the right and in the middle, the avatar as it is now, its steps. */
export function AvatarsPage() {
  const t = useT()
  const navigate = useNavigate()
  const { avatarId } = useParams()
  const fields = useFields(currentLocale())
  const onCreated = useCallback((id: string) => void navigate(`/avatars/${id}`, { replace: true }), [navigate])
  const history = useHistory(avatarId, onCreated)
  const avatar = useAvatar(history)
  const { look, canUndo, canRedo } = history
  const { undo, redo } = avatar
  useTitle(history.name || t('common.avatars'))

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return
      const key = event.key.toLowerCase()
      const back = key === 'z' && !event.shiftKey
      const on = (key === 'z' && event.shiftKey) || key === 'y'
      // A text field that takes its own name or number undoes by itself; the words are part of the avatar.
      const own = event.target instanceof HTMLElement && event.target.closest('[data-own-undo], dialog, [role="dialog"]')
      if ((!back && !on) || own) return
      event.preventDefault()
      void (back ? undo() : redo())
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [undo, redo])

  const start = useCallback(() => void navigate('/avatars'), [navigate])
  const commands = useMemo<Command[]>(
    () => [
      { id: 'avatars.new', title: t('avatars.create'), group: t('common.avatars'), icon: Plus, run: start },
      { id: 'avatars.undo', title: t('avatars.undo'), group: t('common.avatars'), icon: Undo2, run: () => void undo() },
      { id: 'avatars.redo', title: t('avatars.redo'), group: t('common.avatars'), icon: Redo2, run: () => void redo() },
    ],
    [t, start, undo, redo],
  )
  useCommands('avatars', commands)

  const gone = history.error instanceof ApiError && history.error.status === 404 && !history.id
  const failure = history.error ?? avatar.failure
  const begun = history.id !== null || look.words !== '' || Object.keys(look.spec).length > 0

  return (
    <Split label={t('avatars.list')} list={<AvatarList openId={avatarId} onNew={start} />}>
      <div className={styles.page} data-testid="avatars">
        <header className={styles.header}>
          <PaneToggle />
          <h1 className={styles.title}>
            {history.id ? (
              <Input
                key={history.id}
                variant="borderless"
                defaultValue={history.name}
                placeholder={t('avatars.untitled')}
                aria-label={t('avatars.name')}
                maxLength={80}
                data-own-undo
                onBlur={(event) => event.target.value.trim() !== history.name && history.rename(event.target.value.trim())}
                onPressEnter={(event) => event.currentTarget.blur()}
                data-testid="avatar-name"
              />
            ) : (
              t('avatars.create')
            )}
          </h1>
          <span className={styles.space} />
          <IconButton icon={GraduationCap} label={t('avatars.teach')} onClick={() => void navigate('/styles')} data-testid="to-styles" tipPlacement="bottom" />
          <IconButton icon={Undo2} label={t('avatars.undo')} disabled={!canUndo} onClick={() => void undo()} aria-keyshortcuts="Control+Z" data-testid="undo" tipPlacement="bottom" />
          <IconButton icon={Redo2} label={t('avatars.redo')} disabled={!canRedo} onClick={() => void redo()} aria-keyshortcuts="Control+Shift+Z" data-testid="redo" tipPlacement="bottom" />
        </header>
        {gone ? (
          <div className={styles.gone}>
            <EmptyState title={t('avatars.goneTitle')} text={t('avatars.goneText')} action={<Button onClick={start}>{t('avatars.create')}</Button>} />
          </div>
        ) : (
          <div className={styles.body}>
            <div className={styles.work}>
              <Preview look={look} name={history.name} fields={fields} />
              <div className={styles.middle}>
                <Words look={look} avatar={avatar} fields={fields} />
                {failure ? (
                  <p className={styles.failure} role="alert">
                    {sentences(history.isUnsaved && t('avatars.unsaved'), errorText(failure, t))}
                  </p>
                ) : null}
                <Chips look={look} avatar={avatar} fields={fields} />
                {begun ? <Candidates history={history} avatar={avatar} fields={fields} /> : <Examples onChoose={(words) => avatar.onWords(words)} />}
              </div>
            </div>
            <aside className={styles.panel} aria-label={t('avatars.fields')}>
              <Panel look={look} avatar={avatar} fields={fields} />
            </aside>
          </div>
        )}
        {history.steps.size > 0 && <HistoryStrip steps={history.steps} head={history.head} onStand={history.stand} />}
      </div>
    </Split>
  )
}
