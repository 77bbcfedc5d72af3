import { Check, TriangleAlert } from 'lucide-react'
import { bytes } from '@/components/bytes'
import { currentLocale, useT } from '@/i18n'
import styles from '../more.module.css'

/** What the run of a pack says of it. */
export interface Made {
  bytes: number
  files: number
  outliers: string[]
  alike: string[]
  failed: string[]
  uncut: boolean
}
interface Props {
  made: Made
  painted: boolean
  /** whether faces were compared */
  checked: boolean
  faces: { value: string; label: string }[]
}

/** That a pack is there, who is in it, and what is otherwise than one may think. */
export function Ready({ made, painted, checked, faces }: Props) {
  const t = useT()
  const said = (names: string[]) => names.map((name) => faces.find(({ value }) => value === name)?.label ?? name).join(t('avatars.separator'))
  return (
    <div role="status" className={styles.ready} data-testid="pack-ready">
      <p>{t('avatarMore.ready', { count: made.files, size: bytes(made.bytes, currentLocale()) })}</p>
      {made.outliers.length > 0 ? (
        <p className={styles.warn}>
          <TriangleAlert size={16} aria-hidden />
          {t('avatarMore.outliers', { names: said(made.outliers) })}
        </p>
      ) : checked && (
        <p className={styles.good} data-testid="pack-same">
          <Check size={16} aria-hidden />
          {t(painted ? 'avatarMore.sameFaces' : 'avatarMore.samePerson')}
        </p>
      )}
      {made.failed.length > 0 && <p>{t('avatarMore.facesFailed', { names: said(made.failed) })}</p>}
      {made.uncut && <p>{t('avatarMore.uncut')}</p>}
      {made.alike.length > 0 && <p className={styles.help}>{t('avatarMore.alike', { names: said(made.alike) })}</p>}
    </div>
  )
}
