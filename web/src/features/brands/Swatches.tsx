import styles from './Brands.module.css'
import type { Swatch } from './types'

/** The colours of a palette side by side; their names are said elsewhere. */
export function Swatches({ palette, small }: { palette: readonly Swatch[]; small?: boolean }) {
  return (
    <span className={styles.swatches} data-small={small || undefined} aria-hidden>
      {palette.map(({ colour }, index) => (
        <i key={index} style={{ background: colour }} />
      ))}
    </span>
  )
}
