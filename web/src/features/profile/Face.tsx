import { Button } from 'antd'
import { Images, Trash2, Upload } from 'lucide-react'
import { useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { useFace, useUser } from '@/api/session'
import { uploadPicture } from '@/api/upload'
import { announce } from '@/components/Announcer'
import { errorText } from '@/components/errors'
import { PersonFace } from '@/components/PersonFace'
import { useT } from '@/i18n'
import styles from './Profile.module.css'

const TAKEN = 'image/png,image/jpeg,image/webp,image/gif'

/** What one is shown by: a picture of one's own, which can be changed and taken away. */
export function Face() {
  const t = useT()
  const user = useUser()
  const navigate = useNavigate()
  const face = useFace()
  const input = useRef<HTMLInputElement>(null)
  const [sending, setSending] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const busy = sending || face.isPending
  const send = async (file: File) => {
    setSending(true)
    setFailure(null)
    try {
      const picture = await uploadPicture(file, () => undefined, new AbortController().signal)
      await face.mutateAsync(picture.id)
      announce(t('common.faceTaken'))
    } catch (error) {
      setFailure(error)
    } finally {
      setSending(false)
    }
  }
  const remove = () => {
    setFailure(null)
    face.mutate(null, { onSuccess: () => announce(t('profile.faceRemoved')), onError: setFailure })
  }
  return (
    <div className={styles.face} data-testid="profile-face">
      <span className={styles.large} aria-hidden>
        <PersonFace person={user} />
      </span>
      <div>
        <div className={styles.faceButtons}>
          <Button icon={<Upload size={16} strokeWidth={1.75} aria-hidden />} loading={busy} onClick={() => input.current?.click()} data-testid="face-upload">
            {t('profile.faceUpload')}
          </Button>
          <Button icon={<Images size={16} strokeWidth={1.75} aria-hidden />} onClick={() => void navigate('/gallery')}>
            {t('profile.faceGallery')}
          </Button>
          {user.picture && (
            <Button type="text" danger icon={<Trash2 size={16} strokeWidth={1.75} aria-hidden />} disabled={busy} onClick={remove} data-testid="face-remove">
              {t('profile.faceRemove')}
            </Button>
          )}
        </div>
        <p className={styles.faceHelp}>{t('profile.faceHelp')}</p>
        {failure ? <p role="alert">{errorText(failure, t)}</p> : null}
        <input
          ref={input}
          type="file"
          accept={TAKEN}
          hidden
          onChange={(event) => {
            const file = event.target.files?.[0]
            if (file) void send(file)
            event.target.value = ''
          }}
          data-testid="face-file"
        />
      </div>
    </div>
  )
}
