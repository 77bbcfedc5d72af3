import { Button } from 'antd'
import { VenetianMask } from 'lucide-react'
import type { MaskingPolicy } from '@/api/types'
import { EmptyState } from '@/components/EmptyState'
import { Tag } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './Privacy.module.css'
import { kinds } from './choices'
import { useConfirmDelete } from './useConfirmDelete'
import { useRemove } from './usePrivacy'

/** Every policy in the order in which they are looked at; those of the page can be changed. */
export function PolicyList({ policies, onEdit }: { policies: MaskingPolicy[]; onEdit: (policy: MaskingPolicy) => void }) {
  const t = useT()
  const confirm = useConfirmDelete(useRemove('policies'))
  if (!policies.length) return <EmptyState picture={<VenetianMask size={36} strokeWidth={1.25} aria-hidden />} title={t('privacy.noPoliciesTitle')} text={t('privacy.noPoliciesText')} />
  return (
    <ul className={styles.rows}>
      {policies.map((policy) => (
        <li key={policy.name} data-testid="policy-row">
          <div className={styles.what}>
            <strong>
              {policy.name}
              <Tag tone={policy.enabled ? 'good' : 'quiet'}>{t(policy.enabled ? 'privacy.on' : 'privacy.off')}</Tag>
              {policy.source === 'config' && <span className={styles.note}>{t('privacy.fromSettings')}</span>}
            </strong>
            <span className={styles.note}>{policy.kinds.length === kinds.length ? t('privacy.everyKind') : policy.kinds.map((kind) => t(`privacy.kinds.${kind}`)).join(' · ')}</span>
            <span className={styles.note}>
              {[
                [...policy.roles, ...policy.teams, ...policy.users, ...policy.keys].join(' · ') || t('privacy.everyone'),
                policy.models.join(' · ') || t('privacy.everyModel'),
                ...(policy.exempt.length ? [t('privacy.except', { places: policy.exempt.map((place) => t(`privacy.places.${place}`)).join(' · ') })] : []),
              ].join('; ')}
            </span>
          </div>
          {policy.source === 'page' && (
            <div className={styles.rowActions}>
              <Button type="text" onClick={() => onEdit(policy)} data-testid="policy-edit">
                {t('common.edit')}
              </Button>
              <Button type="text" danger onClick={() => confirm(policy.name, t('privacy.deletePolicy', { name: policy.name }), t('privacy.deletePolicyText'))} data-testid="policy-delete">
                {t('common.delete')}
              </Button>
            </div>
          )}
        </li>
      ))}
    </ul>
  )
}
