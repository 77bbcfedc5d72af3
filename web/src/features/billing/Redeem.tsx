import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { type FormEvent, useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { Redeemed } from '@/api/types'
import { errorText } from '@/components/errors'
import { money } from '@/components/money'
import { exactTime } from '@/components/time'
import { FormField } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import styles from './Billing.module.css'

/** A code becomes credit. */
export function Redeem({ onClose }: { onClose: () => void }) {
  const t = useT()
  const locale = currentLocale()
  const client = useQueryClient()
  const [code, setCode] = useState('')
  const redeem = useMutation({
    mutationFn: () => api.post<Redeemed>('/api/billing/codes/redeem', { code: code.trim() }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.billing }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (code.trim()) redeem.mutate()
  }
  const got = redeem.data
  return (
    <Modal open title={t('billing.redeem')} onCancel={onClose} footer={null} width={420} destroyOnHidden>
      {got ? (
        <div className={styles.ended} role="status" data-testid="redeemed">
          <p>{t('billing.credited', { amount: money(got.amount_micros, got.currency, locale) })}</p>
          {got.until && <p className={styles.note}>{t('billing.untilDay', { time: exactTime(got.until, locale) })}</p>}
          <Button type="primary" onClick={onClose}>
            {t('common.close')}
          </Button>
        </div>
      ) : (
        <form onSubmit={submit} className={styles.form}>
          <FormField label={t('billing.code')} error={redeem.error ? errorText(redeem.error, t) : undefined}>
            {(control) => <Input {...control} autoFocus autoComplete="off" maxLength={60} value={code} onChange={(event) => setCode(event.target.value)} data-testid="code" />}
          </FormField>
          <div className={styles.buttons}>
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="primary" htmlType="submit" disabled={!code.trim()} loading={redeem.isPending} data-testid="redeem-submit">
              {t('billing.redeem')}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  )
}
