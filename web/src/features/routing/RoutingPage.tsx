import { Button } from 'antd'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { Route } from '@/api/types'
import { Block, LoadState } from '@/features/settings/ui'
import { useT } from '@/i18n'
import { RouteEditor } from './RouteEditor'
import { RouteList } from './RouteList'
import { Scores } from './Scores'
import { TryOut } from './TryOut'
import { useRoutes, useScores } from './useRouting'

/** `/settings/routing`: virtual models, how they choose, and how good each model is at what. */
export function RoutingPage() {
  const t = useT()
  const routes = useRoutes()
  const scores = useScores()
  const [opened, setOpened] = useState<{ route?: Route } | null>(null)
  return (
    <div data-testid="routing">
      <Block title={t('routing.tryTitle')} text={t('routing.tryText')}>
        <TryOut />
      </Block>
      <Block
        title={t('routing.routes')}
        text={t('routing.routesText')}
        action={
          <Button type="primary" icon={<Plus size={16} strokeWidth={2} aria-hidden />} onClick={() => setOpened({})} data-testid="route-add">
            {t('routing.add')}
          </Button>
        }
      >
        <LoadState query={routes}>{(list) => <RouteList routes={list} onEdit={(route) => setOpened({ route })} />}</LoadState>
      </Block>
      <Block title={t('routing.scores')} text={t('routing.scoresText')}>
        <LoadState query={scores}>{(list) => <Scores scores={list} />}</LoadState>
      </Block>
      {opened && <RouteEditor route={opened.route} onClose={() => setOpened(null)} />}
    </div>
  )
}
