import { useMutation } from '@tanstack/react-query'
import { App, Dropdown } from 'antd'
import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { api } from '@/api/client'
import { may, useUser } from '@/api/session'
import type { ResetLink, User } from '@/api/types'
import { errorText } from '@/components/errors'
import { IconButton } from '@/components/IconButton'
import { useT } from '@/i18n'
import { Conversations } from './Conversations'
import { DeleteUser } from './DeleteUser'
import { HandOver } from './HandOver'

/** For people who need help: a new way in, a look at what they wrote, or the end of the account. */
export function UserMenu({ user, className }: { user: User; className: string }) {
  const t = useT()
  const { message, modal } = App.useApp()
  const me = useUser()
  const [open, setOpen] = useState<'conversations' | 'remove'>()
  const name = user.name || user.email
  const refused = (error: unknown) => void message.error(errorText(error, t))
  const reset = useMutation({
    mutationFn: () => api.post<ResetLink>(`/api/users/${user.id}/reset-link`),
    onError: refused,
  })
  const dropSecond = useMutation({
    mutationFn: () => api.delete(`/api/users/${user.id}/totp`),
    onSuccess: () => void message.success(t('users.secondDropped')),
    onError: refused,
  })
  const ask = () =>
    modal.confirm({
      title: t('users.dropSecondTitle', { name }),
      content: t('users.dropSecondText'),
      okText: t('users.dropSecond'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      icon: null,
      centered: true,
      onOk: () => dropSecond.mutateAsync().catch(() => undefined),
    })
  return (
    <>
      <Dropdown
        trigger={['click']}
        placement="bottomRight"
        menu={{
          items: [
            ...(may(me, 'content.read') ? [{ key: 'conversations', label: t('users.readConversations'), onClick: () => setOpen('conversations') }] : []),
            ...(may(me, 'users.manage')
              ? [
                  { key: 'reset', label: t('users.resetLink'), onClick: () => reset.mutate() },
                  { key: 'second', label: t('users.dropSecond'), onClick: ask },
                  { type: 'divider' as const },
                  { key: 'remove', danger: true, label: t('users.removeMenu'), onClick: () => setOpen('remove') },
                ]
              : []),
          ],
        }}
      >
        <IconButton icon={Ellipsis} size="small" label={t('users.more', { name })} className={className} data-testid="user-more" />
      </Dropdown>
      {open === 'conversations' && <Conversations user={user} onClose={() => setOpen(undefined)} />}
      {open === 'remove' && <DeleteUser user={user} onClose={() => setOpen(undefined)} />}
      {reset.data && <HandOver title={t('users.resetLink')} to={user.email} link={reset.data} onClose={() => reset.reset()} />}
    </>
  )
}
