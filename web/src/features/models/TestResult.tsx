import { CircleCheck, CircleX, Lightbulb } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { errorText } from '@/components/errors'
import { useT } from '@/i18n'
import type { Verdict } from '@/api/types'
import styles from './TestResult.module.css'

/** What the test found: how fast and which models, or what is wrong and what to do about it. */
export function TestResult({ verdict, error }: { verdict: Verdict | undefined; error: unknown }) {
  const t = useT()
  const box = useRef<HTMLDivElement>(null)
  // On a small screen it would arrive below the edge.
  useEffect(() => {
    // Braces: newer browsers answer with a promise, which is no way to clean up.
    void box.current?.scrollIntoView({ block: 'nearest' })
  }, [verdict, error])
  if (!verdict && !error) return <div role="status" />
  const failure = verdict?.error ?? (error ? { message: errorText(error, t), hint: null, code: '' } : null)
  // Known failures are said in the reader's language; the provider's own words stay below.
  const hint = failure && t(`models.hints.${failure.code}` as 'models.hints.upstream_credential', { defaultValue: failure.hint ?? '' })
  return (
    <div ref={box} className={styles.result} data-ok={!failure} role="status" data-testid="test-result">
      {failure ? <CircleX size={18} strokeWidth={1.75} aria-hidden /> : <CircleCheck size={18} strokeWidth={1.75} aria-hidden />}
      <div>
        {failure ? (
          <>
            <strong>{t('models.testFailed')}</strong>
            <p className={styles.message}>{failure.message}</p>
            {hint && (
              <p className={styles.hint}>
                <Lightbulb size={15} strokeWidth={1.75} aria-hidden />
                {hint}
              </p>
            )}
          </>
        ) : (
          <>
            <strong>{t('models.testOk')}</strong>
            <p className="tabular">
              {t('models.testFacts', { ms: verdict?.latency_ms ?? 0, models: t('models.foundModels', { count: verdict?.models.length ?? 0 }) })}
            </p>
          </>
        )}
      </div>
    </div>
  )
}
