import { Button, Input } from 'antd'
import { type FormEvent, useState } from 'react'
import { useUpdateMe, useUser } from '@/api/session'
import { announce } from '@/components/Announcer'
import { errorText } from '@/components/errors'
import { Block, FormField, Tag } from '@/features/settings/ui'
import { useT } from '@/i18n'
import { Face } from './Face'
import styles from './Profile.module.css'

/** Name, e-mail address and role. */
export function Person() {
  const t = useT()
  const user = useUser()
  const update = useUpdateMe()
  const [name, setName] = useState(user.name ?? '')
  const changed = name.trim() !== (user.name ?? '') && name.trim() !== ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (changed) update.mutate({ name: name.trim() }, { onSuccess: () => announce(t('common.saved')) })
  }
  return (
    <Block title={t('profile.who')}>
      <Face />
      <form className={styles.form} onSubmit={submit}>
        <div className={styles.identity}>
          <div>
            <strong>{user.email}</strong>
            <Tag>{t(`common.roles.${user.role}`)}</Tag>
          </div>
        </div>
        <FormField label={t('profile.name')} help={t('profile.nameHelp')} error={update.error ? errorText(update.error, t) : undefined}>
          {(control) => (
            <div className={styles.inline}>
              <Input {...control} value={name} maxLength={100} autoComplete="name" onChange={(event) => setName(event.target.value)} data-testid="profile-name" />
              <Button htmlType="submit" disabled={!changed} loading={update.isPending} data-testid="profile-save">
                {t('common.save')}
              </Button>
            </div>
          )}
        </FormField>
      </form>
    </Block>
  )
}
