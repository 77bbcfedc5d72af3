import { useMutation } from '@tanstack/react-query'
import { App } from 'antd'
import { ShieldAlert, ShieldCheck } from 'lucide-react'
import { api } from '@/api/client'
import type { AuditVerdict } from '@/api/types'
import { errorText } from '@/components/errors'
import { CodeBox } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './Audit.module.css'

/** Asks the server to go through the whole log. */
export function useVerify() {
  const t = useT()
  const { message } = App.useApp()
  return useMutation({
    mutationFn: () => api.get<AuditVerdict>('/api/admin/audit/verify'),
    onError: (error) => void message.error(errorText(error, t)),
  })
}

/** What the server found. */
export function Verdict({ verdict }: { verdict: AuditVerdict }) {
  const t = useT()
  const { fault, last } = verdict
  const Icon = fault ? ShieldAlert : ShieldCheck
  return (
    <section className={styles.verdict} data-tone={fault ? 'bad' : 'good'} data-testid="audit-verdict">
      <Icon size={20} strokeWidth={1.75} aria-hidden />
      <div>
        <strong>{fault ? t('audit.broken', { seq: fault.seq }) : t('audit.holds', { count: verdict.entries })}</strong>
        {fault ? (
          <>
            <p>{t(`audit.faults.${fault.kind}`)}</p>
            <p>{t('audit.brokenText')}</p>
          </>
        ) : (
          <>
            {verdict.removed_through > 0 && <p>{t('audit.removed', { seq: verdict.removed_through })}</p>}
            <p>{verdict.anchor === null ? t('audit.notAnchored') : t('audit.anchored', { seq: verdict.anchor })}</p>
            {last.seq > 0 && (
              <>
                <p>{t('audit.holdsText', { seq: last.seq })}</p>
                <CodeBox text={`${last.seq}:${last.hash}`} label={t('audit.hash')} single testId="audit-place" />
              </>
            )}
          </>
        )}
      </div>
    </section>
  )
}
