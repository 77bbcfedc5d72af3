import { Drawer } from 'antd'
import { ArrowLeft } from 'lucide-react'
import { useState } from 'react'
import type { FoundServer, Preset, Provider } from '@/api/types'
import { IconButton } from '@/components/IconButton'
import { useT } from '@/i18n'
import { PresetPicker } from './PresetPicker'
import { ProviderForm } from './ProviderForm'
import { otherServer } from './types'

interface Props {
  /** the one that is changed; a new one when absent */
  provider: Provider | undefined
  preset: Preset | undefined
  found: FoundServer | undefined
  presets: Preset[]
  taken: string[]
  onClose: () => void
}

/** Adds a provider in two steps (who, then how), or changes one. */
export function ProviderDrawer({ provider, preset, found, presets, taken, onClose }: Props) {
  const t = useT()
  const known = provider ? (presets.find((one) => one.id === provider.preset) ?? otherServer) : found ? (preset ?? otherServer) : undefined
  const [picked, setPicked] = useState<Preset | undefined>(known)
  const title = provider
    ? t('models.editTitle', { name: provider.name })
    : picked
      ? picked.id
        ? t('models.connectTitle', { name: picked.title })
        : t('models.otherServer')
      : t('models.addProvider')
  return (
    <Drawer
      open
      onClose={onClose}
      size={560}
      destroyOnHidden
      title={
        <span style={{ display: 'flex', alignItems: 'center', gap: 8 }}>
          {picked && !known && <IconButton icon={ArrowLeft} size="small" label={t('common.back')} onClick={() => setPicked(undefined)} data-testid="provider-back" />}
          {title}
        </span>
      }
      styles={{ wrapper: { maxWidth: '100vw' }, header: { background: 'var(--paper)' }, body: { background: 'var(--paper)' } }}
    >
      {picked ? (
        <ProviderForm key={picked.id} provider={provider} preset={picked} found={found} taken={taken} onDone={onClose} />
      ) : (
        <PresetPicker presets={presets} onPick={setPicked} />
      )}
    </Drawer>
  )
}
