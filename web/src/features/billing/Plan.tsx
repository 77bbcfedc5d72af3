import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Progress } from 'antd'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { BillingPlan, PlanFunding, Page, Subscription } from '@/api/types'
import { errorText } from '@/components/errors'
import { money } from '@/components/money'
import { exactTime } from '@/components/time'
import { Block, LoadState, Tag } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import styles from './Billing.module.css'
import { planParts } from './planParts'

/** The plan that one has, or a team of one’s own, what of it is used, and those that one may have. */
export function Plan({ team }: { team?: string }) {
  const t = useT()
  const funding = useQuery({ queryKey: keys.subscription(team), queryFn: ({ signal }) => api.get<PlanFunding>('/api/billing/subscription', { team_id: team }, signal) })
  const offered = useQuery({ queryKey: keys.plans, queryFn: ({ signal }) => api.get<Page<BillingPlan>>('/api/plans', undefined, signal) })
  if (!offered.data?.items.length && !funding.data?.subscription) return null
  return (
    <Block title={t('billing.plan')} text={t('billing.planText')} testId="plan">
      <LoadState query={funding} rows={1}>
        {({ subscription }) => (
          <>
            {subscription && <Mine subscription={subscription} team={team} />}
            <ul className={styles.plans}>
              {offered.data?.items.map((plan) => (
                <Offer key={plan.id} plan={plan} subscription={subscription} team={team} />
              ))}
            </ul>
          </>
        )}
      </LoadState>
    </Block>
  )
}

const ofTeam = (team?: string) => (team ? `?team_id=${encodeURIComponent(team)}` : '')

function usePlanChange() {
  const t = useT()
  const client = useQueryClient()
  const { message } = App.useApp()
  return useMutation({
    mutationFn: (act: () => Promise<unknown>) => act(),
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: keys.billing }), client.invalidateQueries({ queryKey: keys.allTeams })]),
    onError: (error) => void message.error(errorText(error, t)),
  })
}

function Mine({ subscription: mine, team }: { subscription: Subscription; team?: string }) {
  const t = useT()
  const locale = currentLocale()
  const change = usePlanChange()
  const act = (name: 'cancel' | 'resume') => change.mutate(() => api.post(`/api/billing/subscription/${name}${ofTeam(team)}`))
  const number = new Intl.NumberFormat(locale)
  return (
    <div className={styles.mine} data-testid="subscription">
      <div className={styles.row}>
        <span className={styles.what}>
          <strong>{mine.plan_name}</strong>
          <span>{t(mine.cancelled ? 'billing.endsOn' : 'billing.renewsOn', { time: exactTime(mine.period_end, locale) })}</span>
        </span>
        {mine.state === 'past_due' && <Tag tone="bad">{t('billing.pastDue')}</Tag>}
        <Button size="small" loading={change.isPending} onClick={() => act(mine.cancelled ? 'resume' : 'cancel')} data-testid="plan-cancel">
          {t(mine.cancelled ? 'billing.resume' : 'billing.cancelPlan')}
        </Button>
      </div>
      {mine.quotas.map((quota) => (
        <div key={quota.unit} className={styles.quota}>
          <span>
            {t(`billing.units.${quota.unit}`, { defaultValue: quota.unit })}
            <span className={styles.figure}>{t('billing.usedOf', { used: number.format(quota.used), included: number.format(quota.included) })}</span>
          </span>
          <Progress percent={Math.min(100, Math.round((quota.used / quota.included) * 100))} showInfo={false} status={quota.used >= quota.included ? 'exception' : 'normal'} aria-label={t(`billing.units.${quota.unit}`, { defaultValue: quota.unit })} />
        </div>
      ))}
    </div>
  )
}

function Offer({ plan, subscription, team }: { plan: BillingPlan; subscription: Subscription | null; team?: string }) {
  const t = useT()
  const locale = currentLocale()
  const { modal } = App.useApp()
  const change = usePlanChange()
  const path = `/api/billing/subscription${ofTeam(team)}`
  const own = subscription?.plan_id === plan.id
  const next = subscription?.next_plan_id === plan.id
  const fee = plan.fee_micros ? money(plan.fee_micros, plan.currency, locale) : t('billing.freePlan')
  const take = () =>
    modal.confirm({
      title: t('billing.takeTitle', { plan: plan.name }),
      content: subscription ? t('billing.changeText') : t('billing.takeText', { fee }),
      okText: t('billing.take'),
      okButtonProps: { ...{ 'data-testid': 'take-confirm' } },
      cancelText: t('common.cancel'),
      icon: null,
      centered: true,
      onOk: () =>
        change
          .mutateAsync(() => (subscription ? api.patch(path, { plan_id: plan.id, when: 'now' }) : api.post(path, { plan_id: plan.id })))
          .catch(() => undefined),
    })
  return (
    <li className={styles.offer} data-own={own || undefined} data-testid={`plan-${plan.name}`}>
      <strong>{plan.name}</strong>
      <p className={styles.fee}>
        {fee}
        {plan.fee_micros > 0 && <small> {t(`billing.every.${plan.every}`, { defaultValue: plan.every })}</small>}
      </p>
      {plan.description && <p className={styles.note}>{plan.description}</p>}
      <ul>
        {planParts(plan, locale, t).map((part) => (
          <li key={part}>{part}</li>
        ))}
      </ul>
      <Button block type={own ? 'default' : 'primary'} disabled={own || next} loading={change.isPending} onClick={take} data-testid="plan-take">
        {own ? t('billing.yours') : next ? t('billing.yoursNext') : t('billing.take')}
      </Button>
    </li>
  )
}
