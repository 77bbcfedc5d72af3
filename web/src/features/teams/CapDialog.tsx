import { Button, Input, Modal, Select } from 'antd'
import { type FormEvent, useState } from 'react'
import { api } from '@/api/client'
import type { Team, TeamMember } from '@/api/types'
import { micros } from '@/components/money'
import { FormField } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './Teams.module.css'
import { useChange } from './useChange'
import { useTeamWallet } from './useTeams'

type Period = NonNullable<TeamMember['cap']>['spend_period']
const PERIODS: Period[] = ['day', 'month']

/** What a member may spend of the team's wallet. */
export function CapDialog({ team, member, onClose }: { team: Team; member: TeamMember; onClose: () => void }) {
  const t = useT()
  const wallet = useTeamWallet(team.id)
  const [amount, setAmount] = useState(member.cap ? String(member.cap.spend_micros / 1_000_000) : '')
  const [period, setPeriod] = useState<Period>(member.cap?.spend_period ?? 'month')
  const name = member.name || member.email
  const most = amount.trim() === '' ? null : micros(amount)
  const right = amount.trim() === '' || (most !== null && most > 0)
  const save = useChange(() => api.put(`/api/teams/${team.id}/members/${member.user_id}/cap`, { spend_micros: most, spend_period: period }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (right) void save.mutateAsync(undefined).then(onClose, () => undefined)
  }
  return (
    <Modal open title={t('teams.capOf', { name })} onCancel={onClose} footer={null} width={440} destroyOnHidden>
      <form onSubmit={submit} className={styles.form}>
        <p>{t('teams.capText', { name })}</p>
        <div className={styles.money}>
          <FormField label={t('teams.capAmount')}>
            {(control) => (
              <Input {...control} autoFocus inputMode="decimal" suffix={wallet.data?.available.currency} placeholder={t('teams.capNone')} value={amount} onChange={(event) => setAmount(event.target.value)} data-testid="cap-amount" />
            )}
          </FormField>
          <FormField label={t('teams.capPeriod')}>
            {(control) => <Select<Period> {...control} value={period} onChange={setPeriod} options={PERIODS.map((one) => ({ value: one, label: t(`teams.capPeriods.${one}`) }))} data-testid="cap-period" />}
          </FormField>
        </div>
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" disabled={!right} loading={save.isPending} data-testid="cap-save">
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
