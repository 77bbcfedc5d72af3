import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input } from 'antd'
import { type FormEvent, useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { BillingWishes } from '@/api/types'
import { announce } from '@/components/Announcer'
import { errorText } from '@/components/errors'
import { micros } from '@/components/money'
import { Block, FormField, LoadState } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './Billing.module.css'

const shown = (value: number | null) => (value ? String(value / 1_000_000) : '')
/** Null where nothing is typed, undefined where it is no amount. */
const read = (text: string) => (text.trim() === '' ? null : (micros(text) ?? undefined))

/** When to be told of a low balance, and whether a saved payment method tops it up. */
export function Wishes() {
  const t = useT()
  const query = useQuery({ queryKey: keys.wishes, queryFn: ({ signal }) => api.get<BillingWishes>('/api/billing/wishes', undefined, signal) })
  return (
    <Block title={t('billing.wishes')} text={t('billing.wishesText')} testId="wishes">
      <LoadState query={query} rows={1}>
        {(wishes) => <Form wishes={wishes} />}
      </LoadState>
    </Block>
  )
}

function Form({ wishes }: { wishes: BillingWishes }) {
  const t = useT()
  const client = useQueryClient()
  const [low, setLow] = useState(shown(wishes.low_balance_micros))
  const [below, setBelow] = useState(shown(wishes.top_up_below_micros))
  const [by, setBy] = useState(shown(wishes.top_up_micros))
  const [letters, setLetters] = useState(wishes.letters)
  const values = { low: read(low), below: read(below), by: read(by) }
  const right = Object.values(values).every((value) => value === null || (value !== undefined && value >= 0)) && (values.below === null) === (values.by === null)
  const save = useMutation({
    mutationFn: () => api.put<BillingWishes>('/api/billing/wishes', { low_balance_micros: values.low ?? 0, top_up_below_micros: values.below, top_up_micros: values.by, letters }),
    onSuccess: (saved) => {
      client.setQueryData(keys.wishes, saved)
      announce(t('common.saved'))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (right) save.mutate()
  }
  const field = (label: string, value: string, set: (text: string) => void, help?: string) => (
    <FormField label={label} help={help}>
      {(control) => <Input {...control} inputMode="decimal" suffix={wishes.currency} placeholder="–" value={value} onChange={(event) => set(event.target.value)} />}
    </FormField>
  )
  return (
    <form onSubmit={submit} className={styles.wishes}>
      <div className={styles.wishFields}>
        {field(t('billing.tellBelow'), low, setLow)}
        {field(t('billing.autoBelow'), below, setBelow, t('billing.autoHelp'))}
        {field(t('billing.autoBy'), by, setBy)}
      </div>
      <Checkbox checked={letters} onChange={(event) => setLetters(event.target.checked)} data-testid="wishes-letters">
        {t('billing.letters')}
      </Checkbox>
      {save.error && <p role="alert">{errorText(save.error, t)}</p>}
      <div className={styles.buttons}>
        <Button htmlType="submit" disabled={!right} loading={save.isPending} data-testid="wishes-save">
          {t('common.save')}
        </Button>
      </div>
    </form>
  )
}
