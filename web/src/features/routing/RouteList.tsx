import { App, Button } from 'antd'
import type { Route } from '@/api/types'
import { errorText } from '@/components/errors'
import { Tag } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import { kinds } from './kinds'
import { dollars } from './reasons'
import styles from './Routing.module.css'
import { useDeleteRoute } from './useRouting'

/** Every virtual model; those of the page can be changed. */
export function RouteList({ routes, onEdit }: { routes: Route[]; onEdit: (route: Route) => void }) {
  const t = useT()
  const { message, modal } = App.useApp()
  const remove = useDeleteRoute()
  const confirm = (route: Route) =>
    modal.confirm({
      title: t('routing.deleteTitle', { name: route.name }),
      content: t('routing.deleteText'),
      okText: t('common.delete'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      icon: null,
      centered: true,
      onOk: () => remove.mutateAsync(route.name).catch((error: unknown) => void message.error(errorText(error, t))),
    })
  return (
    <ul className={styles.routes}>
      {routes.map((route) => (
        <li key={route.name} data-testid="route-row">
          <div className={styles.what}>
            <strong>
              <code>{route.name}</code>
              <Tag>{t(`routing.policies.${route.policy}`)}</Tag>
              {route.source !== 'page' && <span className={styles.note}>{t(route.source === 'config' ? 'routing.fromSettings' : 'routing.always')}</span>}
            </strong>
            <span className={styles.note}>{route.models.length ? route.models.join(' · ') : t('routing.everyModel')}</span>
            <Demands route={route} />
          </div>
          {route.source === 'page' && (
            <div className={styles.rowActions}>
              <Button type="text" onClick={() => onEdit(route)} data-testid="route-edit">
                {t('common.edit')}
              </Button>
              <Button type="text" danger onClick={() => confirm(route)} data-testid="route-delete">
                {t('common.delete')}
              </Button>
            </div>
          )}
        </li>
      ))}
    </ul>
  )
}

/** What else the route says, where it says anything. */
function Demands({ route }: { route: Route }) {
  const t = useT()
  const words = [
    ...(route.fallback.length ? [t('routing.thenBackups', { names: route.fallback.join(' · ') })] : []),
    ...kinds.filter((kind) => route.tasks[kind]).map((kind) => t('routing.forTask', { task: t(`routing.tasks.${kind}`), names: route.tasks[kind]!.models.join(' · ') })),
    ...(route.max_cost_micros === null ? [] : [t('routing.upTo', { amount: dollars(String(route.max_cost_micros), currentLocale()) })]),
    ...(route.region ? [t('routing.inRegion', { region: route.region })] : []),
    ...route.data_classes,
  ]
  return words.length ? <span className={styles.note}>{words.join('; ')}</span> : null
}
