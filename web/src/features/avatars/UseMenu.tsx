import { App, Button, Dropdown, type MenuProps } from 'antd'
import { AudioLines, Box, ChevronDown, CircleUserRound, Download, Images, MessageCircle, Package, Palette, WandSparkles } from 'lucide-react'
import { Suspense, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import type { Picture } from '@/api/types'
import { downloadUrl, saveAs } from '@/components/save'
import { useFaceOf } from '@/components/useFaceOf'
import { useEditInStudio } from '@/components/useEditInStudio'
import { FinishDrawer } from '@/features/finishing'
import { useT } from '@/i18n'
import { drawingOf, fileName, savePng, SIZES } from './files'
import { ModelDrawer, PackDrawer, TalkDrawer } from './more'
import type { Look } from './types'

interface Props {
  name: string
  label: string
  /** the address of its drawing in a size, where it has one */
  drawing?: ((size: number) => string) | null
  /** what is drawn, where it is not a picture yet */
  look?: Look
  /** a picture of the gallery, which can be handed on */
  picture?: Picture
}

/** What one does with an avatar: files in sizes, the chat, the gallery. */
export function UseMenu({ name, label, drawing, look, picture }: Props) {
  const t = useT()
  const [open, setOpen] = useState<'talk' | 'model' | 'pack' | null>(null)
  const { message } = App.useApp()
  const navigate = useNavigate()
  const editInStudio = useEditInStudio()
  const [finishing, setFinishing] = useState(false)
  const faceOf = useFaceOf()
  const button = useRef<HTMLButtonElement>(null)
  const file = fileName(name)
  const painted = picture !== undefined && !drawingOf(picture, 64)
  const icon = (Icon: typeof Download) => <Icon size={16} strokeWidth={1.75} aria-hidden />
  const png = (size: number) =>
    savePng(drawing ? drawing(size) : (picture?.urls.original ?? ''), size, file).catch(() => void message.error(t('avatars.downloadFailed')))
  const toChat = async (chosen: Picture) => {
    const { attachToNew } = await import('@/features/chat')
    attachToNew(chosen)
    void navigate('/')
  }
  const items: MenuProps['items'] = [
    {
      key: 'files',
      type: 'group',
      label: t('avatars.download'),
      children: [
        ...(picture ? [{ key: 'original', icon: icon(Download), label: t('avatars.original'), onClick: () => saveAs(downloadUrl(picture.urls.original), '') }] : []),
        ...SIZES.map((size) => ({ key: `png-${size}`, icon: icon(Download), label: t('avatars.png', { size }), onClick: () => void png(size) })),
        ...(drawing ? [{ key: 'svg', icon: icon(Download), label: t('avatars.svg'), onClick: () => saveAs(drawing(512), `${file}.svg`) }] : []),
      ],
    },
    { type: 'divider' as const },
    { key: 'talk', icon: icon(AudioLines), label: t(painted ? 'avatars.paintedSilent' : 'avatars.talk'), disabled: painted, onClick: () => setOpen('talk') },
    ...(look ? [{ key: 'model', icon: icon(Box), label: t('avatars.model'), onClick: () => setOpen('model') }] : []),
    ...(picture ? [{ key: 'pack', icon: icon(Package), label: t('avatars.pack'), onClick: () => setOpen('pack') }] : []),
    ...(picture
      ? [
          { type: 'divider' as const },
          { key: 'finish', icon: icon(WandSparkles), label: t('avatars.finish'), onClick: () => setFinishing(true) },
          { key: 'face', icon: icon(CircleUserRound), label: t('common.faceUse'), onClick: () => faceOf(picture) },
          { key: 'chat', icon: icon(MessageCircle), label: t('avatars.toChat'), onClick: () => void toChat(picture) },
          { key: 'studio', icon: icon(Palette), label: t('avatars.toStudio'), onClick: () => void editInStudio(picture) },
          { key: 'gallery', icon: icon(Images), label: t('avatars.toGallery'), onClick: () => void navigate(`/gallery/${picture.id}`) },
        ]
      : []),
  ]
  // The menu's item that opened a drawer is gone by then: the focus goes back to the button.
  const close = () => {
    setOpen(null)
    setFinishing(false)
    window.setTimeout(() => button.current?.focus())
  }
  return (
    <>
      <Dropdown autoFocus trigger={['click']} menu={{ items, selectable: false, style: { maxHeight: '46dvh', overflowY: 'auto' } }}>
        <Button ref={button} size="middle" icon={<Download size={15} aria-hidden />} data-testid={picture ? 'use-picture' : 'use-drawing'}>
          {label}
          <ChevronDown size={14} aria-hidden />
        </Button>
      </Dropdown>
      <Suspense fallback={null}>{finishing && picture && <FinishDrawer picture={picture} onClose={close} />}</Suspense>
      <Suspense fallback={null}>
        {open === 'talk' && <TalkDrawer who={look ? { spec: look.spec, seed: String(look.seed) } : { picture_id: picture?.id ?? '' }} name={name} onClose={close} />}
        {open === 'model' && look && <ModelDrawer look={look} name={name} onClose={close} />}
        {open === 'pack' && picture && <PackDrawer picture={picture} onClose={close} />}
      </Suspense>
    </>
  )
}
