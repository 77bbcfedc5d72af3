import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { Link2 } from 'lucide-react'
import { useEffect } from 'react'
import { useSearchParams } from 'react-router'
import { api, ApiError } from '@/api/client'
import { keys } from '@/api/keys'
import { useWaysIn } from '@/api/session'
import type { LinkedIdentity, Page } from '@/api/types'
import { errorText } from '@/components/errors'
import { exactTime } from '@/components/time'
import { Block, LoadState } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import styles from './Profile.module.css'

/** Accounts at providers that open this one; nothing where the server knows no providers. */
export function Identities() {
  const t = useT()
  const client = useQueryClient()
  const { message } = App.useApp()
  const providers = useWaysIn().data?.providers ?? []
  const [params, setParams] = useSearchParams()
  const failed = params.get('error')
  useEffect(() => {
    if (!failed) return
    void message.error(errorText(new ApiError(400, failed, ''), t))
    setParams({}, { replace: true })
  }, [failed, message, setParams, t])
  const query = useQuery({
    queryKey: keys.identities,
    queryFn: ({ signal }) => api.get<Page<LinkedIdentity>>('/api/me/identities', undefined, signal),
  })
  const refused = (error: unknown) => void message.error(errorText(error, t))
  const link = useMutation({
    mutationFn: (name: string) => api.post<{ url: string }>(`/api/me/identities/${encodeURIComponent(name)}`),
    onSuccess: ({ url }) => window.location.assign(url),
    onError: refused,
  })
  const unlink = useMutation({
    mutationFn: (id: string) => api.delete(`/api/me/identities/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.identities }),
    onError: refused,
  })
  if (!providers.length && !query.data?.items.length) return null
  const title = (name: string) => providers.find((one) => one.name === name)?.title ?? name
  return (
    <Block title={t('profile.identities')} text={t('profile.identitiesText')} testId="identities">
      <LoadState query={query} rows={1}>
        {({ items }) => (
          <>
            {items.map((one) => (
              <div key={one.id} className={styles.session}>
                <Link2 size={20} strokeWidth={1.5} aria-hidden />
                <div>
                  <strong>{title(one.provider)}</strong>
                  <span title={exactTime(one.last_used_at, currentLocale())}>{one.email}</span>
                </div>
                <Button type="text" danger loading={unlink.isPending && unlink.variables === one.id} onClick={() => unlink.mutate(one.id)} data-testid="identity-unlink">
                  {t('profile.unlink')}
                </Button>
              </div>
            ))}
            {providers
              .filter(({ name }) => !items.some((one) => one.provider === name))
              .map(({ name, title: shown }) => (
                <div key={name} className={styles.row}>
                  <span>{shown}</span>
                  <Button loading={link.isPending && link.variables === name} onClick={() => link.mutate(name)} data-testid={`identity-link-${name}`}>
                    {t('profile.link')}
                  </Button>
                </div>
              ))}
          </>
        )}
      </LoadState>
    </Block>
  )
}
