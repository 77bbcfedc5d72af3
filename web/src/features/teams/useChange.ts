import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { keys } from '@/api/keys'
import { announce } from '@/components/Announcer'
import { errorText } from '@/components/errors'
import { useT } from '@/i18n'

/** A change to teams: what is shown of them is read anew, and a refusal is said. */
export function useChange<T>(change: (what: T) => Promise<unknown>, done?: (what: T) => string) {
  const t = useT()
  const client = useQueryClient()
  const { message } = App.useApp()
  return useMutation({
    mutationFn: change,
    onSuccess: async (_answer, what) => {
      announce(done?.(what) ?? t('common.saved'))
      await Promise.all([keys.allTeams, keys.invitations, keys.apiKeys].map((queryKey) => client.invalidateQueries({ queryKey })))
    },
    onError: (error) => void message.error(errorText(error, t)),
  })
}

/** Asks before what cannot be undone. */
export function useConfirm() {
  const t = useT()
  const { modal } = App.useApp()
  return (question: { title: string; text: string; ok: string; testId: string }, act: () => Promise<unknown>) =>
    modal.confirm({
      title: question.title,
      content: question.text,
      okText: question.ok,
      okButtonProps: { danger: true, ...{ 'data-testid': question.testId } },
      cancelText: t('common.cancel'),
      icon: null,
      centered: true,
      onOk: () => act().catch(() => undefined),
    })
}
