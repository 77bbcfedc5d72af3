import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal, Select } from 'antd'
import { type FormEvent, useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { ApiKey, NewApiKey, TeamDetail } from '@/api/types'
import { announce } from '@/components/Announcer'
import { errorText } from '@/components/errors'
import { Advanced, FormField } from '@/features/settings/ui'
import { useTeams } from '@/features/teams/useTeams'
import { useT } from '@/i18n'
import styles from './KeysPage.module.css'
import { RuleFields } from './RuleFields'
import { NO_RULES, rulesDraft, rulesOf } from './rules'
import { Secret } from './Secret'

const MINE = ''

/** Makes a key and shows its secret: once, until this is closed. Or changes one (`entry`). */
export function KeyForm({ entry, onClose }: { entry?: ApiKey; onClose: () => void }) {
  const t = useT()
  const client = useQueryClient()
  const [name, setName] = useState(entry?.name ?? '')
  const [place, setPlace] = useState(MINE)
  const [rules, setRules] = useState(() => (entry ? rulesDraft(entry.rules) : NO_RULES))
  const [teamId, projectId] = place.split('/')
  const save = useMutation({
    mutationFn: async (): Promise<NewApiKey | null> => {
      const body = { name: name.trim(), rules: rulesOf(rules, Date.now(), entry?.rules.expires_at) }
      if (!entry) return api.post<NewApiKey>('/api/keys', { ...body, team_id: teamId || null, project_id: projectId || null })
      await api.patch<ApiKey>(`/api/keys/${entry.id}`, body)
      return null
    },
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: keys.apiKeys })
      if (made) return
      announce(t('common.saved'))
      onClose()
    },
  })
  const secret = save.data?.secret
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim()) save.mutate()
  }
  return (
    <Modal
      open
      title={secret ? t('keys.createdTitle') : entry ? t('keys.editTitle') : t('keys.createTitle')}
      onCancel={onClose}
      // The secret cannot be shown again: a stray click must not lose it.
      mask={{ closable: !secret }}
      keyboard={!secret}
      width={secret ? 640 : 520}
      footer={null}
      destroyOnHidden
    >
      {secret ? (
        <Secret secret={secret} onClose={onClose} />
      ) : (
        <form onSubmit={submit} className={styles.create}>
          <FormField label={t('keys.name')} help={t('keys.nameHelp')} error={save.error ? errorText(save.error, t) : undefined}>
            {(control) => (
              <Input {...control} autoFocus value={name} maxLength={100} placeholder={t('keys.namePlaceholder')} onChange={(event) => setName(event.target.value)} data-testid="key-name" />
            )}
          </FormField>
          {!entry && <Place value={place} onChange={setPlace} />}
          <Advanced testId="key-advanced">
            <RuleFields value={rules} expiresAt={entry?.rules.expires_at ?? null} onChange={setRules} />
          </Advanced>
          <div className={styles.buttons}>
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="primary" htmlType="submit" disabled={!name.trim()} loading={save.isPending} data-testid="key-submit">
              {entry ? t('common.save') : t('keys.create')}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  )
}

/** Oneself, a team, or a project of one; nothing to choose for who is in no team. */
function Place({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useT()
  const teams = useTeams().data?.items ?? []
  const [teamId] = value.split('/')
  const detail = useQuery({
    queryKey: keys.team(teamId ?? ''),
    queryFn: ({ signal }) => api.get<TeamDetail>(`/api/teams/${teamId}`, undefined, signal),
    enabled: Boolean(teamId),
  })
  if (!teams.length) return null
  const options = [
    { value: MINE, label: t('keys.mine') },
    ...teams.flatMap((team) => [
      { value: team.id, label: team.name },
      ...(detail.data?.team.id === team.id ? detail.data.projects.map((project) => ({ value: `${team.id}/${project.id}`, label: `${team.name} / ${project.name}` })) : []),
    ]),
  ]
  return (
    <FormField label={t('keys.owner')} help={t('keys.ownerHelp')}>
      {(control) => <Select id={control.id} value={value} onChange={onChange} options={options} data-testid="key-owner" />}
    </FormField>
  )
}
