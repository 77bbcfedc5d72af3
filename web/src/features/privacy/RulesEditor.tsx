import { Input, Select } from 'antd'
import { useState } from 'react'
import type { ContentRules } from '@/api/types'
import { announce } from '@/components/Announcer'
import { Advanced, FormField } from '@/features/settings/ui'
import { roles } from '@/features/users/roles'
import { useT } from '@/i18n'
import { Drawered } from './Drawered'
import { Toggle } from './Toggle'
import { directions, tiers } from './choices'
import { lines } from './marks'
import { type RulesFields, useModelNames, useSave } from './usePrivacy'

const fresh: RulesFields = { name: '', enabled: true, tier: 'review', words: [], allow: [], patterns: [], directions, roles: [], models: [], judge: null }
const texts = ['words', 'allow', 'patterns'] as const

/** Makes a list of rules, or changes one of the page. */
export function RulesEditor({ rules, onClose }: { rules: ContentRules | undefined; onClose: () => void }) {
  const t = useT()
  const names = useModelNames()
  const save = useSave<RulesFields>('rules', !rules)
  const [draft, setDraft] = useState<RulesFields>(() => {
    if (!rules) return fresh
    const { source: _source, ...fields } = rules
    return fields
  })
  // As they are written: a line that is being typed must not lose its blanks.
  const [written, setWritten] = useState(() => ({ words: draft.words.join('\n'), allow: draft.allow.join('\n'), patterns: draft.patterns.join('\n') }))
  const set = (changed: Partial<RulesFields>) => {
    setDraft({ ...draft, ...changed })
    save.reset()
  }
  const judge = draft.judge
  const options = names.map((name) => ({ value: name, label: name }))
  const fields = { ...draft, name: draft.name.trim(), words: lines(written.words), allow: lines(written.allow), patterns: lines(written.patterns) }
  const done = () => {
    announce(t('common.saved'))
    onClose()
  }
  return (
    <Drawered
      title={rules ? t('privacy.editTitle', { name: rules.name }) : t('privacy.addRules')}
      error={save.error}
      saving={save.isPending}
      ready={!!fields.name && (fields.words.length > 0 || fields.patterns.length > 0 || !!judge)}
      onSave={() => save.mutate(fields, { onSuccess: done })}
      onClose={onClose}
      testId="rules-form"
    >
      {!rules && (
        <FormField label={t('privacy.name')}>
          {(control) => <Input {...control} value={draft.name} maxLength={100} autoFocus onChange={(event) => set({ name: event.target.value })} data-testid="rules-name" />}
        </FormField>
      )}
      <FormField label={t('privacy.tier')}>
        {(control) => <Select id={control.id} value={draft.tier} onChange={(tier) => set({ tier })} options={tiers.map((tier) => ({ value: tier, label: t(`privacy.tiers.${tier}`) }))} data-testid="rules-tier" />}
      </FormField>
      {texts.map((name) => (
        <FormField key={name} label={t(`privacy.${name}`)} help={t(`privacy.${name}Help`)}>
          {(control) => (
            <Input.TextArea
              {...control}
              value={written[name]}
              autoSize={{ minRows: 2, maxRows: 10 }}
              spellCheck={false}
              onChange={(event) => {
                setWritten({ ...written, [name]: event.target.value })
                save.reset()
              }}
              data-testid={`rules-${name}`}
            />
          )}
        </FormField>
      ))}
      <Toggle label={t('privacy.enabled')} checked={draft.enabled} onChange={(enabled) => set({ enabled })} />
      <Advanced testId="rules-advanced">
        <FormField label={t('privacy.directions')}>
          {(control) => (
            <Select id={control.id} mode="multiple" value={draft.directions} onChange={(value) => set({ directions: value })} options={directions.map((one) => ({ value: one, label: t(`privacy.directionNames.${one}`) }))} />
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
          {(control) => <Select id={control.id} mode="tags" value={draft.models} onChange={(value) => set({ models: value })} options={options} placeholder={t('privacy.everyModel')} />}
        </FormField>
        <FormField label={t('privacy.judge')} help={t('privacy.judgeHelp')}>
          {(control) => (
            <Select
              id={control.id}
              value={judge?.model ?? null}
              onChange={(model) => set({ judge: model ? { kind: 'moderation', guideline: '', strict: false, ...judge, model } : null })}
              options={options}
              placeholder={t('privacy.noJudge')}
              allowClear
              showSearch
            />
          )}
        </FormField>
        {judge && (
          <>
            <FormField label={t('privacy.judgeKind')}>
              {(control) => (
                <Select
                  id={control.id}
                  value={judge.kind}
                  onChange={(kind) => set({ judge: { ...judge, kind } })}
                  options={(['moderation', 'chat'] as const).map((kind) => ({ value: kind, label: t(`privacy.judgeKinds.${kind}`) }))}
                />
              )}
            </FormField>
            {judge.kind === 'chat' && (
              <FormField label={t('privacy.guideline')}>
                {(control) => <Input.TextArea {...control} value={judge.guideline} maxLength={4000} autoSize={{ minRows: 2, maxRows: 8 }} onChange={(event) => set({ judge: { ...judge, guideline: event.target.value } })} />}
              </FormField>
            )}
            <Toggle label={t('privacy.strict')} checked={judge.strict} onChange={(strict) => set({ judge: { ...judge, strict } })} />
          </>
        )}
      </Advanced>
    </Drawered>
  )
}
