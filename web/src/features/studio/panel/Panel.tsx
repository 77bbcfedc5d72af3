import { Segmented } from 'antd'
import { BrandChoice } from '@/features/brands/BrandChoice'
import { useT } from '@/i18n'
import { kindOf, type Task } from '../model/request'
import { useStudio } from '../store/studio'
import type { usePainting } from '../usePainting'
import { Amount } from './Amount'
import { Group } from './Group'
import { ModelChoice } from './ModelChoice'
import styles from './Panel.module.css'
import { References } from './References'
import { Shape } from './Shape'
import { Source } from './Source'
import { Styles } from './Styles'
import { Trained } from './Trained'
import { Words } from './Words'

/** Everything that can be set, in groups that say what they change. */
export function Panel({ painting }: { painting: ReturnType<typeof usePainting> }) {
  const t = useT()
  const { model, board } = painting
  const setTask = useStudio((s) => s.setTask)
  const kind = kindOf(board)
  const editing = kind !== 'new'
  return (
    <div className={styles.groups}>
      {board.source && (
        <Segmented
          block
          aria-label={t('studio.task')}
          value={board.task}
          onChange={(task) => setTask(task as Task)}
          options={[
            { value: 'edit', label: t('studio.tasks.edit') },
            { value: 'new', label: t('studio.tasks.new') },
          ]}
          data-testid="studio-task"
        />
      )}
      <Words onPaint={painting.paint} />
      <ModelChoice model={model} needs={!editing ? null : kind === 'edit' ? 'edit' : 'mask'} />
      <Styles />
      <Trained model={model} />
      <Group title={t('brands.brand')} help={t('brands.choiceHelp')}>
        <BrandChoice painting editing={editing} />
      </Group>
      {!editing && <Shape model={model} />}
      <Source model={model} />
      <Amount model={model} editing={editing} />
      <References model={model} />
    </div>
  )
}
