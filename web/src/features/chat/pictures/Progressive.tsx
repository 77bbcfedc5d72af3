import { useState } from 'react'
import type { Picture } from '@/api/types'
import { sources } from '@/components/sharpness'
import styles from './Pictures.module.css'

interface Props {
  picture: Picture
  alt: string
  /** the place's width for `<img sizes>`; absent for one that takes the whole column */
  sizes?: string | undefined
}

/** A picture that comes in softly: its small version blurred, then the full one; its room is kept from the start. */
export function Progressive({ picture, alt, sizes }: Props) {
  const [loaded, setLoaded] = useState(false)
  const [broken, setBroken] = useState(false)
  return (
    <span className={styles.progressive} data-loaded={loaded || undefined}>
      {!loaded && !broken && <img className={styles.blurred} src={picture.urls.thumb} alt="" aria-hidden />}
      <img
        className={styles.sharp}
        {...(sizes && !broken ? { sizes, srcSet: sources(picture) } : {})}
        src={broken ? picture.urls.thumb : picture.urls.view}
        alt={alt}
        decoding="async"
        draggable={false}
        onLoad={() => setLoaded(true)}
        onError={() => setBroken(true)}
      />
    </span>
  )
}
