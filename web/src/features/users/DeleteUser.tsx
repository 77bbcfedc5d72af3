import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Modal } from 'antd'
import { type FormEvent, useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { HeldData, User } from '@/api/types'
import { errorText } from '@/components/errors'
import { HeldCounts } from '@/features/profile/HeldCounts'
import { FormField, LoadState } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './UsersPage.module.css'

/** Shows what is stored of somebody, and deletes it with the account once the address is typed. */
export function DeleteUser({ user, onClose }: { user: User; onClose: () => void }) {
  const t = useT()
  const client = useQueryClient()
  const { message } = App.useApp()
  const [typed, setTyped] = useState('')
  const held = useQuery({
    queryKey: keys.heldOf(user.id),
    queryFn: ({ signal }) => api.get<HeldData>(`/api/users/${user.id}/data`, undefined, signal),
    staleTime: 0,
    gcTime: 0,
  })
  const remove = useMutation({
    mutationFn: () => api.delete(`/api/users/${user.id}`, undefined, { confirm: typed.trim() }),
    onSuccess: () => {
      void message.success(t('users.removeAsked'))
      void client.invalidateQueries({ queryKey: keys.users })
      onClose()
    },
  })
  const confirmed = typed.trim().toLowerCase() === user.email.toLowerCase()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (confirmed && held.data) remove.mutate()
  }
  return (
    <Modal open title={t('users.removeTitle', { name: user.name || user.email })} onCancel={onClose} footer={null} width={520} destroyOnHidden>
      <LoadState query={held} rows={2}>
        {({ items }) => (
          <form onSubmit={submit} noValidate className={styles.form}>
            <HeldCounts items={items} />
            <p className={styles.warning}>{t('users.removeText')}</p>
            <FormField label={t('users.removeLabel', { email: user.email })} error={remove.error ? errorText(remove.error, t) : undefined}>
              {(control) => (
                <Input {...control} value={typed} autoComplete="off" spellCheck={false} data-testid="remove-confirm" onChange={(event) => {
                  setTyped(event.target.value)
                  remove.reset()
                }} />
              )}
            </FormField>
            <div className={styles.buttons}>
              <Button onClick={onClose}>{t('common.cancel')}</Button>
              <Button type="primary" danger htmlType="submit" disabled={!confirmed} loading={remove.isPending} data-testid="remove-submit">
                {t('users.remove')}
              </Button>
            </div>
          </form>
        )}
      </LoadState>
    </Modal>
  )
}
