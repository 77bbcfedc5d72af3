import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import { may, useUser } from '@/api/session'
import type { CacheState } from '@/api/types'
import { bytes } from '@/components/bytes'
import { announce } from '@/components/Announcer'
import { EmptyState } from '@/components/EmptyState'
import { errorText } from '@/components/errors'
import { Block, LoadState } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import styles from './Cache.module.css'
import { partsOf } from './cacheParts'

/** How often kept answers helped and how full the memory is, and the button that forgets them. */
export function Cache() {
  const t = useT()
  const { message, modal } = App.useApp()
  const client = useQueryClient()
  const mayClear = may(useUser(), 'models.manage')
  const query = useQuery({ queryKey: keys.cache, queryFn: ({ signal }) => api.get<CacheState>('/api/admin/cache', undefined, signal), refetchInterval: 10_000 })
  const clear = useMutation({
    mutationFn: () => api.delete<{ cleared: number }>('/api/admin/cache'),
    onSuccess: ({ cleared }) => {
      announce(t('incidents.cache.cleared', { count: cleared }))
      void message.success(t('incidents.cache.cleared', { count: cleared }))
      return client.invalidateQueries({ queryKey: keys.cache })
    },
    onError: (error) => void message.error(errorText(error, t)),
  })
  const confirm = () =>
    modal.confirm({
      title: t('incidents.cache.clearTitle'),
      content: t('incidents.cache.clearText'),
      okText: t('incidents.cache.clear'),
      okButtonProps: { danger: true, ...{ 'data-testid': 'confirm-clear-cache' } },
      cancelText: t('common.cancel'),
      icon: null,
      centered: true,
      onOk: () => clear.mutateAsync().catch(() => undefined),
    })
  return (
    <Block
      title={t('incidents.cache.title')}
      text={t('incidents.cache.text')}
      testId="cache"
      action={
        mayClear && query.data && query.data.mode !== 'off' ? (
          <Button onClick={confirm} loading={clear.isPending} data-testid="cache-clear">
            {t('incidents.cache.clear')}
          </Button>
        ) : undefined
      }
    >
      <LoadState query={query} rows={1}>
        {(state) => (state.mode === 'off' ? <EmptyState title={t('incidents.cache.off')} text={t('incidents.cache.offText')} /> : <Shown state={state} />)}
      </LoadState>
    </Block>
  )
}

function Shown({ state }: { state: CacheState }) {
  const t = useT()
  const locale = currentLocale()
  const number = new Intl.NumberFormat(locale)
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  const parts = partsOf(state)
  const used = state.max_bytes ? state.bytes / state.max_bytes : 0
  return (
    <div className={styles.plots}>
      <section>
        <header>
          <h4>{t('incidents.cache.calls')}</h4>
          {parts.length > 0 && <span>{t('incidents.cache.saved', { share: percent.format(state.hit_rate) })}</span>}
        </header>
        {parts.length ? (
          <>
            <div className={styles.bar} aria-hidden>
              {parts.map(({ name, share }) => (
                <span key={name} data-part={name} style={{ inlineSize: `${share * 100}%` }} />
              ))}
            </div>
            <ul>
              {parts.map(({ name, count }) => (
                <li key={name} data-part={name}>
                  {t(`incidents.cache.parts.${name}`)} <b>{number.format(count)}</b>
                </li>
              ))}
            </ul>
          </>
        ) : (
          <p>{t('incidents.cache.noCalls')}</p>
        )}
      </section>
      <section>
        <header>
          <h4>{t('incidents.cache.memory')}</h4>
          <span>{t('incidents.cache.full', { used: bytes(state.bytes, locale), all: bytes(state.max_bytes, locale) })}</span>
        </header>
        <div className={styles.bar} role="meter" aria-label={t('incidents.cache.memory')} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(used * 100)}>
          <span data-part="hits" style={{ inlineSize: `${used * 100}%` }} />
        </div>
        <ul>
          <li>{t('incidents.cache.entries', { count: state.entries })}</li>
          {state.evicted > 0 && <li>{t('incidents.cache.evicted', { count: state.evicted })}</li>}
        </ul>
        {state.redis?.away && <p role="status">{t('incidents.cache.redisAway')}</p>}
      </section>
    </div>
  )
}
