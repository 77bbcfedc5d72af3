import { App, Button, Input } from 'antd'
import { Lock, WandSparkles } from 'lucide-react'
import { useMemo, useState } from 'react'
import { api } from '@/api/client'
import type { EnrichedPrompt } from '@/api/types'
import { errorText } from '@/components/errors'
import { lockableWords } from '@/components/prompt/diff'
import { useBrand } from '@/features/brands/useBrands'
import { useT } from '@/i18n'
import { lockedWords, MAX_PROMPT } from '../model/form'
import { useStudio } from '../store/studio'
import { Group } from './Group'
import styles from './Panel.module.css'

/** What shall be painted, and what a model makes of these words before anything is painted. */
export function Words({ onPaint }: { onPaint: () => void }) {
  const t = useT()
  const { message } = App.useApp()
  const form = useStudio((s) => s.form)
  const task = useStudio((s) => s.task)
  const setForm = useStudio((s) => s.setForm)
  const [offer, setOffer] = useState<{ of: string; found: EnrichedPrompt } | null>(null)
  const brand = useBrand()
  const [busy, setBusy] = useState(false)
  const words = useMemo(() => [...new Set([...lockedWords(form), ...lockableWords(form.prompt)])].slice(0, 24), [form])
  const shown = offer && offer.of === form.prompt ? offer.found : null

  const enrich = () => {
    setBusy(true)
    api
      .post<EnrichedPrompt>('/api/pictures/enrich', { prompt: form.prompt, locked: lockedWords(form), ...(form.style ? { style: form.style } : {}), ...(brand ? { brand_id: brand.id } : {}) })
      .then((found) => {
        setOffer({ of: form.prompt, found })
        if (found.note) void message.warning(found.note)
      })
      .catch((error: unknown) => void message.error(errorText(error, t)))
      .finally(() => setBusy(false))
  }
  const isEdit = task === 'edit'
  return (
    <Group
      title={t(isEdit ? 'studio.whatToChange' : 'studio.whatToPaint')}
      aside={
        <Button size="small" icon={<WandSparkles size={14} aria-hidden />} onClick={enrich} loading={busy} disabled={!form.prompt.trim()} data-testid="studio-enrich">
          {t('studio.enrich')}
        </Button>
      }
    >
      <Input.TextArea
        value={form.prompt}
        onChange={(event) => setForm({ prompt: event.target.value })}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return
          event.preventDefault()
          onPaint()
        }}
        autoSize={{ minRows: 3, maxRows: 9 }}
        maxLength={MAX_PROMPT}
        placeholder={t(isEdit ? 'studio.editHint' : 'studio.promptHint')}
        aria-label={t(isEdit ? 'studio.whatToChange' : 'studio.whatToPaint')}
        data-testid="studio-prompt"
      />
      {shown && (
        <div className={styles.offer} data-testid="studio-offer">
          <p className={styles.diff} aria-label={t('studio.enriched')}>
            {shown.changes.map(({ kind, text }, index) => (kind === 'added' ? <ins key={index}>{text}</ins> : kind === 'removed' ? <del key={index}>{text}</del> : <span key={index}>{text}</span>))}
          </p>
          <div className={styles.row}>
            <Button
              size="small"
              type="primary"
              onClick={() => {
                setForm({ prompt: shown.prompt, enrich: false })
                setOffer(null)
              }}
              data-testid="studio-take-offer"
            >
              {t('studio.takeOffer')}
            </Button>
            <Button size="small" onClick={() => setOffer(null)}>
              {t('studio.leaveOffer')}
            </Button>
            <span className={styles.by}>{shown.by === 'rules' ? t('studio.byRules') : t('studio.byModel', { model: shown.by })}</span>
          </div>
        </div>
      )}
      {words.length > 0 && (
        <details className={styles.more} open={form.locked.length > 0 || undefined}>
          <summary>{t('pictures.locked')}</summary>
          <div className={styles.chips}>
            {words.map((word) => {
              const isLocked = form.locked.includes(word)
              return (
                <button
                  key={word}
                  type="button"
                  className={styles.chip}
                  aria-pressed={isLocked}
                  aria-label={t(isLocked ? 'pictures.unlock' : 'pictures.lock', { word })}
                  onClick={() => setForm({ locked: isLocked ? form.locked.filter((other) => other !== word) : [...form.locked, word] })}
                >
                  {isLocked && <Lock size={12} strokeWidth={2} aria-hidden />}
                  {word}
                </button>
              )
            })}
          </div>
          <p className={styles.help}>{t('pictures.lockedHelp')}</p>
        </details>
      )}
    </Group>
  )
}
