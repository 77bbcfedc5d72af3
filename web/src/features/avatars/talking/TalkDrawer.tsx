import { App, Button, Drawer, Input, InputNumber, Segmented, Select, Skeleton } from 'antd'
import { AudioLines, Download, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { api } from '@/api/client'
import type { components } from '@/api/schema'
import { usePhone } from '@/app/useMedia'
import { errorText } from '@/components/errors'
import { saveAs } from '@/components/save'
import { BrandChoice } from '@/features/brands/BrandChoice'
import { useBrand } from '@/features/brands/useBrands'
import { currentLocale, useT } from '@/i18n'
import { fileName } from '../files'
import { MoreField } from '../MoreField'
import styles from '../more.module.css'
import type { Spec } from '../types'
import { TalkLook } from './TalkLook'

type Timing = components['schemas']['TalkTiming']
const FORMATS = ['svg', 'webp', 'apng', 'lottie', 'sprites'] as const
type Format = (typeof FORMATS)[number]
const ENDINGS: Record<Format, string> = { svg: 'svg', webp: 'webp', apng: 'png', lottie: 'json', sprites: 'zip' }
const PAUSE_MS = 500

interface Props {
  /** what talks: a spec with its seed, or a picture of the gallery */
  who: { spec: Spec; seed: string } | { picture_id: string }
  name: string
  onClose: () => void
}

/** Words, or a recording, and the avatar that says them; as a file of any kind. */
export function TalkDrawer({ who, name, onClose }: Props) {
  const t = useT()
  const phone = usePhone()
  const { message } = App.useApp()
  const [text, setText] = useState(currentLocale() === 'en' ? 'Hello, nice to meet you!' : '你好，很高兴认识你！')
  const [voice, setVoice] = useState<Timing | null>(null)
  const [seconds, setSeconds] = useState<number | null>(null)
  const [size, setSize] = useState(256)
  const [format, setFormat] = useState<Format>('svg')
  const [look, setLook] = useState<{ wish: string; svg: string } | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const spoken = voice ? { visemes: voice.cues, seconds: voice.ms / 1000 } : { text, seconds }
  const brand = useBrand()
  const wish = JSON.stringify({ ...who, ...spoken, ...(brand && { brand_id: brand.id }) })
  // A brand that was changed is drawn anew.
  const version = brand?.version

  useEffect(() => {
    let over = false
    const timer = window.setTimeout(() => {
      api
        .blob('POST', '/api/avatars/talk', { ...(JSON.parse(wish) as object), format: 'svg', size: 256 })
        .then((file) => file.text())
        .then((svg) => {
          if (over) return
          setLook({ wish, svg })
          setFailure(null)
        })
        .catch((error: unknown) => !over && setFailure(error))
    }, PAUSE_MS)
    return () => {
      over = true
      window.clearTimeout(timer)
    }
  }, [wish, version])

  const take = () => {
    setBusy(true)
    api
      .blob('POST', '/api/avatars/talk', { ...(JSON.parse(wish) as object), format, size })
      .then((file) => saveAs(file, `${fileName(name)}-talking.${ENDINGS[format]}`))
      .catch((error: unknown) => void message.error(errorText(error, t)))
      .finally(() => setBusy(false))
  }
  const listen = (file: File) => {
    const form = new FormData()
    form.append('file', file)
    form.append('text', text)
    api
      .post<Timing>('/api/avatars/talk/voice', form)
      .then(setVoice)
      .catch((error: unknown) => void message.error(errorText(error, t)))
  }

  return (
    <Drawer
      open
      onClose={onClose}
      title={t('avatarMore.talkTitle')}
      placement={phone ? 'bottom' : 'right'}
      size={phone ? '92dvh' : 440}
      data-testid="talk"
      footer={
        <Button type="primary" block icon={<Download size={16} aria-hidden />} loading={busy} disabled={Boolean(failure)} onClick={take} data-testid="talk-file">
          {t('avatarMore.download')}
        </Button>
      }
    >
      <div className={styles.form}>
        <figure className={styles.look}>
          {look ? <TalkLook svg={look.svg} busy={look.wish !== wish && !failure} /> : !failure && <Skeleton.Node active className={styles.waiting!} aria-label={t('common.loading')} />}
          {failure ? <p className={styles.refused} role="alert">{errorText(failure, t)}</p> : null}
        </figure>
        <MoreField label={t('avatarMore.words')} help={t('avatarMore.wordsHint')}>
          <Input.TextArea value={text} maxLength={500} autoSize={{ minRows: 2, maxRows: 5 }} onChange={(event) => setText(event.target.value)} aria-label={t('avatarMore.words')} data-own-undo data-testid="talk-words" />
          <div className={styles.row}>
            <input
              ref={input}
              type="file"
              accept=".wav,audio/wav"
              className={styles.hidden}
              onChange={(event) => {
                const file = event.target.files?.[0]
                if (file) listen(file)
                event.target.value = ''
              }}
              data-testid="talk-voice"
            />
            {voice ? (
              <>
                <span>{t('avatarMore.voiceTaken', { seconds: (voice.ms / 1000).toFixed(1) })}</span>
                <Button size="small" icon={<X size={14} aria-hidden />} onClick={() => setVoice(null)}>
                  {t('avatarMore.voiceDrop')}
                </Button>
              </>
            ) : (
              <Button size="small" icon={<AudioLines size={14} aria-hidden />} onClick={() => input.current?.click()}>
                {t('avatarMore.voice')}
              </Button>
            )}
          </div>
        </MoreField>
        <MoreField label={t('brands.brand')} help={t('brands.avatarHelp')}>
          <BrandChoice />
        </MoreField>
        <div className={styles.row}>
          <MoreField label={t('avatarMore.seconds')}>
            <InputNumber min={0.2} max={30} step={0.5} value={seconds} disabled={voice !== null} placeholder={t('avatarMore.natural')} onChange={setSeconds} aria-label={t('avatarMore.seconds')} />
          </MoreField>
          <MoreField label={t('avatarMore.size')}>
            <Select value={size} onChange={setSize} options={[128, 256, 512].map((value) => ({ value, label: `${value} px` }))} aria-label={t('avatarMore.size')} />
          </MoreField>
        </div>
        <Segmented<Format> block value={format} onChange={setFormat} options={FORMATS.map((value) => ({ value, label: t(`avatarMore.formats.${value}`) }))} aria-label={t('avatarMore.format')} data-testid="talk-format" />
      </div>
    </Drawer>
  )
}
