import { Button, Input, Select } from 'antd'
import { type FormEvent, useState } from 'react'
import type { Explained } from '@/api/types'
import { errorText } from '@/components/errors'
import { FormField, Tag } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import { dollars, readReason } from './reasons'
import styles from './Routing.module.css'
import { useExplain, useModelNames } from './useRouting'

/** A sentence and a model's name; the plan as bars. */
export function TryOut() {
  const t = useT()
  const names = useModelNames()
  const explain = useExplain()
  const [model, setModel] = useState('auto')
  const [text, setText] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim()) explain.mutate({ model, text: text.trim() })
  }
  return (
    <form className={styles.tryOut} onSubmit={submit}>
      <FormField label={t('routing.sentence')}>
        {(control) => (
          <Input.TextArea
            {...control}
            value={text}
            maxLength={4000}
            autoSize={{ minRows: 2, maxRows: 6 }}
            placeholder={t('routing.sentenceExample')}
            onChange={(event) => setText(event.target.value)}
            data-testid="route-text"
          />
        )}
      </FormField>
      <div className={styles.tryRow}>
        <Select
          value={model}
          onChange={setModel}
          options={names.all.map((name) => ({ value: name, label: name }))}
          showSearch
          aria-label={t('routing.model')}
          className={styles.tryModel!}
          data-testid="route-model"
        />
        <Button type="primary" htmlType="submit" loading={explain.isPending} disabled={!text.trim()} data-testid="route-explain">
          {t('routing.show')}
        </Button>
      </div>
      <div aria-live="polite">
        {explain.error && <p className={styles.failed}>{errorText(explain.error, t)}</p>}
        {explain.data && <Plan plan={explain.data} />}
      </div>
    </form>
  )
}

function Plan({ plan }: { plan: Explained }) {
  const t = useT()
  const mark = new Intl.NumberFormat(currentLocale(), { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  return (
    <div className={styles.plan} data-testid="route-plan">
      <p className={styles.note}>
        {t('routing.taken')} <Tag>{t(`routing.tasks.${plan.task}`)}</Tag>
      </p>
      <ol>
        {plan.plan.map((step, index) => (
          <li key={`${step.provider}/${step.upstream_model}/${index}`} data-first={index === 0 || undefined}>
            <div className={styles.stepHead}>
              <strong>{step.model}</strong>
              <span>
                {step.provider} · {step.upstream_model}
              </span>
              {/* What is out or takes its turn has no mark. */}
              {step.score > 0 && <b>{mark.format(step.score)}</b>}
            </div>
            <div className={styles.bar} role="meter" aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(step.score * 100)} aria-label={t('routing.scoreOf', { name: step.model })}>
              <span style={{ inlineSize: `${Math.max(1, Math.min(1, step.score) * 100)}%` }} />
            </div>
            <p className={styles.note}>
              <ReasonText reason={step.reason} />
            </p>
          </li>
        ))}
      </ol>
      {plan.rejected.length > 0 && (
        <>
          <h4>{t('routing.passedOver')}</h4>
          <ul className={styles.refused}>
            {plan.rejected.map((one, index) => (
              <li key={`${one.model}/${index}`}>
                <strong>{one.model}</strong> <ReasonText reason={one.reason} />
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

function ReasonText({ reason }: { reason: string }) {
  const t = useT()
  const { prefixes, key, values: read, text } = readReason(reason)
  const values = key === 'cost' || key === 'tooDear' ? { ...read, value: dollars(read.value, currentLocale()), limit: dollars(read.limit, currentLocale()) } : read
  return <>{[...prefixes.map((prefix) => t(`routing.prefixes.${prefix}`)), key ? t(`routing.reasons.${key}`, values) : text].join(' · ')}</>
}
