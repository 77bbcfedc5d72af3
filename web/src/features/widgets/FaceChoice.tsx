import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { Shuffle } from 'lucide-react'
import { useId } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { AvatarProjects, Page, Picture, Widget } from '@/api/types'
import { useT } from '@/i18n'
import { faceUrl } from './draft'
import styles from './Widgets.module.css'

type Face = Widget['face']
const MOST = 12

interface Props {
  id: string
  value: Face
  onChange: (face: Face) => void
}

/** The bot's avatar: one of one's own, one that is in the making, or a drawing by chance. */
export function FaceChoice({ id, value, onChange }: Props) {
  const t = useT()
  const label = useId()
  const pictures = useQuery({
    queryKey: keys.pictures({ origin: 'avatar', limit: MOST }),
    queryFn: ({ signal }) => api.get<Page<Picture>>('/api/pictures', { origin: 'avatar', limit: MOST }, signal),
  })
  const projects = useQuery({
    queryKey: ['widgets', 'avatars'],
    queryFn: ({ signal }) => api.get<AvatarProjects>('/api/avatars/projects', { limit: MOST }, signal),
  })
  const drawn = value.picture_id || value.spec ? { picture_id: null, spec: null, seed: '' } : value
  const faces: Face[] = [
    drawn,
    ...(projects.data?.items ?? []).flatMap(({ step }) => (step && !step.engine && Object.keys(step.spec).length ? [{ picture_id: null, spec: step.spec, seed: String(step.seed) }] : [])),
    ...(pictures.data?.items ?? []).map((picture) => ({ picture_id: picture.id, spec: null, seed: '' })),
  ]
  if (!faces.some((face) => same(face, value))) faces.unshift(value)
  return (
    <div className={styles.faces} role="radiogroup" aria-labelledby={label}>
      <span id={label} className={styles.label}>
        {t('widgets.face')}
      </span>
      <div>
        {faces.map((face, at) => (
          <button
            key={`${face.picture_id} ${JSON.stringify(face.spec)} ${face.seed}`}
            type="button"
            role="radio"
            aria-checked={same(face, value)}
            aria-label={t('widgets.faceNumber', { number: at + 1 })}
            onClick={() => onChange(face)}
            data-testid="widget-face"
          >
            <img src={faceUrl(face, id)} alt="" width={48} height={48} loading="lazy" />
          </button>
        ))}
        <Button icon={<Shuffle size={16} strokeWidth={1.75} aria-hidden />} onClick={() => onChange({ picture_id: null, spec: null, seed: Math.random().toString(36).slice(2, 10) })}>
          {t('widgets.shuffle')}
        </Button>
      </div>
      <p>{t('widgets.faceHelp')}</p>
    </div>
  )
}

const same = (one: Face, other: Face) => one.picture_id === other.picture_id && one.seed === other.seed && JSON.stringify(one.spec) === JSON.stringify(other.spec)
