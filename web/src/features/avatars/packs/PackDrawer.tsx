import { App, Button, Checkbox, Drawer, Progress } from 'antd'
import { Download, Package } from 'lucide-react'
import { useEffect, useState } from 'react'
import { api } from '@/api/client'
import type { Picture } from '@/api/types'
import { usePhone } from '@/app/useMedia'
import { bytes } from '@/components/bytes'
import { errorText } from '@/components/errors'
import { saveAs } from '@/components/save'
import { currentLocale, useT } from '@/i18n'
import { useFields } from '../fields'
import { MoreField } from '../MoreField'
import styles from '../more.module.css'

interface Made {
  bytes: number
  files: number
  outliers: string[]
  alike: string[]
}
interface Run {
  status: string
  result: Made | null
}
const SIZES = [64, 128, 256, 512, 1024]
const MAX_FILES = 400
const LOOK_EVERY_MS = 700

/** Which faces, sizes and grounds a pack has; it is drawn by the server and fetched when it is ready. */
export function PackDrawer({ picture, onClose }: { picture: Picture; onClose: () => void }) {
  const t = useT()
  const phone = usePhone()
  const { message } = App.useApp()
  const fields = useFields(currentLocale())
  const [expressions, setExpressions] = useState(['happy', 'neutral', 'sad', 'angry', 'surprised', 'laughing'])
  const [sizes, setSizes] = useState([128, 512])
  const [backgrounds, setBackgrounds] = useState(['transparent', 'light_blue'])
  const [pack, setPack] = useState<{ id: string; run_id: string } | null>(null)
  const [run, setRun] = useState<Run | null>(null)
  const values = (name: string) => (fields.find((field) => field.name === name)?.values ?? []).filter(({ value }) => value !== 'gradient')
  const said = (names: string[]) => names.map((name) => values('expression').find(({ value }) => value === name)?.label ?? name).join(', ')
  const count = expressions.length * backgrounds.length * (sizes.length + 1)
  const over = run !== null && !['queued', 'running'].includes(run.status)
  const making = pack !== null && !over

  useEffect(() => {
    if (!pack || over) return
    const timer = window.setInterval(() => {
      void api.get<Run>(`/api/runs/${pack.run_id}`).then(setRun, () => undefined)
    }, LOOK_EVERY_MS)
    return () => window.clearInterval(timer)
  }, [pack, over])

  const make = () => {
    setRun(null)
    api
      .post<{ id: string; run_id: string }>(`/api/avatars/${picture.id}/pack`, { expressions, sizes, backgrounds })
      .then(setPack)
      .catch((error: unknown) => void message.error(errorText(error, t)))
  }
  const done = over && run.status === 'succeeded' ? run.result : null

  return (
    <Drawer
      open
      onClose={onClose}
      title={t('avatarMore.packTitle')}
      placement={phone ? 'bottom' : 'right'}
      size={phone ? '92dvh' : 440}
      data-testid="pack"
      footer={
        <div className={styles.row}>
          <Button type={done ? 'default' : 'primary'} icon={<Package size={16} aria-hidden />} loading={making} disabled={count < 1 || count > MAX_FILES} onClick={make} data-testid="pack-make">
            {t('avatarMore.make')}
          </Button>
          {done && pack && (
            <Button type="primary" icon={<Download size={16} aria-hidden />} onClick={() => saveAs(`/api/avatars/packs/${pack.id}/file`, '')} data-testid="pack-file">
              {t('avatarMore.download')}
            </Button>
          )}
        </div>
      }
    >
      <div className={styles.form}>
        <MoreField label={t('avatarMore.expressions')}>
          <Checkbox.Group value={expressions} onChange={setExpressions} options={values('expression').map(({ value, label }) => ({ value, label }))} />
        </MoreField>
        <MoreField label={t('avatarMore.sizes')}>
          <Checkbox.Group value={sizes} onChange={setSizes} options={SIZES.map((value) => ({ value, label: `${value} px` }))} />
        </MoreField>
        <MoreField label={t('avatarMore.backgrounds')}>
          <Checkbox.Group value={backgrounds} onChange={setBackgrounds} options={values('background').map(({ value, label }) => ({ value, label }))} />
        </MoreField>
        <p className={styles.help} role="status">
          {count > MAX_FILES ? t('avatarMore.tooMany', { count }) : t('avatarMore.files', { count })}
        </p>
        {making && <Progress percent={run?.status === 'running' ? 60 : 10} showInfo={false} status="active" aria-label={t('avatarMore.making')} />}
        {over && !done && <p role="alert">{t('avatarMore.failed')}</p>}
        {done && (
          <div role="status" data-testid="pack-ready">
            <p>{t('avatarMore.ready', { count: done.files, size: bytes(done.bytes, currentLocale()) })}</p>
            {done.outliers.length > 0 && <p>{t('avatarMore.outliers', { names: said(done.outliers) })}</p>}
            {done.alike.length > 0 && <p className={styles.help}>{t('avatarMore.alike', { names: said(done.alike) })}</p>}
          </div>
        )}
      </div>
    </Drawer>
  )
}
