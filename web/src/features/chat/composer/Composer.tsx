import { App } from 'antd'
import { ArrowUp, Brush, Paperclip, Square, X } from 'lucide-react'
import { type ClipboardEvent, type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useModels } from '@/api/session'
import type { TurnRequest } from '@/api/types'
import { useMedia, usePhone } from '@/app/useMedia'
import { errorText, isSignedOut } from '@/components/errors'
import { IconButton } from '@/components/IconButton'
import { useT } from '@/i18n'
import { type Outgoing, SendError } from '../useSend'
import { Attachments } from './Attachments'
import styles from './Composer.module.css'
import { type Draft, useDraft, useDrafts } from './drafts'
import { editsLast, sendsMessage } from './keys'
import { ModelPicker } from './ModelPicker'
import { chosenModel } from '@/components/prompt/models'
import { PaintChoices } from './PaintChoices'
import { ACCEPT, type useUploads } from './useUploads'

interface Props {
  draftKey: string
  model: string | null
  onModel: (model: string) => void
  /** resolves when the server has the message; what fails comes back into the field */
  onSend: (outgoing: Outgoing) => Promise<unknown>
  /** the answer that is under way */
  runningId: string | null
  onStop: () => Promise<unknown>
  onEditLast: () => void
  uploads: ReturnType<typeof useUploads>
}

const MAX_LINES = 8

export function Composer({ draftKey, model, onModel, onSend, runningId, onStop, onEditLast, uploads }: Props) {
  const t = useT()
  const { message } = App.useApp()
  const draft = useDraft(draftKey)
  const { change, clear, focus } = useDrafts()
  const models = useModels().data
  const phone = usePhone()
  const hasKeyboard = useMedia('(pointer: fine)')
  const field = useRef<HTMLTextAreaElement>(null)
  const files = useRef<HTMLInputElement>(null)
  const [sending, setSending] = useState(false)
  const [stoppingId, setStoppingId] = useState<string | null>(null)
  const running = runningId !== null
  const stopping = running && stoppingId === runningId
  const chosen = chosenModel(model, models)
  const canSend = !running && !sending && uploads.uploads.length === 0 && (draft.text.trim() !== '' || draft.attachments.length > 0)

  useLayoutEffect(() => fit(field.current), [draft.text, draftKey])
  useEffect(() => {
    const element = field.current
    if (!element || !hasKeyboard) return
    element.focus({ preventScroll: true })
    element.setSelectionRange(element.value.length, element.value.length)
  }, [draftKey, hasKeyboard])
  useEffect(() => {
    if (focus > 0) field.current?.focus()
  }, [focus])

  const send = () => {
    if (!canSend) return
    const kept: Draft = draft
    setSending(true)
    clear(draftKey)
    onSend({
      text: kept.text.trim(),
      attachments: kept.attachments,
      model: chosen,
      paint: kept.paint.on ? paintOf(kept) : null,
      parentId: kept.editing ? kept.editing.parentId : undefined,
    })
      .catch((error: unknown) => {
        const isRestored = error instanceof SendError
        if (!isRestored) change(draftKey, kept)
        const reason = isRestored ? error.reason : error
        if (!isSignedOut(reason)) void message.error(t('chat.sendFailed', { reason: errorText(reason, t) }))
      })
      .finally(() => setSending(false))
  }
  const stop = () => {
    setStoppingId(runningId)
    onStop().catch((error: unknown) => {
      setStoppingId(null)
      void message.error(errorText(error, t))
    })
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const { key, shiftKey, ctrlKey, metaKey, altKey, keyCode } = event
    const press = { key, shiftKey, ctrlKey, metaKey, altKey, keyCode, isComposing: event.nativeEvent.isComposing }
    if (sendsMessage(press, hasKeyboard)) {
      event.preventDefault()
      send()
    } else if (editsLast(press, draft.text)) {
      event.preventDefault()
      onEditLast()
    } else if (key === 'Escape' && draft.editing) clear(draftKey)
  }
  const onPaste = (event: ClipboardEvent) => {
    const pasted = [...event.clipboardData.files]
    if (!pasted.length) return
    event.preventDefault()
    uploads.add(pasted)
  }

  const placeholder = draft.changing ? t('chat.placeholderEditPicture') : draft.paint.on ? t('chat.placeholderPaint') : phone ? t('chat.placeholderShort') : t('chat.placeholder')
  return (
    <form
      className={styles.composer}
      data-paint={draft.paint.on || undefined}
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      {draft.editing && (
        <div className={styles.editing} data-testid="editing">
          <span>{t('chat.editing')}</span>
          <IconButton icon={X} size="small" label={t('common.cancel')} onClick={() => clear(draftKey)} />
        </div>
      )}
      <Attachments
        pictures={draft.attachments}
        uploads={uploads.uploads}
        onRemove={(picture) => change(draftKey, (old) => ({ attachments: old.attachments.filter(({ id }) => id !== picture.id), changing: false }))}
        onCancel={uploads.cancel}
      />
      <textarea
        ref={field}
        className={styles.field}
        rows={1}
        value={draft.text}
        onChange={(event) => change(draftKey, { text: event.target.value })}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        placeholder={placeholder}
        aria-label={t('chat.composer')}
        enterKeyHint={hasKeyboard ? 'send' : 'enter'}
        data-testid="composer-input"
      />
      {draft.paint.on && (
        <PaintChoices paint={draft.paint} models={models} onChange={(paint) => change(draftKey, { paint: { ...draft.paint, ...paint } })} />
      )}
      <div className={styles.row}>
        <IconButton icon={Paperclip} label={t('chat.attach')} onClick={() => files.current?.click()} data-testid="attach" />
        <button
          type="button"
          className={styles.paint}
          aria-pressed={draft.paint.on}
          title={draft.paint.on ? t('chat.paintOn') : t('chat.paintOff')}
          onClick={() => {
            change(draftKey, { paint: { ...draft.paint, on: !draft.paint.on } })
            field.current?.focus()
          }}
          data-testid="paint-toggle"
        >
          <Brush size={17} strokeWidth={1.75} aria-hidden />
          {t('chat.paint')}
        </button>
        <span className={styles.space} />
        <ModelPicker
          chosen={chosen}
          models={models}
          onChoose={(id) => {
            onModel(id)
            if (hasKeyboard) field.current?.focus()
          }}
        />
        {running ? (
          <button key="stop" type="button" className={styles.stop} onClick={stop} disabled={stopping} aria-label={stopping ? t('chat.stopping') : t('chat.stop')} data-testid="stop">
            <Square size={13} fill="currentColor" aria-hidden />
          </button>
        ) : (
          <button key="send" type="submit" className={styles.send} disabled={!canSend} aria-label={t('chat.send')} data-testid="send">
            <ArrowUp size={19} strokeWidth={2.25} aria-hidden />
          </button>
        )}
      </div>
      <input
        ref={files}
        type="file"
        accept={ACCEPT}
        multiple
        hidden
        onChange={(event) => {
          uploads.add(event.target.files ?? [])
          event.target.value = ''
        }}
        data-testid="file-input"
      />
    </form>
  )
}

function paintOf({ paint }: Draft): NonNullable<TurnRequest['paint']> {
  return {
    ...(paint.style ? { style: paint.style } : {}),
    ...(paint.aspect ? { aspect: paint.aspect } : {}),
    ...(paint.model ? { model: paint.model } : {}),
    ...(paint.trained ? { adapters: [{ id: paint.trained, weight: 1 }] } : {}),
  }
}

/** As high as its lines, up to eight; then it scrolls. */
function fit(element: HTMLTextAreaElement | null): void {
  if (!element) return
  const line = 24
  element.style.height = 'auto'
  element.style.height = `${Math.min(element.scrollHeight, MAX_LINES * line)}px`
}
