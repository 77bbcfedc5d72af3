import { ArrowLeft, Check } from 'lucide-react'
import { Button } from 'antd'
import { useState } from 'react'
import type { Picture } from '@/api/types'
import { IconButton } from '@/components/IconButton'
import { useSize } from '@/components/useSize'
import { fitInto } from '@/components/viewer/zoom'
import { useT } from '@/i18n'
import { type Extend, NO_EXTEND } from '../model/steps'
import { PictureMenu } from './PictureMenu'
import styles from './Run.module.css'

interface Props {
  before: Picture
  after: Picture
  extend?: Extend | undefined
  onKeep: () => void
  onBack: () => void
}

/** A result over what it came from, with a line between them that can be moved: by hand, with the arrows, or by typing. */
export function Compare({ before, after, extend = NO_EXTEND, onKeep, onBack }: Props) {
  const t = useT()
  const [at, setAt] = useState(50)
  const [measure, room] = useSize()
  const fitted = fitInto(after, room)
  const whole = { width: before.width + extend.left + extend.right, height: before.height + extend.top + extend.bottom }
  const percent = (part: number, of: number) => `${(100 * part) / Math.max(1, of)}%`
  return (
    <section tabIndex={-1} className={styles.compare} aria-label={t('studio.compare')} data-testid="studio-compare">
      <header className={styles.bar}>
        <IconButton icon={ArrowLeft} label={t('studio.toCanvas')} onClick={onBack} tipPlacement="bottom" data-testid="compare-back" />
        <h2 className={styles.title}>{t('studio.compare')}</h2>
        <PictureMenu picture={after} />
        <Button type="primary" icon={<Check size={16} aria-hidden />} onClick={onKeep} data-testid="compare-keep">
          {t('studio.keep')}
        </Button>
      </header>
      <div ref={measure} className={styles.stage}>
        <div className={styles.pair} style={{ width: fitted.width, height: fitted.height }}>
          <img src={after.urls.view} alt={t('studio.after')} className={styles.whole} draggable={false} />
          <div className={styles.before} style={{ clipPath: `inset(0 ${100 - at}% 0 0)` }}>
            <img
              src={before.urls.view}
              alt={t('studio.before')}
              draggable={false}
              style={{
                left: percent(extend.left, whole.width),
                top: percent(extend.top, whole.height),
                width: percent(before.width, whole.width),
                height: percent(before.height, whole.height),
              }}
            />
          </div>
          <span className={styles.line} style={{ left: `${at}%` }} aria-hidden />
          <span className={styles.sideLeft} aria-hidden>{t('studio.before')}</span>
          <span className={styles.sideRight} aria-hidden>{t('studio.after')}</span>
          <input
            type="range"
            min={0}
            max={100}
            value={at}
            onChange={(event) => setAt(Number(event.target.value))}
            className={styles.slider}
            aria-label={t('studio.compareSlider')}
            aria-valuetext={t('studio.compareValue', { percent: at })}
            data-testid="compare-slider"
          />
        </div>
      </div>
    </section>
  )
}
