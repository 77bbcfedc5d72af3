import { App, Button, Checkbox, Drawer, Input, InputNumber, Select } from 'antd'
import { Copy, Lock } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useModels } from '@/api/session'
import type { PaintRequest, Picture } from '@/api/types'
import { usePhone } from '@/app/useMedia'
import { exactTime } from '@/components/time'
import { useCopy } from '@/components/useCopy'
import { recipeJson } from '@/components/viewer/recipe'
import { unmetText } from '@/components/viewer/unmet'
import { useStartFailed } from '@/components/useStartFailed'
import { currentLocale, useT } from '@/i18n'
import { isStyle, styleIds } from '@/components/prompt/choices'
import { modelName } from '@/components/prompt/models'
import { styleOf, usePictureActions } from './actions'
import { diffWords, lockableWords } from '@/components/prompt/diff'
import styles from './RecipeDrawer.module.css'

interface Props {
  picture: Picture
  onClose: () => void
}

/** How a picture was made, to read and to change: words, locks, style, seed; painting again leaves the old one as it is. */
export default function RecipeDrawer({ picture, onClose }: Props) {
  const t = useT()
  const phone = usePhone()
  const copy = useCopy()
  const { message } = App.useApp()
  const failed = useStartFailed()
  const actions = usePictureActions()
  const painters = (useModels().data?.items ?? []).filter((model) => model.tasks.includes('painting'))

  const [prompt, setPrompt] = useState(picture.prompt ?? '')
  const [negative, setNegative] = useState(picture.negative ?? '')
  const [locked, setLocked] = useState<string[]>([...picture.locked])
  const [enrich, setEnrich] = useState(Boolean(picture.enriched_prompt))
  const [keepSeed, setKeepSeed] = useState(false)
  const [seed, setSeed] = useState(picture.seed)
  const [style, setStyle] = useState(() => styleOf(picture))
  const [model, setModel] = useState(picture.model)
  const [busy, setBusy] = useState(false)

  const words = useMemo(() => [...new Set([...locked, ...lockableWords(prompt)])], [locked, prompt])
  const pieces = useMemo(
    () => (picture.enriched_prompt ? diffWords(picture.prompt ?? '', picture.enriched_prompt) : null),
    [picture],
  )
  const canPaint = picture.origin === 'painted'

  const repaint = () => {
    setBusy(true)
    const request: PaintRequest = {
      mode: 'new',
      prompt: prompt.trim(),
      source_id: picture.id,
      width: picture.width,
      height: picture.height,
      enrich,
      locked: locked.filter((word) => prompt.toLowerCase().includes(word.toLowerCase())),
      ...(model ? { model } : {}),
      ...(style ? { style } : {}),
      ...(negative.trim() ? { negative: negative.trim() } : {}),
      ...(keepSeed && seed !== null ? { seed } : {}),
    }
    actions
      .repaint(picture, request)
      .then(() => {
        void message.success(t('pictures.repaintStarted'))
        onClose()
      })
      .catch(failed)
      .finally(() => setBusy(false))
  }

  return (
    <Drawer
      open
      onClose={onClose}
      title={t('pictures.recipeTitle')}
      placement={phone ? 'bottom' : 'right'}
      size={phone ? '88dvh' : 420}
      footer={
        <div className={styles.footer}>
          <Button icon={<Copy size={16} strokeWidth={1.75} aria-hidden />} onClick={() => void copy(recipeJson(picture))}>
            {t('pictures.copyRecipe')}
          </Button>
          {canPaint && (
            <Button type="primary" onClick={repaint} loading={busy} disabled={!prompt.trim()} data-testid="recipe-repaint">
              {t('pictures.repaint')}
            </Button>
          )}
        </div>
      }
      data-testid="recipe"
    >
      <div className={styles.recipe}>
        <img src={picture.urls.thumb} alt="" className={styles.thumb} style={{ aspectRatio: `${picture.width} / ${picture.height}` }} />
        {picture.unmet.length > 0 && (
          <div className={styles.unmet}>
            <strong>{t('pictures.unmetTitle')}</strong>
            <span>{unmetText(picture.unmet, t, 'pictures.unmetText')}</span>
          </div>
        )}
        <label className={styles.field}>
          <span className={styles.label}>{t('pictures.prompt')}</span>
          <Input.TextArea value={prompt} onChange={(event) => setPrompt(event.target.value)} autoSize={{ minRows: 2, maxRows: 8 }} readOnly={!canPaint} data-testid="recipe-prompt" />
          <span className={styles.help}>{t('pictures.promptHelp')}</span>
        </label>
        {pieces && (
          <section className={styles.field}>
            <h2 className={styles.label}>{t('pictures.enriched')}</h2>
            <p className={styles.enriched} data-testid="recipe-enriched">
              {pieces.map(({ text, kind }, index) =>
                kind === 'added' ? <ins key={index}>{text}</ins> : kind === 'removed' ? <del key={index}>{text}</del> : <span key={index}>{text}</span>,
              )}
            </p>
            <span className={styles.help}>{t('pictures.enrichedHelp')}</span>
          </section>
        )}
        {canPaint && (
          <>
            <section className={styles.field}>
              <h2 className={styles.label}>{t('pictures.locked')}</h2>
              <div className={styles.chips}>
                {words.map((word) => {
                  const isLocked = locked.includes(word)
                  return (
                    <button
                      key={word}
                      type="button"
                      className={styles.chip}
                      aria-pressed={isLocked}
                      aria-label={t(isLocked ? 'pictures.unlock' : 'pictures.lock', { word })}
                      onClick={() => setLocked(isLocked ? locked.filter((other) => other !== word) : [...locked, word])}
                    >
                      {isLocked && <Lock size={12} strokeWidth={2} aria-hidden />}
                      {word}
                    </button>
                  )
                })}
              </div>
              <span className={styles.help}>{t('pictures.lockedHelp')}</span>
              <Checkbox checked={enrich} onChange={(event) => setEnrich(event.target.checked)}>
                {t('pictures.enrich')}
              </Checkbox>
            </section>
            <label className={styles.field}>
              <span className={styles.label}>{t('pictures.negative')}</span>
              <Input value={negative} onChange={(event) => setNegative(event.target.value)} />
            </label>
            <div className={styles.pair}>
              <div className={styles.field}>
                <span className={styles.label}>{t('pictures.style')}</span>
                <Select
                  aria-label={t('pictures.style')}
                  value={style ?? ''}
                  onChange={(value) => setStyle(value || null)}
                  options={[
                    { value: '', label: t('chat.anyStyle') },
                    ...styleIds.map((id) => ({ value: id as string, label: t(`pictures.styles.${id}`) })),
                    ...(style && !isStyle(style) ? [{ value: style, label: style }] : []),
                  ]}
                />
              </div>
              <div className={styles.field}>
                <span className={styles.label}>{t('pictures.model')}</span>
                <Select
                  aria-label={t('pictures.model')}
                  value={model ?? ''}
                  onChange={setModel}
                  options={[
                    ...painters.map(({ id }) => ({ value: id, label: modelName(id, t) })),
                    ...(model && !painters.some(({ id }) => id === model) ? [{ value: model, label: modelName(model, t) }] : []),
                  ]}
                />
              </div>
            </div>
            <div className={styles.field}>
              <span className={styles.label}>{t('pictures.seed')}</span>
              <div className={styles.seed}>
                <InputNumber aria-label={t('pictures.seed')} value={seed} onChange={setSeed} min={0} precision={0} controls={false} disabled={!keepSeed} />
                <Checkbox checked={keepSeed} onChange={(event) => setKeepSeed(event.target.checked)}>
                  {t('pictures.keepSeed')}
                </Checkbox>
              </div>
              <span className={styles.help}>{t('pictures.seedHelp')}</span>
            </div>
          </>
        )}
        <dl className={styles.facts}>
          <div>
            <dt>{t('pictures.size')}</dt>
            <dd className="tabular">
              {picture.width} × {picture.height}
            </dd>
          </div>
          <div>
            <dt>{t('pictures.made')}</dt>
            <dd>{exactTime(picture.created_at, currentLocale())}</dd>
          </div>
        </dl>
      </div>
    </Drawer>
  )
}
