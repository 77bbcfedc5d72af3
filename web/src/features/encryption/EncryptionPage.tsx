import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Progress } from 'antd'
import { RefreshCw } from 'lucide-react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { EncryptionStatus } from '@/api/types'
import { errorText } from '@/components/errors'
import { Block, LoadState, Tag } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import styles from './EncryptionPage.module.css'

const LOOK_MS = 2_000

/** `/settings/encryption`: the data keys, and how far everything is sealed under the newest one. */
export function EncryptionPage() {
  const t = useT()
  const client = useQueryClient()
  const { message, modal } = App.useApp()
  const query = useQuery({
    queryKey: keys.encryption,
    queryFn: ({ signal }) => api.get<EncryptionStatus>('/api/admin/encryption', undefined, signal),
    refetchInterval: ({ state }) => (state.data && !state.data.finished ? LOOK_MS : false),
  })
  const rotate = useMutation({
    mutationFn: () => api.post<EncryptionStatus>('/api/admin/encryption/rotate'),
    onSuccess: (status) => client.setQueryData(keys.encryption, status),
    onError: (error) => void message.error(errorText(error, t)),
  })
  const ask = () =>
    modal.confirm({
      title: t('encryption.rotateTitle'),
      content: t('encryption.rotateText'),
      okText: t('encryption.rotate'),
      okButtonProps: { ...{ 'data-testid': 'confirm-rotate' } },
      cancelText: t('common.cancel'),
      icon: null,
      centered: true,
      onOk: () => rotate.mutateAsync().catch(() => undefined),
    })
  const day = (iso: string) => new Intl.DateTimeFormat(currentLocale(), { dateStyle: 'medium' }).format(new Date(iso))
  const number = (value: number) => new Intl.NumberFormat(currentLocale()).format(value)
  return (
    <div data-testid="encryption">
      <Block
        title={t('encryption.title')}
        text={t('encryption.text')}
        action={
          <Button icon={<RefreshCw size={16} strokeWidth={1.75} aria-hidden />} disabled={!query.data?.finished} onClick={ask} data-testid="encryption-rotate">
            {t('encryption.rotate')}
          </Button>
        }
      >
        <LoadState query={query} rows={3}>
          {(status) => (
            <div className={styles.state} role="status" data-testid="encryption-state" data-finished={status.finished}>
              <strong>
                {status.finished ? t('encryption.done') : t('encryption.going', { seen: number(status.rows_seen), total: number(status.rows_total) })}
              </strong>
              {!status.finished && <Progress percent={Math.floor((100 * status.rows_seen) / Math.max(1, status.rows_total))} aria-label={t('encryption.title')} />}
              <p>{status.next_rotation_at ? t('encryption.next', { date: day(status.next_rotation_at) }) : t('encryption.never')}</p>
            </div>
          )}
        </LoadState>
      </Block>
      {query.data && (
        <>
          <Block title={t('encryption.keys')}>
            <ul className={styles.list}>
              {[...query.data.keys].reverse().map((key) => (
                <li key={key.id} data-testid="data-key">
                  <code>{key.id}</code>
                  <span>{t('encryption.made', { date: day(key.created_at) })}</span>
                  <Tag>{key.retired_at ? t('encryption.opens', { date: day(key.retired_at) }) : t('encryption.seals')}</Tag>
                </li>
              ))}
            </ul>
          </Block>
          <Block title={t('encryption.tables')}>
            <ul className={styles.list}>
              {query.data.tables.map((table) => (
                <li key={table.name}>
                  <code>{table.name}</code>
                  <span className={styles.count}>
                    {table.finished_at
                      ? t('encryption.rows', { count: table.rows_total })
                      : t('encryption.part', { seen: number(table.rows_seen), total: number(table.rows_total) })}
                  </span>
                </li>
              ))}
            </ul>
          </Block>
        </>
      )}
    </div>
  )
}
