import { useState } from 'react'
import { useBrand } from '@/features/brands/useBrands'
import { useT } from '@/i18n'
import styles from './Avatars.module.css'
import type { Field } from './fields'
import { saidOf } from './fields'
import type { Look, Spec } from './types'
import { drawingUrl } from './useAvatar'
import { UseMenu } from './UseMenu'

/** Who looks at somebody who has not said anything yet. */
const WELCOME: Spec = { expression: 'happy', hair_style: 'bun', hair_color: 'brown', background: 'light_blue', clothing: 'hoodie', clothing_color: 'red' }
/** The same in the colours of a brand. */
const { background: _background, clothing_color: _colour, ...BARE } = WELCOME

/** The avatar as it is now; the browser shows the drawing before until the next one is here. */
export function Preview({ look, name, fields }: { look: Look; name: string; fields: Field[] }) {
  const t = useT()
  const begun = look.words !== '' || Object.keys(look.spec).length > 0
  const brand = useBrand()
  const url = drawingUrl(begun ? look : { ...look, spec: brand ? BARE : WELCOME }, 512, brand)
  const [failed, setFailed] = useState<string | null>(null)
  const said = fields.map((field) => saidOf(field, look.spec, '', t('avatars.separator'))).filter(Boolean)
  return (
    <figure className={styles.preview} aria-label={t('avatars.preview')}>
      <img
        src={url}
        alt={[t('avatars.previewAlt'), ...said].join(t('avatars.separator'))}
        width={320}
        height={320}
        onError={() => setFailed(url)}
        data-testid="avatar-preview"
      />
      <figcaption>
        {failed === url ? <span role="alert">{t('avatars.previewFailed')}</span> : begun && <UseMenu name={name || look.words} drawing={(size) => drawingUrl(look, size, brand)} look={look} label={t('avatars.useDrawing')} />}
      </figcaption>
    </figure>
  )
}
