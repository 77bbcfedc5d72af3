import { Button } from 'antd'
import { Pause, Play } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useMedia } from '@/app/useMedia'
import { useT } from '@/i18n'
import styles from '../more.module.css'

/** The first moment of a moving drawing: browsers do not tell pictures that somebody wants no motion. */
const standing = (svg: string): string => svg.replace('</svg>', '<style>*{animation:none!important}</style></svg>')

/** A drawing that moves: it can be stopped, and begins still for who wants no motion. */
export function TalkLook({ svg, busy }: { svg: string; busy: boolean }) {
  const t = useT()
  const calm = useMedia('(prefers-reduced-motion: reduce)')
  const [wanted, setWanted] = useState<boolean | null>(null)
  const moving = wanted ?? !calm
  const image = useRef<HTMLImageElement>(null)
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([moving ? svg : standing(svg)], { type: 'image/svg+xml' }))
    if (image.current) image.current.src = made
    return () => URL.revokeObjectURL(made)
  }, [svg, moving])
  return (
    <>
      <img ref={image} alt={t('avatarMore.lookAlt')} width={240} height={240} data-busy={busy || undefined} data-moving={moving || undefined} data-testid="talk-look" />
      <figcaption className={styles.row}>
        <Button size="small" icon={moving ? <Pause size={14} aria-hidden /> : <Play size={14} aria-hidden />} onClick={() => setWanted(!moving)} data-testid="talk-play">
          {t(moving ? 'avatarMore.pause' : 'avatarMore.play')}
        </Button>
        {calm && !moving && <span className={styles.help}>{t('avatarMore.still')}</span>}
      </figcaption>
    </>
  )
}
