import { Input, Select } from 'antd'
import { useState } from 'react'
import type { MaskingPolicy } from '@/api/types'
import { announce } from '@/components/Announcer'
import { roles } from '@/features/users/roles'
import { Advanced, FormField } from '@/features/settings/ui'
import { useT } from '@/i18n'
import { Drawered } from './Drawered'
import { Toggle } from './Toggle'
import { kinds, maskedTasks, places, tasks } from './choices'
import { type PolicyFields, useModelNames, useSave } from './usePrivacy'

const fresh: PolicyFields = {
  name: '',
  enabled: true,
  kinds: [],
  roles: [],
  teams: [],
  users: [],
  keys: [],
  models: [],
  tasks: maskedTasks,
  exempt: ['builtin', 'near'],
  exempt_data_classes: [],
  restore: true,
  audio: false,
}

/** Makes a masking policy, or changes one of the page. */
export function PolicyEditor({ policy, onClose }: { policy: MaskingPolicy | undefined; onClose: () => void }) {
  const t = useT()
  const names = useModelNames()
  const save = useSave<PolicyFields>('policies', !policy)
  const [draft, setDraft] = useState<PolicyFields>(() => {
    if (!policy) return fresh
    const { source: _source, ...fields } = policy
    return { ...fields, kinds: fields.kinds.length === kinds.length ? [] : fields.kinds }
  })
  const set = (changed: Partial<PolicyFields>) => {
    setDraft({ ...draft, ...changed })
    save.reset()
  }
  const done = () => {
    announce(t('common.saved'))
    onClose()
  }
  const fields = { ...draft, name: draft.name.trim(), kinds: draft.kinds.length ? draft.kinds : kinds }
  return (
    <Drawered
      title={policy ? t('privacy.editTitle', { name: policy.name }) : t('privacy.addPolicy')}
      error={save.error}
      saving={save.isPending}
      ready={!!fields.name && fields.tasks.length > 0}
      onSave={() => save.mutate(fields, { onSuccess: done })}
      onClose={onClose}
      testId="policy-form"
    >
      {!policy && (
        <FormField label={t('privacy.name')}>
          {(control) => <Input {...control} value={draft.name} maxLength={100} autoFocus onChange={(event) => set({ name: event.target.value })} data-testid="policy-name" />}
        </FormField>
      )}
      <FormField label={t('privacy.kindsLabel')} help={t('privacy.kindsHelp')}>
        {(control) => (
          <Select
            id={control.id}
            mode="multiple"
            value={draft.kinds}
            onChange={(value) => set({ kinds: value })}
            options={kinds.map((kind) => ({ value: kind, label: t(`privacy.kinds.${kind}`) }))}
            placeholder={t('privacy.everyKind')}
            optionFilterProp="label"
            data-testid="policy-kinds"
          />
        )}
      </FormField>
      <FormField label={t('privacy.roles')} help={t('privacy.rolesHelp')}>
        {(control) => (
          <Select
            id={control.id}
            mode="multiple"
            value={draft.roles}
            onChange={(value) => set({ roles: value })}
            options={roles.map((role) => ({ value: role, label: t(`common.roles.${role}`) }))}
            placeholder={t('privacy.everyone')}
          />
        )}
      </FormField>
      <FormField label={t('privacy.models')} help={t('privacy.modelsHelp')}>
        {(control) => <Select id={control.id} mode="tags" value={draft.models} onChange={(value) => set({ models: value })} options={names.map((name) => ({ value: name, label: name }))} placeholder={t('privacy.everyModel')} />}
      </FormField>
      <FormField label={t('privacy.exempt')} help={t('privacy.exemptHelp')}>
        {(control) => (
          <Select id={control.id} mode="multiple" value={draft.exempt} onChange={(value) => set({ exempt: value })} options={places.map((place) => ({ value: place, label: t(`privacy.places.${place}`) }))} />
        )}
      </FormField>
      <Toggle label={t('privacy.restore')} checked={draft.restore} onChange={(restore) => set({ restore })} />
      <Toggle label={t('privacy.audio')} checked={draft.audio} onChange={(audio) => set({ audio })} />
      <Toggle label={t('privacy.enabled')} checked={draft.enabled} onChange={(enabled) => set({ enabled })} />
      <Advanced testId="policy-advanced">
        <FormField label={t('privacy.tasksLabel')} help={t('privacy.tasksHelp')}>
          {(control) => (
            <Select id={control.id} mode="multiple" value={draft.tasks} onChange={(value) => set({ tasks: value })} options={tasks.map((task) => ({ value: task, label: t(`privacy.tasks.${task}`) }))} />
          )}
        </FormField>
        <FormField label={t('privacy.classes')} help={t('privacy.classesHelp')}>
          {(control) => <Select id={control.id} mode="tags" value={draft.exempt_data_classes} onChange={(value) => set({ exempt_data_classes: value })} open={false} suffixIcon={null} />}
        </FormField>
        {(['teams', 'users', 'keys'] as const).map((name) => (
          <FormField key={name} label={t(`privacy.${name}`)}>
            {(control) => <Select id={control.id} mode="tags" value={draft[name]} onChange={(value) => set({ [name]: value })} open={false} suffixIcon={null} placeholder={t('privacy.everyone')} />}
          </FormField>
        ))}
      </Advanced>
    </Drawered>
  )
}
