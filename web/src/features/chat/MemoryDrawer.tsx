import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer } from 'antd'
import { X } from 'lucide-react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { ConversationDetail } from '@/api/types'
import { usePhone } from '@/app/useMedia'
import { errorText } from '@/components/errors'
import { IconButton } from '@/components/IconButton'
import { useT } from '@/i18n'
import styles from './MemoryDrawer.module.css'

interface Props {
  open: boolean
  onClose: () => void
  conversationId: string
  summary: ConversationDetail['summary']
}

/** What goes along of the older part of a conversation, as a list from which one can take things out. */
export function MemoryDrawer({ open, onClose, conversationId, summary }: Props) {
  const t = useT()
  const phone = usePhone()
  const { message } = App.useApp()
  const client = useQueryClient()
  const facts = summary?.facts ?? []
  const keep = useMutation({
    mutationFn: (kept: string[]) => api.put(`/api/conversations/${conversationId}/summary`, { facts: kept }),
    onSuccess: (_data, kept) => {
      client.setQueryData<ConversationDetail>(keys.conversation(conversationId), (old) => (old ? { ...old, summary: { facts: kept } } : old))
      void message.success(t('chat.forgotten'))
    },
    onError: (error) => void message.error(errorText(error, t)),
  })
  return (
    <Drawer
      open={open}
      onClose={onClose}
      title={t('chat.memoryTitle')}
      placement={phone ? 'bottom' : 'right'}
      size={phone ? '70dvh' : 400}
      footer={
        facts.length > 1 ? (
          <Button onClick={() => keep.mutate([])} loading={keep.isPending}>
            {t('chat.forgetAll')}
          </Button>
        ) : null
      }
    >
      <div data-testid="memory-panel">
        <p className={styles.text}>{t('chat.memoryText')}</p>
        {facts.length ? (
          <ul className={styles.facts}>
            {facts.map((fact, index) => (
              <li key={`${index} ${fact}`} data-testid="memory-fact">
                <span>{fact}</span>
                <IconButton
                  icon={X}
                  size="small"
                  label={`${t('chat.forget')}: ${fact}`}
                  tip={t('chat.forget')}
                  disabled={keep.isPending}
                  onClick={() => keep.mutate(facts.filter((_, other) => other !== index))}
                />
              </li>
            ))}
          </ul>
        ) : (
          <p className={styles.empty}>{t('chat.memoryEmpty')}</p>
        )}
      </div>
    </Drawer>
  )
}
