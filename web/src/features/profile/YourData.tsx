import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Spin } from 'antd'
import { Download, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { DataExports, HeldData } from '@/api/types'
import { bytes } from '@/components/bytes'
import { errorText } from '@/components/errors'
import { exactTime } from '@/components/time'
import { Block, LoadState } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import { DeleteEverything } from './DeleteEverything'
import { HeldCounts } from './HeldCounts'
import styles from './YourData.module.css'

const LOOK_MS = 1_500
const CLASSES = ['conversations', 'pictures', 'runs', 'batches', 'usage_lines', 'cases'] as const

/** What is stored of one, a copy of it, and the deletion of everything. */
export function YourData() {
  const t = useT()
  const client = useQueryClient()
  const { message } = App.useApp()
  const [deleting, setDeleting] = useState(false)
  const held = useQuery({
    queryKey: keys.heldData,
    queryFn: ({ signal }) => api.get<HeldData>('/api/me/data', undefined, signal),
    staleTime: 0,
  })
  const exports = useQuery({
    queryKey: keys.exports,
    queryFn: ({ signal }) => api.get<DataExports>('/api/me/exports', undefined, signal),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.items.some((one) => one.bytes === null) ? LOOK_MS : false),
  })
  const ask = useMutation({
    mutationFn: () => api.post('/api/me/export'),
    onSettled: () => client.invalidateQueries({ queryKey: keys.exports }),
    onError: (error) => void message.error(errorText(error, t)),
  })
  const latest = exports.data?.items[0]
  const writing = ask.isPending || (latest !== undefined && latest.bytes === null)
  return (
    <Block title={t('profile.data.title')} text={t('profile.data.text')} testId="your-data">
      <LoadState query={held} rows={2}>
        {({ items, retention_days }) => (
          <div className={styles.part}>
            <HeldCounts items={items} />
            <p data-testid="retention">
              {Object.keys(retention_days).length === 0
                ? t('profile.data.forEver')
                : CLASSES.flatMap((one) => {
                    const days = retention_days[one]
                    return days ? [`${t(`profile.data.classes.${one}`)} ${t('profile.data.days', { count: days })}`] : []
                  }).reduce((all, one) => `${all} · ${one}`, t('profile.data.kept'))}
            </p>
          </div>
        )}
      </LoadState>
      <div className={styles.part}>
        <div className={styles.line}>
          <div>
            <h4>{t('profile.data.copy')}</h4>
            <p>{t('profile.data.copyText')}</p>
          </div>
          <Button loading={writing} onClick={() => ask.mutate()} data-testid="export-ask">
            {latest ? t('profile.data.again') : t('profile.data.ask')}
          </Button>
        </div>
        {latest && (
          <div className={styles.copy} role="status" data-testid="export-state">
            {latest.bytes === null || latest.expires_at === null ? (
              <>
                <Spin size="small" />
                <span>{t('profile.data.writing')}</span>
              </>
            ) : (
              <>
                <div>
                  <strong>{t('profile.data.ready', { date: exactTime(latest.created_at, currentLocale()), size: bytes(latest.bytes, currentLocale()) })}</strong>
                  <span>{t('profile.data.until', { date: exactTime(latest.expires_at, currentLocale()) })}</span>
                </div>
                <Button type="primary" icon={<Download size={16} strokeWidth={1.75} aria-hidden />} href={`/api/me/exports/${latest.id}/file`} download data-testid="export-fetch">
                  {t('profile.data.fetch')}
                </Button>
              </>
            )}
          </div>
        )}
      </div>
      <div className={styles.part}>
        <div className={styles.line}>
          <div>
            <h4>{t('profile.data.remove')}</h4>
            <p>{t('profile.data.removeText')}</p>
          </div>
          <Button danger icon={<Trash2 size={16} strokeWidth={1.75} aria-hidden />} onClick={() => setDeleting(true)} data-testid="delete-me">
            {t('profile.data.removeButton')}
          </Button>
        </div>
      </div>
      {deleting && <DeleteEverything onClose={() => setDeleting(false)} />}
    </Block>
  )
}
