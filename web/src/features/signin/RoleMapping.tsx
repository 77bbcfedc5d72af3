import { Button, Input, Select } from 'antd'
import { Plus, X } from 'lucide-react'
import { IconButton } from '@/components/IconButton'
import { roles } from '@/features/users/roles'
import { useT } from '@/i18n'
import type { Draft } from './draft'
import styles from './SignIn.module.css'

/** Values of the provider's claim, and the roles they mean here. */
export function RoleMapping({ value, onChange }: { value: Draft['roles']; onChange: (value: Draft['roles']) => void }) {
  const t = useT()
  const put = (index: number, changed: Partial<Draft['roles'][number]>) => onChange(value.map((line, at) => (at === index ? { ...line, ...changed } : line)))
  return (
    <div className={styles.mapping} role="group" aria-label={t('signin.mapping')}>
      {value.map((line, index) => (
        <div key={index}>
          <Input value={line.value} maxLength={200} aria-label={t('signin.claimValue')} placeholder={t('signin.claimValue')} onChange={(event) => put(index, { value: event.target.value })} data-testid="oidc-claim-value" />
          <Select value={line.role} onChange={(role) => put(index, { role })} aria-label={t('signin.role')} options={roles.map((one) => ({ value: one, label: t(`common.roles.${one}`) }))} />
          <IconButton icon={X} size="small" label={t('signin.dropLine')} onClick={() => onChange(value.filter((_line, at) => at !== index))} />
        </div>
      ))}
      <Button icon={<Plus size={16} strokeWidth={2} aria-hidden />} onClick={() => onChange([...value, { value: '', role: 'user' }])} data-testid="oidc-claim-add">
        {t('signin.addLine')}
      </Button>
    </div>
  )
}
