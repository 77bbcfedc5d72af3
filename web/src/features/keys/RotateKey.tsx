import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Modal, Select } from 'antd'
import { useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { ApiKey, NewApiKey } from '@/api/types'
import { errorText } from '@/components/errors'
import { FormField } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './KeysPage.module.css'
import { Secret } from './Secret'

const HOURS = { now: 0, hour: 1, day: 24, week: 168 } as const
type Overlap = keyof typeof HOURS

/** A new secret for a key, while the old one still works for a while. */
export function RotateKey({ entry, onClose }: { entry: ApiKey; onClose: () => void }) {
  const t = useT()
  const client = useQueryClient()
  const [overlap, setOverlap] = useState<Overlap>('day')
  const rotate = useMutation({
    mutationFn: () => api.post<NewApiKey>(`/api/keys/${entry.id}/rotate`, { overlap_hours: HOURS[overlap] }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.apiKeys }),
  })
  const secret = rotate.data?.secret
  return (
    <Modal
      open
      title={secret ? t('keys.rotatedTitle') : t('keys.rotateTitle', { name: entry.name || entry.prefix })}
      onCancel={onClose}
      mask={{ closable: !secret }}
      keyboard={!secret}
      width={secret ? 640 : 440}
      footer={null}
      destroyOnHidden
    >
      {secret ? (
        <Secret secret={secret} onClose={onClose} />
      ) : (
        <div className={styles.create}>
          <p>{t('keys.rotateText')}</p>
          <FormField label={t('keys.overlap')} error={rotate.error ? errorText(rotate.error, t) : undefined}>
            {(control) => (
              <Select<Overlap>
                id={control.id}
                value={overlap}
                onChange={setOverlap}
                options={(Object.keys(HOURS) as Overlap[]).map((one) => ({ value: one, label: t(`keys.overlaps.${one}`) }))}
                data-testid="key-overlap"
              />
            )}
          </FormField>
          <div className={styles.buttons}>
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="primary" onClick={() => rotate.mutate()} loading={rotate.isPending} data-testid="key-rotate-submit">
              {t('keys.rotate')}
            </Button>
          </div>
        </div>
      )}
    </Modal>
  )
}
