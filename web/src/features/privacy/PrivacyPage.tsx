import { Button } from 'antd'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { ContentRules, MaskingPolicy } from '@/api/types'
import { Block, LoadState } from '@/features/settings/ui'
import { useT } from '@/i18n'
import { Findings } from './Findings'
import { PolicyEditor } from './PolicyEditor'
import { PolicyList } from './PolicyList'
import { RulesEditor } from './RulesEditor'
import { RulesList } from './RulesList'
import { TryOut } from './TryOut'
import { usePrivacy } from './usePrivacy'

/** `/settings/privacy`: what is masked before models, which rules hold for content, and what they found. */
export function PrivacyPage() {
  const t = useT()
  const state = usePrivacy()
  const [policy, setPolicy] = useState<{ policy?: MaskingPolicy } | null>(null)
  const [rules, setRules] = useState<{ rules?: ContentRules } | null>(null)
  const plus = <Plus size={16} strokeWidth={2} aria-hidden />
  return (
    <div data-testid="privacy">
      <Block title={t('privacy.tryTitle')} text={t('privacy.tryText')}>
        <TryOut />
      </Block>
      <Block
        title={t('privacy.policies')}
        text={t('privacy.policiesText')}
        action={
          <Button type="primary" icon={plus} onClick={() => setPolicy({})} data-testid="policy-add">
            {t('privacy.addPolicy')}
          </Button>
        }
      >
        <LoadState query={state}>{(all) => <PolicyList policies={all.policies} onEdit={(one) => setPolicy({ policy: one })} />}</LoadState>
      </Block>
      <Block
        title={t('privacy.rules')}
        text={t('privacy.rulesText')}
        action={
          <Button type="primary" icon={plus} onClick={() => setRules({})} data-testid="rules-add">
            {t('privacy.addRules')}
          </Button>
        }
      >
        <LoadState query={state}>{(all) => <RulesList rules={all.rules} starters={all.starters} onEdit={(one) => setRules({ rules: one })} />}</LoadState>
      </Block>
      <Block title={t('privacy.findings')} text={t('privacy.findingsText')}>
        <Findings />
      </Block>
      {policy && <PolicyEditor policy={policy.policy} onClose={() => setPolicy(null)} />}
      {rules && <RulesEditor rules={rules.rules} onClose={() => setRules(null)} />}
    </div>
  )
}
