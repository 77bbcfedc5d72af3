import { App, Button, Dropdown, Switch } from 'antd'
import { Ellipsis, Eye, Lock, PlugZap, Wrench } from 'lucide-react'
import { IconButton } from '@/components/IconButton'
import type { ModelRow, Preset, Provider } from '@/api/types'
import { announce } from '@/components/Announcer'
import { errorText } from '@/components/errors'
import { Tag } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import { Initial } from '@/components/Initial'
import styles from './ProviderCard.module.css'
import { priceText } from './price'
import { TestResult } from './TestResult'
import { tasks } from './types'
import { useChangeProvider, useDeleteProvider, useTest } from './useAdmin'

interface Props {
  provider: Provider
  preset: Preset | undefined
  shares: Map<string, number>
  onEdit: () => void
}

/** One provider: who it is, whether it is on, what it serves, and the button that tests it. */
export function ProviderCard({ provider, preset, shares, onEdit }: Props) {
  const t = useT()
  const { message, modal } = App.useApp()
  const test = useTest()
  const change = useChangeProvider()
  const remove = useDeleteProvider()
  const fixed = provider.source !== 'page'
  const title = preset?.title ?? provider.name
  const missingKey = preset?.needs_key && !provider.has_key

  const onError = (error: unknown) => void message.error(errorText(error, t))
  const confirmDelete = () =>
    modal.confirm({
      title: t('models.deleteTitle', { name: provider.name }),
      content: t('models.deleteText', { count: provider.models.length }),
      okText: t('common.delete'),
      okButtonProps: { danger: true, ...{ 'data-testid': 'confirm-delete-provider' } },
      cancelText: t('common.cancel'),
      icon: null,
      centered: true,
      onOk: () => remove.mutateAsync(provider.name).then(() => announce(t('models.deleted')), onError),
    })

  return (
    <article className={styles.card} data-off={!provider.enabled || undefined} data-testid={`provider-${provider.name}`} aria-label={provider.name}>
      <header className={styles.head}>
        <Initial id={provider.preset ?? provider.name} title={title} size={40} />
        <div className={styles.who}>
          <strong>
            {provider.name}
            {title !== provider.name && <span>{title}</span>}
          </strong>
          <span className={styles.url}>{provider.base_url || [provider.project, provider.region].filter(Boolean).join(' · ')}</span>
        </div>
        <div className={styles.state}>
          {missingKey && <Tag tone="warning">{t('models.noKey')}</Tag>}
          {fixed ? (
            <Tag>
              <Lock size={12} strokeWidth={2} aria-hidden />
              {t('models.fromFile')}
            </Tag>
          ) : (
            <Switch
              size="small"
              checked={provider.enabled}
              loading={change.isPending}
              aria-label={t('models.switch', { name: provider.name })}
              onChange={(enabled) => change.mutate({ name: provider.name, fields: { enabled } }, { onError })}
              data-testid="provider-switch"
            />
          )}
        </div>
      </header>
      {provider.models.length ? (
        <ul className={styles.models}>
          {provider.models.map((model) => (
            <ModelLine key={model.id} model={model} share={shares.get(model.id)} />
          ))}
        </ul>
      ) : (
        <p className={styles.empty}>{t('models.noModels')}</p>
      )}
      {(test.data || test.error) && !test.isPending && (
        <div className={styles.result}>
          <TestResult verdict={test.data} error={test.error} />
        </div>
      )}
      <footer className={styles.foot}>
        {fixed && <p className={styles.fixed}>{t('models.fixed')}</p>}
        <Button type="text" icon={<PlugZap size={16} strokeWidth={1.75} aria-hidden />} loading={test.isPending} onClick={() => test.mutate({ name: provider.name })} data-testid="provider-test">
          {t('models.test')}
        </Button>
        {!fixed && (
          <>
            <Button type="text" onClick={onEdit} data-testid="provider-edit">
              {t('common.edit')}
            </Button>
            <Dropdown autoFocus menu={{ items: [{ key: 'delete', danger: true, label: t('common.delete'), onClick: confirmDelete }] }} trigger={['click']} placement="bottomRight">
              <IconButton icon={Ellipsis} label={t('common.more')} data-testid="provider-more" />
            </Dropdown>
          </>
        )}
      </footer>
    </article>
  )
}

function ModelLine({ model, share }: { model: ModelRow; share: number | undefined }) {
  const t = useT()
  const percent = share === undefined ? null : new Intl.NumberFormat(currentLocale(), { style: 'percent' }).format(share)
  const price = priceText(model.price, currentLocale(), t)
  return (
    <li data-off={!model.enabled || undefined}>
      <span className={styles.name}>
        {model.name}
        {model.name !== model.model && <span>{model.model}</span>}
      </span>
      <span className={styles.marks}>
        {model.vision && <Eye size={15} strokeWidth={1.75} role="img" aria-label={t('models.vision')} />}
        {model.tools && model.tasks.includes('dialogue') && <Wrench size={14} strokeWidth={1.75} role="img" aria-label={t('models.tools')} />}
        {price && <span className={styles.price}>{price}</span>}
        {percent && <Tag tone="info">{t('models.share', { percent })}</Tag>}
        {!model.enabled && <Tag>{t('models.off')}</Tag>}
        {tasks.filter((task) => model.tasks.includes(task)).map((task) => (
          <Tag key={task}>{t(`models.tasks.${task}`)}</Tag>
        ))}
      </span>
    </li>
  )
}
