import { previewOf, type TrainedStyle } from '@/api/trained'
import styles from './TrainedPicture.module.css'

/** What a trained style paints; the first letter of its name where nothing is known. */
export function TrainedPicture({ style }: { style: TrainedStyle }) {
  const preview = previewOf(style)
  if (preview) return <img src={preview} alt="" loading="lazy" draggable={false} />
  return (
    <i className={styles.letter} aria-hidden>
      {[...style.name][0]?.toUpperCase()}
    </i>
  )
}
