import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { Security } from '@/api/types'
import { Block, LoadState, Tag } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import { AskCode } from './AskCode'
import styles from './Profile.module.css'
import { RecoveryCodes } from './RecoveryCodes'
import { SetUpApp } from './SetUpApp'

/** An authenticator app as second step: set up, new recovery codes, turn off. */
export function SecondStep() {
  const t = useT()
  const client = useQueryClient()
  const [open, setOpen] = useState<'setup' | 'codes' | 'off' | null>(null)
  const [codes, setCodes] = useState<string[] | null>(null)
  const query = useQuery({
    queryKey: keys.security,
    queryFn: ({ signal }) => api.get<Security>('/api/me/security', undefined, signal),
  })
  const again = () => client.invalidateQueries({ queryKey: keys.security })
  const renew = useMutation({
    mutationFn: (code: string) => api.post<{ recovery_codes: string[] }>('/api/me/recovery-codes', { code }),
    onSuccess: ({ recovery_codes }) => {
      setOpen(null)
      setCodes(recovery_codes)
      void again()
    },
  })
  const off = useMutation({
    mutationFn: (code: string) => api.post('/api/me/totp/off', { code }),
    onSuccess: () => {
      setOpen(null)
      void again()
    },
  })
  return (
    <Block title={t('profile.second')} text={t('profile.secondText')} testId="second-step">
      <LoadState query={query} rows={1}>
        {({ totp, has_password }) => (
          <>
            <div className={styles.row}>
              {totp ? (
                <>
                  <div className={styles.state}>
                    <Tag tone="good">{t('profile.secondOn')}</Tag>
                    <span>{t('profile.secondSince', { date: new Intl.DateTimeFormat(currentLocale(), { dateStyle: 'medium' }).format(new Date(totp.since)) })}</span>
                  </div>
                  <Button danger type="text" onClick={() => setOpen('off')} data-testid="totp-off">
                    {t('profile.secondTurnOff')}
                  </Button>
                </>
              ) : (
                <>
                  <div className={styles.state}>
                    <Tag>{t('profile.secondOff')}</Tag>
                  </div>
                  <Button onClick={() => setOpen('setup')} data-testid="totp-setup">
                    {t('profile.secondSetUp')}
                  </Button>
                </>
              )}
            </div>
            {totp && (
              <div className={styles.row}>
                <div className={styles.state}>
                  {totp.recovery_codes_left < 3 && <Tag tone="warning">{t('profile.codesFew')}</Tag>}
                  <span>{t('profile.codesLeft', { count: totp.recovery_codes_left })}</span>
                </div>
                <Button type="text" onClick={() => setOpen('codes')} data-testid="codes-renew">
                  {t('profile.codesRenew')}
                </Button>
              </div>
            )}
            {open === 'setup' && (
              <SetUpApp
                asksPassword={has_password}
                onClose={() => setOpen(null)}
                onDone={(made) => {
                  setOpen(null)
                  setCodes(made)
                  void again()
                }}
              />
            )}
          </>
        )}
      </LoadState>
      {open === 'off' && <AskCode title={t('profile.secondTurnOffTitle')} text={t('profile.secondTurnOffText')} action={t('profile.secondTurnOff')} danger ask={off} onClose={() => setOpen(null)} />}
      {open === 'codes' && <AskCode title={t('profile.codesRenew')} text={t('profile.codesRenewText')} action={t('profile.codesRenew')} ask={renew} onClose={() => setOpen(null)} />}
      {codes && <RecoveryCodes codes={codes} onClose={() => setCodes(null)} />}
    </Block>
  )
}
