import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Modal } from 'antd'
import { Download, Plus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { CodeBatch, NewCodeBatch, Page } from '@/api/types'
import { csv } from '@/components/csv'
import { EmptyState } from '@/components/EmptyState'
import { errorText } from '@/components/errors'
import { micros, money } from '@/components/money'
import { saveAs } from '@/components/save'
import { exactTime } from '@/components/time'
import { Block, CodeBox, FormField, LoadState, Tag } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import styles from './Plans.module.css'

/** Batches of codes that top up a balance, each code once. */
export function Codes({ manages }: { manages: boolean }) {
  const t = useT()
  const [making, setMaking] = useState(false)
  const query = useQuery({ queryKey: keys.codes, queryFn: ({ signal }) => api.get<Page<CodeBatch>>('/api/admin/codes', undefined, signal) })
  return (
    <Block
      title={t('plans.codes')}
      text={t('plans.codesText')}
      testId="codes"
      action={
        manages && (
          <Button icon={<Plus size={16} strokeWidth={2} aria-hidden />} onClick={() => setMaking(true)} data-testid="codes-add">
            {t('plans.makeCodes')}
          </Button>
        )
      }
    >
      <LoadState query={query}>
        {({ items }) =>
          items.length ? (
            <ul className={styles.rows}>
              {items.map((batch) => (
                <Row key={batch.id} batch={batch} manages={manages} />
              ))}
            </ul>
          ) : (
            <EmptyState title={t('plans.noCodes')} />
          )
        }
      </LoadState>
      {making && <Make onClose={() => setMaking(false)} />}
    </Block>
  )
}

function Row({ batch, manages }: { batch: CodeBatch; manages: boolean }) {
  const t = useT()
  const locale = currentLocale()
  const client = useQueryClient()
  const { modal, message } = App.useApp()
  const revoke = useMutation({
    mutationFn: () => api.delete(`/api/admin/codes/${batch.id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.codes }),
    onError: (error) => void message.error(errorText(error, t)),
  })
  const confirm = () =>
    modal.confirm({
      title: t('plans.revokeTitle', { name: batch.name }),
      content: t('plans.revokeText'),
      okText: t('plans.revoke'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      icon: null,
      centered: true,
      onOk: () => revoke.mutateAsync().catch(() => undefined),
    })
  return (
    <li className={styles.row}>
      <span className={styles.what}>
        <strong>{batch.name}</strong>
        <span>
          {t('plans.used', { used: batch.used, count: batch.count })}
          {batch.expires_at ? ` · ${t('plans.validUntil', { time: exactTime(batch.expires_at, locale) })}` : ''}
        </span>
      </span>
      {batch.revoked_at && <Tag>{t('plans.revoked')}</Tag>}
      <span className={styles.figure}>{money(batch.amount_micros, batch.currency, locale)}</span>
      {manages && !batch.revoked_at && batch.used < batch.count && (
        <Button size="small" danger onClick={confirm}>
          {t('plans.revoke')}
        </Button>
      )}
    </li>
  )
}

function Make({ onClose }: { onClose: () => void }) {
  const t = useT()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [text, setText] = useState('')
  const [count, setCount] = useState('10')
  const [until, setUntil] = useState('')
  const amount = micros(text)
  const right = name.trim() && amount !== null && amount > 0 && /^\d{1,4}$/.test(count) && Number(count) >= 1
  const make = useMutation({
    mutationFn: () =>
      api.post<NewCodeBatch>('/api/admin/codes', { name: name.trim(), amount_micros: amount, count: Number(count), ...(until ? { expires_at: new Date(`${until}T23:59:59Z`).toISOString() } : {}) }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.codes }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (right) make.mutate()
  }
  const made = make.data
  return (
    <Modal open title={t('plans.makeCodes')} onCancel={onClose} footer={null} mask={{ closable: !made }} keyboard={!made} width={460} destroyOnHidden>
      {made ? (
        <div className={styles.form}>
          <p role="status">{t('plans.once')}</p>
          <CodeBox text={made.codes.join('\n')} label={t('plans.codes')} testId="made-codes" />
          <div className={styles.buttons}>
            <Button icon={<Download size={16} strokeWidth={1.75} aria-hidden />} onClick={() => saveAs(csv([[t('billing.code')], ...made.codes.map((code) => [code])]), `${made.name}.csv`)}>
              CSV
            </Button>
            <Button type="primary" onClick={onClose}>
              {t('keys.saved')}
            </Button>
          </div>
        </div>
      ) : (
        <form onSubmit={submit} className={styles.form}>
          <FormField label={t('plans.name')} error={make.error ? errorText(make.error, t) : undefined}>
            {(control) => <Input {...control} autoFocus maxLength={100} value={name} onChange={(event) => setName(event.target.value)} data-testid="codes-name" />}
          </FormField>
          <div className={styles.grid}>
            <FormField label={t('plans.worth')} help={t('plans.currencyHelp')}>
              {(control) => <Input {...control} inputMode="decimal" value={text} onChange={(event) => setText(event.target.value)} data-testid="codes-amount" />}
            </FormField>
            <FormField label={t('plans.count')}>{(control) => <Input {...control} inputMode="numeric" value={count} onChange={(event) => setCount(event.target.value)} data-testid="codes-count" />}</FormField>
            <FormField label={t('plans.until')}>{(control) => <Input {...control} type="date" value={until} onChange={(event) => setUntil(event.target.value)} />}</FormField>
          </div>
          <div className={styles.buttons}>
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="primary" htmlType="submit" disabled={!right} loading={make.isPending} data-testid="codes-submit">
              {t('plans.makeCodes')}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  )
}
