import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Modal } from 'antd'
import { useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { Limits } from '@/api/types'
import { announce } from '@/components/Announcer'
import { errorText } from '@/components/errors'
import { LoadState } from '@/features/settings/ui'
import { useT } from '@/i18n'
import { draftOf, limitsOf } from './draft'
import { LimitFields } from './LimitFields'
import styles from './Limits.module.css'

interface Props {
  /** the id of a user or a team */
  subject: string
  name: string
  onClose: () => void
}

/** What one person or one team may use, as an operator says. */
export function LimitsDialog({ subject, name, onClose }: Props) {
  const t = useT()
  const query = useQuery({
    queryKey: keys.limits(subject),
    queryFn: ({ signal }) => api.get<Limits>(`/api/admin/limits/${subject}`, undefined, signal),
    gcTime: 0,
  })
  return (
    <Modal open title={t('limits.of', { name })} onCancel={onClose} footer={null} width={520} destroyOnHidden>
      <LoadState query={query} rows={2}>
        {(limits) => <Form subject={subject} limits={limits} onClose={onClose} />}
      </LoadState>
    </Modal>
  )
}

function Form({ subject, limits, onClose }: { subject: string; limits: Limits; onClose: () => void }) {
  const t = useT()
  const client = useQueryClient()
  const [draft, setDraft] = useState(() => draftOf(limits))
  const save = useMutation({
    mutationFn: () => api.put<Limits>(`/api/admin/limits/${subject}`, limitsOf(draft)),
    onSuccess: () => {
      announce(t('common.saved'))
      void client.invalidateQueries({ queryKey: keys.limits(subject) })
      onClose()
    },
  })
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <p>{t('limits.text')}</p>
      <LimitFields value={draft} onChange={setDraft} />
      {save.error && <p role="alert">{errorText(save.error, t)}</p>}
      <div className={styles.buttons}>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={save.isPending} data-testid="limits-save">
          {t('common.save')}
        </Button>
      </div>
    </form>
  )
}
