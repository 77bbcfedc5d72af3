import styles from './Initial.module.css'

/** Hues kept apart, none of them the accent; chosen by the id so that a vendor always has the same. */
const HUES = [212, 152, 268, 34, 188, 322, 96, 240, 60, 292, 130, 172]

/** FNV-1a, 32 bits. */
const hash = (text: string): number => [...text].reduce((sum, letter) => Math.imul(sum ^ letter.codePointAt(0)!, 16777619) >>> 0, 2166136261)

const hueOf = (id: string): number => HUES[hash(id) % HUES.length]!

/** A vendor's first letter on its own colour; stands where a logo would. */
export function Initial({ id, title, size = 36 }: { id: string; title: string; size?: number }) {
  const letter = [...title.trim()][0]?.toUpperCase() ?? '?'
  return (
    <span className={styles.tile} style={{ '--hue': hueOf(id), '--size': `${size}px` } as React.CSSProperties} aria-hidden>
      {letter}
    </span>
  )
}
