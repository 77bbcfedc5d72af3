import { Dropdown } from 'antd'
import { Bookmark, Copy, Download, Ellipsis, Eraser, ImagePlus, Layers, MessageCircle, Scaling } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { useNavigate } from 'react-router'
import { useModels } from '@/api/session'
import type { ModelInfo, Picture } from '@/api/types'
import { modelName } from '@/components/prompt/models'
import { downloadUrl, saveAs } from '@/components/save'
import { useStartFailed } from '@/components/useStartFailed'
import { fileName } from '@/components/viewer/recipe'
import { useT } from '@/i18n'
import { can, longestSide } from '../model/able'
import { MAX_REFERENCES, studioModel } from '../model/form'
import { operationRequest, varyRequest } from '../model/request'
import { useStudio } from '../store/studio'
import styles from './Run.module.css'
import { start } from './start'
import { useCollect } from './useCollect'

interface Entry {
  key: string
  icon: LucideIcon
  label: string
  run: () => unknown
  /** why it cannot be done */
  refused?: string | false
}

/** What one can do with a picture in the studio. */
export function PictureMenu({ picture, label }: { picture: Picture; label?: string }) {
  const t = useT()
  const navigate = useNavigate()
  const failed = useStartFailed()
  const form = useStudio((s) => s.form)
  const { load, setForm } = useStudio.getState()
  const models = useModels().data
  const model = studioModel(form.model, models)
  const collect = useCollect(picture)

  const begin = (request: Parameters<typeof start>[0], kind: Parameters<typeof start>[1], size: { width: number; height: number } = picture) =>
    start(request, kind, picture, size).catch(failed)
  const work = (operation: 'upscale' | 'remove_background', scale = 1) => {
    const worker = model && ableTo(model, models?.items ?? [], operation)
    if (worker) void begin(operationRequest(picture, worker, operation, scale), operation, { width: picture.width * scale, height: picture.height * scale })
  }
  const cannot = (ability: 'upscale' | 'remove_background') =>
    !(model && ableTo(model, models?.items ?? [], ability)) && t(`studio.cannot.${ability}`, { model: model ? modelName(model.id, t) : '' })
  const tooLarge = (scale: number) => Math.max(picture.width, picture.height) * scale > 8192 && t('studio.tooLargeToScale')
  const toChat = async () => {
    const { attachToNew } = await import('@/features/chat')
    attachToNew(picture)
    void navigate('/')
  }
  const full = form.references.length >= MAX_REFERENCES || form.references.some(({ id }) => id === picture.id)
  const groups: Entry[][] = [
    [
      { key: 'canvas', icon: Layers, label: t('studio.putOnCanvas'), run: () => load(picture) },
      { key: 'vary', icon: Copy, label: t('studio.vary'), run: () => model && begin(varyRequest(picture, form, model), 'vary'), refused: picture.width > longestSide(model) && t('studio.cannot.side', { model: model ? modelName(model.id, t) : '' }) },
      { key: 'reference', icon: ImagePlus, label: t('studio.useAsReference'), run: () => setForm({ references: [...form.references, picture] }), refused: full && t('studio.referencesFull') },
    ],
    [
      { key: 'upscale2', icon: Scaling, label: t('studio.upscale', { scale: 2 }), run: () => work('upscale', 2), refused: cannot('upscale') || tooLarge(2) },
      { key: 'upscale4', icon: Scaling, label: t('studio.upscale', { scale: 4 }), run: () => work('upscale', 4), refused: cannot('upscale') || tooLarge(4) },
      { key: 'background', icon: Eraser, label: t('studio.removeBackground'), run: () => work('remove_background'), refused: cannot('remove_background') },
    ],
    [
      { key: 'chat', icon: MessageCircle, label: t('studio.toChat'), run: toChat },
      ...collect.map((one): Entry => ({ key: `collection-${one.id}`, icon: Bookmark, label: t('studio.toCollection', { name: one.name }), run: one.add })),
      { key: 'download', icon: Download, label: t('common.download'), run: () => saveAs(downloadUrl(picture.urls.original), fileName(picture)) },
    ],
  ]
  const item = ({ key, icon: Icon, label: name, run, refused }: Entry) => ({
    key,
    label: <span title={refused || undefined}>{name}</span>,
    icon: <Icon size={16} strokeWidth={1.75} />,
    disabled: Boolean(refused),
    onClick: () => void run(),
  })
  return (
    <Dropdown
      autoFocus
      trigger={['click']}
      placement="bottomRight"
      menu={{ items: groups.flatMap((group, index) => [...(index ? [{ type: 'divider' as const, key: `line-${index}` }] : []), ...group.map(item)]), style: { maxHeight: '70dvh', overflowY: 'auto' } }}
    >
      <button type="button" className={styles.menu} aria-label={label ?? t('pictures.actions')} data-testid="studio-actions">
        <Ellipsis size={18} aria-hidden />
      </button>
    </Dropdown>
  )
}

/** The chosen model where it can, else the first that does: enlarging needs no brush. */
const ableTo = (chosen: ModelInfo, all: readonly ModelInfo[], operation: 'upscale' | 'remove_background'): ModelInfo | undefined =>
  can(chosen, operation) ? chosen : all.find((model) => model.painting?.operations.includes(operation))
