import { App, Select } from 'antd'
import { useModels } from '@/api/session'
import { announce } from '@/components/Announcer'
import { errorText } from '@/components/errors'
import { Block, FormField, LoadState } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './ModelsPage.module.css'
import { useDefaults } from './useAdmin'

/** Which model answers and which one paints when nobody says otherwise. */
export function Defaults() {
  const t = useT()
  const { message } = App.useApp()
  const query = useModels()
  const save = useDefaults()
  return (
    <Block title={t('models.defaults')} text={t('models.defaultsText')}>
      <LoadState query={query} rows={1}>
        {({ items: models, defaults }) => {
          const now = { ...defaults, ...(save.isPending ? save.variables : {}) }
          const choose = (change: Partial<typeof now>) =>
            save.mutate(
              { ...now, ...change },
              { onSuccess: () => announce(t('common.saved')), onError: (error) => void message.error(errorText(error, t)) },
            )
          const options = (task: 'dialogue' | 'painting') => models.filter((model) => model.tasks.includes(task)).map((model) => ({ value: model.id, label: model.id }))
          const help = (task: 'dialogue' | 'painting') =>
            models.find((model) => model.id === now[task])?.builtin ? t(`models.builtinDefault.${task}`) : undefined
          return (
            <div className={styles.defaults}>
              {(['dialogue', 'painting'] as const).map((task) => (
                <FormField key={task} label={t(`models.default.${task}`)} help={help(task)}>
                  {(control) => (
                    <Select
                      id={control.id}
                      value={now[task] || null}
                      options={options(task)}
                      showSearch
                      loading={save.isPending}
                      onChange={(value: string) => choose({ [task]: value })}
                      notFoundContent={t('models.noModel')}
                      data-testid={`default-${task}`}
                    />
                  )}
                </FormField>
              ))}
            </div>
          )
        }}
      </LoadState>
    </Block>
  )
}
