import { withQuery } from '@/api/client'
import { useT } from '@/i18n'
import styles from './Brands.module.css'
import { backgroundOf, clothingOf, letteringOf } from './palette'
import { Swatches } from './Swatches'
import type { BrandWish, Mark } from './types'

/** Its side in the unit in which shares are counted. */
const WHOLE = 100

/** Where the logo is, as the server lays it: shares are of the shorter side, and the card is a square. */
function placeOf({ corner, share, clear }: Mark): React.CSSProperties {
  const side = { width: `${share * WHOLE}%`, height: `${share * WHOLE}%` }
  if (corner === 'centre') return { ...side, top: '50%', left: '50%', transform: 'translate(-50%, -50%)', objectPosition: 'center' }
  const [up, where] = corner.split('_') as ['top' | 'bottom', 'left' | 'right']
  return { ...side, [up]: `${clear * WHOLE}%`, [where]: `${clear * WHOLE}%`, objectPosition: `${where} ${up}` }
}

/** An avatar in the colours of a brand, its name, its colours, and its logo where it goes. */
export function BrandPreview({ wish, logo, small }: { wish: BrandWish; logo: string | null; small?: boolean }) {
  const t = useT()
  const { palette, mark, name } = wish
  const ground = backgroundOf(palette)
  const avatar = withQuery('/api/avatars/preview.svg', { style: 'avataaars', seed: 'Paper boat', size: 256, backgroundColor: ground.slice(1), clothesColor: clothingOf(palette).slice(1) })
  return (
    <figure className={styles.preview} data-small={small || undefined} aria-label={t('brands.preview')} data-testid="brand-preview">
      <div className={styles.stage} style={{ background: ground }}>
        {!small && <strong style={{ color: letteringOf(palette) }}>{name.trim() || t('brands.untitled')}</strong>}
        <img className={styles.avatar} src={avatar} alt={t('brands.previewAlt')} width={256} height={256} data-testid="brand-avatar" />
        {logo && (mark.show || !small) && <img className={styles.mark} src={logo} alt={t('brands.logo')} style={placeOf(mark)} data-shown={mark.show || undefined} />}
      </div>
      {!small && <Swatches palette={palette} />}
    </figure>
  )
}
