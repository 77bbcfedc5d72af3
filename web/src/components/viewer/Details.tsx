import { Braces, CircleUserRound, Copy, Lock, MessageCircle } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { Picture } from '@/api/types'
import { currentLocale, useT } from '@/i18n'
import { exactTime } from '../time'
import { useCopy } from '../useCopy'
import styles from './Details.module.css'
import { Licences, ShownAgain } from './MadeOn'
import { markLocked, recipeJson, recipeText } from './recipe'
import { unmetText } from './unmet'

interface Props {
  picture: Picture
  /** where the picture it was made from is shown */
  sourceHref?: ((id: string) => string) | undefined
  /** where its conversation is; null when that is gone or there was none */
  conversationHref?: string | null | undefined
  /** makes it the picture that one is shown by */
  onFace?: (() => void) | undefined
}

/** How the picture came to be, in words that need no knowledge of engines. */
export function Details({ picture, sourceHref, conversationHref, onFace }: Props) {
  const t = useT()
  const copy = useCopy()
  const enriched = picture.enriched_prompt && picture.enriched_prompt !== picture.prompt ? picture.enriched_prompt : null
  const labels = {
    prompt: t('viewer.prompt'),
    enriched: t('viewer.enriched'),
    locked: t('viewer.locked'),
    negative: t('viewer.negative'),
    unmet: t('viewer.unmet'),
    model: t('viewer.model'),
    style: t('viewer.style'),
    seed: t('viewer.seed'),
    size: t('viewer.size'),
  }
  return (
    <div className={styles.details}>
      {picture.cached && <ShownAgain picture={picture} />}
      {picture.unmet.length > 0 && (
        <div className={styles.unmet} data-testid="viewer-unmet">
          <strong>{t('viewer.unmetTitle')}</strong>
          <p>{unmetText(picture.unmet, t, 'viewer.unmetText')}</p>
        </div>
      )}
      {picture.origin !== 'upload' && <Words label={labels.prompt} text={picture.prompt} none={t('viewer.noWords')} testId="viewer-prompt" />}
      {enriched && (
        <section className={styles.words}>
          <h3>{labels.enriched}</h3>
          <p data-testid="viewer-enriched">
            {markLocked(enriched, picture.locked).map((piece, index) =>
              piece.locked ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>,
            )}
          </p>
        </section>
      )}
      {picture.locked.length > 0 && (
        <section className={styles.words}>
          <h3>{labels.locked}</h3>
          <ul className={styles.chips}>
            {picture.locked.map((word) => (
              <li key={word}>
                <Lock size={12} strokeWidth={2} aria-hidden />
                {word}
              </li>
            ))}
          </ul>
        </section>
      )}
      {picture.negative && <Words label={labels.negative} text={picture.negative} none="" />}

      <dl className={styles.facts}>
        <Fact label={t('viewer.origin')}>{t(`viewer.origins.${picture.origin}`)}</Fact>
        {typeof picture.recipe?.file_name === 'string' && <Fact label={t('viewer.file')}>{picture.recipe.file_name}</Fact>}
        {picture.model && <Fact label={labels.model}>{picture.model}</Fact>}
        {picture.style && <Fact label={labels.style}>{t(`pictures.styles.${picture.style}` as 'pictures.styles.ink', { defaultValue: picture.style })}</Fact>}
        {picture.seed !== null && (
          <Fact label={labels.seed}>
            <span className="tabular">{picture.seed}</span>
          </Fact>
        )}
        <Fact label={labels.size}>
          <span className="tabular">
            {picture.width} × {picture.height} · {fileSize(picture.bytes)}
          </span>
        </Fact>
        <Fact label={t('viewer.made')}>{exactTime(picture.created_at, currentLocale())}</Fact>
        {picture.source_id && sourceHref && (
          <Fact label={t('viewer.source')}>
            <Link to={sourceHref(picture.source_id)} className={styles.source!} data-testid="viewer-source">
              <img src={`/api/pictures/${picture.source_id}/file?size=thumb`} alt="" width={32} height={32} />
              {t('viewer.openSource')}
            </Link>
          </Fact>
        )}
      </dl>

      <Licences picture={picture} />

      <div className={styles.actions}>
        {conversationHref && (
          <Link to={conversationHref} className={styles.action!} data-testid="viewer-conversation">
            <MessageCircle size={16} strokeWidth={1.75} aria-hidden />
            {t('viewer.openConversation')}
          </Link>
        )}
        {onFace && (
          <button type="button" className={styles.action} onClick={onFace} data-testid="viewer-face">
            <CircleUserRound size={16} strokeWidth={1.75} aria-hidden />
            {t('common.faceUse')}
          </button>
        )}
        {picture.origin !== 'upload' && (<>
        <button type="button" className={styles.action} onClick={() => void copy(recipeText(picture, labels))} data-testid="viewer-copy-text">
          <Copy size={16} strokeWidth={1.75} aria-hidden />
          {t('viewer.copyText')}
        </button>
        <button type="button" className={styles.action} onClick={() => void copy(recipeJson(picture))} data-testid="viewer-copy-json">
          <Braces size={16} strokeWidth={1.75} aria-hidden />
          {t('viewer.copyJson')}
        </button>
        </>)}
      </div>
      {picture.ai_generated && <p className={styles.note}>{t('viewer.aiGenerated')}</p>}
    </div>
  )
}

function Words({ label, text, none, testId }: { label: string; text: string | null; none: string; testId?: string }) {
  return (
    <section className={styles.words}>
      <h3>{label}</h3>
      <p data-none={!text || undefined} data-testid={testId}>
        {text || none}
      </p>
    </section>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function fileSize(bytes: number): string {
  const inKilobytes = bytes < 1_000_000
  return new Intl.NumberFormat(currentLocale(), {
    style: 'unit',
    unit: inKilobytes ? 'kilobyte' : 'megabyte',
    maximumFractionDigits: inKilobytes ? 0 : 1,
  }).format(bytes / (inKilobytes ? 1000 : 1_000_000))
}
