import { App } from 'antd'
import { errorText } from '@/components/errors'
import { useT } from '@/i18n'

interface Remove {
  mutateAsync: (name: string) => Promise<unknown>
}

/** Asks before something is deleted for good. */
export function useConfirmDelete(remove: Remove) {
  const t = useT()
  const { message, modal } = App.useApp()
  return (name: string, title: string, content: string) =>
    modal.confirm({
      title,
      content,
      okText: t('common.delete'),
      okButtonProps: { danger: true, ...{ 'data-testid': 'confirm-delete' } },
      cancelText: t('common.cancel'),
      icon: null,
      centered: true,
      onOk: () => remove.mutateAsync(name).catch((error: unknown) => void message.error(errorText(error, t))),
    })
}
