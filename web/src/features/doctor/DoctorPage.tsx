import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { CircleCheck, CircleX, Copy, Lightbulb, RefreshCw, TriangleAlert } from 'lucide-react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import { useBootstrap } from '@/api/session'
import type { Check, Report } from '@/api/types'
import { useCopy } from '@/components/useCopy'
import { Block, LoadState } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './DoctorPage.module.css'
import { bySeverity, countOf, reportText, splitId } from './report'

const icons = { ok: CircleCheck, warning: TriangleAlert, failed: CircleX }

/** `/settings/doctor`: whether everything works, and what to do where it does not. */
export function DoctorPage() {
  const t = useT()
  const copy = useCopy()
  const version = useBootstrap().data?.version ?? ''
  const query = useQuery({
    queryKey: keys.doctor,
    queryFn: ({ signal }) => api.get<Report>('/api/doctor', undefined, signal),
    staleTime: 0,
  })
  const checks = query.data?.checks ?? []
  const failed = countOf(checks, 'failed')
  const warnings = countOf(checks, 'warning')
  const worst: Check['status'] = failed ? 'failed' : warnings ? 'warning' : 'ok'
  const summary = failed
    ? [t('doctor.failed', { count: failed }), warnings ? t('doctor.warnings', { count: warnings }) : ''].filter(Boolean).join(t('doctor.and'))
    : warnings
      ? t('doctor.warnings', { count: warnings })
      : t('doctor.allWell')
  const Worst = icons[worst]
  return (
    <div data-testid="doctor">
      <Block
        title={t('doctor.title')}
        text={t('doctor.text')}
        action={
          <Button icon={<RefreshCw size={16} strokeWidth={1.75} aria-hidden />} loading={query.isFetching && { icon: <RefreshCw size={16} className={styles.turn} aria-hidden /> }} onClick={() => void query.refetch()} data-testid="doctor-again">
            {t('doctor.again')}
          </Button>
        }
      >
        <LoadState query={query} rows={4}>
          {(data) => (
            <>
              <div className={styles.summary} data-status={worst} role="status" data-testid="doctor-summary">
                <Worst size={22} strokeWidth={1.75} aria-hidden />
                <strong>{summary}</strong>
                <Button type="text" size="small" icon={<Copy size={15} strokeWidth={1.75} aria-hidden />} onClick={() => void copy(reportText(data.checks, version))} data-testid="doctor-copy">
                  {t('doctor.copy')}
                </Button>
              </div>
              <ul className={styles.list}>
                {bySeverity(data.checks).map((check) => (
                  <CheckRow key={check.id} check={check} />
                ))}
              </ul>
            </>
          )}
        </LoadState>
      </Block>
    </div>
  )
}

function CheckRow({ check }: { check: Check }) {
  const t = useT()
  const Icon = icons[check.status]
  const [kind, name] = splitId(check.id)
  const title = t(`doctor.titles.${kind}` as 'doctor.titles.engine', { name, defaultValue: check.title })
  // The server's own sentences stand in for what a newer server finds.
  const words = (part: 'detail' | 'advice') =>
    t(`doctor.findings.${check.code}.${part}` as 'doctor.findings.disk_low.advice', { ...check.params, defaultValue: check[part] })
  const hint = check.params.hint && t(`models.hints.${check.params.hint}` as 'models.hints.upstream_timeout', { defaultValue: '' })
  const [detail, advice] = [words('detail'), check.advice && (hint || words('advice'))]
  return (
    <li className={styles.check} data-status={check.status} data-testid={`check-${check.id}`}>
      <Icon size={18} strokeWidth={1.75} aria-label={t(`doctor.status.${check.status}`)} role="img" />
      <div>
        <strong>{title}</strong>
        {detail && <p>{detail}</p>}
        {advice && check.status !== 'ok' && (
          <p className={styles.advice}>
            <Lightbulb size={15} strokeWidth={1.75} aria-hidden />
            {advice}
          </p>
        )}
      </div>
    </li>
  )
}
