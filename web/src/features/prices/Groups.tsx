import { Button, Input } from 'antd'
import { Plus, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { IconButton } from '@/components/IconButton'
import { Block } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './Prices.module.css'

/** Kinds of customers, and what their prices are multiplied by. */
export function Groups({ groups, saving, onSave }: { groups: Record<string, string>; saving: boolean; onSave: (groups: Record<string, string>) => void }) {
  const t = useT()
  const [name, setName] = useState('')
  const [factor, setFactor] = useState('')
  const right = /^[\w.-]{1,40}$/.test(name) && /^\d{1,4}(\.\d{1,6})?$/.test(factor)
  const add = (event: FormEvent) => {
    event.preventDefault()
    if (!right) return
    onSave({ ...groups, [name]: factor })
    setName('')
    setFactor('')
  }
  return (
    <Block title={t('prices.groups')} text={t('prices.groupsText')}>
      <div className={styles.groups}>
        {Object.entries(groups).map(([group, by]) => (
          <span key={group} className={styles.chip}>
            {group} × {by}
            <IconButton icon={X} size="small" label={t('prices.removeGroup', { group })} onClick={() => onSave(Object.fromEntries(Object.entries(groups).filter(([one]) => one !== group)))} />
          </span>
        ))}
        <form onSubmit={add} className={styles.tools}>
          <Input aria-label={t('prices.group')} placeholder={t('prices.group')} value={name} maxLength={40} onChange={(event) => setName(event.target.value)} />
          <Input aria-label={t('prices.factor')} prefix="×" placeholder="0.8" inputMode="decimal" value={factor} onChange={(event) => setFactor(event.target.value)} />
          <Button htmlType="submit" icon={<Plus size={14} strokeWidth={2} aria-hidden />} disabled={!right} loading={saving}>
            {t('prices.addGroup')}
          </Button>
        </form>
      </div>
    </Block>
  )
}
