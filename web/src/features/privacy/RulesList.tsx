import { App, Button } from 'antd'
import { ListFilter } from 'lucide-react'
import type { ContentRules } from '@/api/types'
import { EmptyState } from '@/components/EmptyState'
import { errorText } from '@/components/errors'
import { Tag } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './Privacy.module.css'
import { useConfirmDelete } from './useConfirmDelete'
import { type RulesFields, useRemove, useSave } from './usePrivacy'

interface Props {
  rules: ContentRules[]
  /** lists that nobody has taken over yet */
  starters: ContentRules[]
  onEdit: (rules: ContentRules) => void
}

/** Every list; those of the page can be changed. Below them, lists to begin with. */
export function RulesList({ rules, starters, onEdit }: Props) {
  const t = useT()
  const { message } = App.useApp()
  const confirm = useConfirmDelete(useRemove('rules'))
  const take = useSave<RulesFields>('rules', true)
  const takeOver = ({ source: _source, ...fields }: ContentRules) => take.mutate(fields, { onError: (error) => void message.error(errorText(error, t)) })
  return (
    <>
      {rules.length ? (
        <ul className={styles.rows}>
          {rules.map((one) => (
            <li key={one.name} data-testid="rules-row">
              <What rules={one} />
              {one.source === 'page' && (
                <div className={styles.rowActions}>
                  <Button type="text" onClick={() => onEdit(one)} data-testid="rules-edit">
                    {t('common.edit')}
                  </Button>
                  <Button type="text" danger onClick={() => confirm(one.name, t('privacy.deleteRules', { name: one.name }), t('privacy.deleteRulesText'))} data-testid="rules-delete">
                    {t('common.delete')}
                  </Button>
                </div>
              )}
            </li>
          ))}
        </ul>
      ) : (
        <EmptyState picture={<ListFilter size={36} strokeWidth={1.25} aria-hidden />} title={t('privacy.noRulesTitle')} text={t('privacy.noRulesText')} />
      )}
      {starters.length > 0 && (
        <>
          <h4 className={styles.starters}>{t('privacy.starters')}</h4>
          <ul className={styles.rows}>
            {starters.map((one) => (
              <li key={one.name} data-testid="starter-row">
                <What rules={one} />
                <Button onClick={() => takeOver(one)} loading={take.isPending && take.variables.name === one.name} data-testid="starter-take">
                  {t('privacy.takeOver')}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

function What({ rules }: { rules: ContentRules }) {
  const t = useT()
  return (
    <div className={styles.what}>
      <strong>
        {rules.name}
        <Tag tone={rules.tier === 'block' ? 'bad' : rules.tier === 'review' ? 'warning' : 'quiet'}>{t(`privacy.tierNames.${rules.tier}`)}</Tag>
        {!rules.enabled && <Tag>{t('privacy.off')}</Tag>}
        {rules.source === 'config' && <span className={styles.note}>{t('privacy.fromSettings')}</span>}
      </strong>
      <span className={styles.note}>
        {[
          t('privacy.counts', { words: rules.words.length, patterns: rules.patterns.length }),
          rules.directions.map((one) => t(`privacy.directionNames.${one}`)).join(' · '),
          ...(rules.judge ? [t('privacy.judgedBy', { model: rules.judge.model })] : []),
        ].join('; ')}
      </span>
    </div>
  )
}
