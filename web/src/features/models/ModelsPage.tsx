import { Button } from 'antd'
import { FileInput, Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import { type Command, useCommands } from '@/app/commands'
import type { FoundServer, Preset, Provider } from '@/api/types'
import { Block, LoadState } from '@/features/settings/ui'
import { useT } from '@/i18n'
import { Builtin } from './Builtin'
import { Defaults } from './Defaults'
import { Discovered } from './Discovered'
import { poolShares } from './drafts'
import { ImportDialog } from './ImportDialog'
import styles from './ModelsPage.module.css'
import { ProviderCard } from './ProviderCard'
import { ProviderDrawer } from './ProviderDrawer'
import { usePresets, useProviders } from './useAdmin'

/** What the drawer is open for: an existing provider, a new one, or a new one whose address is already known. */
type Opened = { provider?: Provider; preset?: Preset; found?: FoundServer }

/** `/settings/models`: which models there are, and who serves them. */
export function ModelsPage() {
  const t = useT()
  const presets = usePresets()
  const providers = useProviders()
  const [opened, setOpened] = useState<Opened | null>(null)
  const [importing, setImporting] = useState(false)
  const all = useMemo(() => providers.data ?? [], [providers.data])
  const shares = useMemo(() => poolShares(all.filter((provider) => provider.enabled).flatMap((provider) => provider.models)), [all])

  const commands = useMemo<Command[]>(
    () => [
      { id: 'models.add', title: t('models.addProvider'), group: t('settings.names.models'), icon: Plus, run: () => setOpened({}) },
      { id: 'models.import', title: t('models.importTitle'), group: t('settings.names.models'), icon: FileInput, words: 'litellm yaml', run: () => setImporting(true) },
    ],
    [t],
  )
  useCommands('models', commands)

  return (
    <div data-testid="models">
      <Defaults />
      <Block
        title={t('models.providers')}
        text={t('models.providersText')}
        bare
        action={
          <div className={styles.actions}>
            <Button icon={<FileInput size={16} strokeWidth={1.75} aria-hidden />} onClick={() => setImporting(true)} data-testid="models-import">
              {t('models.import')}
            </Button>
            <Button type="primary" icon={<Plus size={16} strokeWidth={2} aria-hidden />} onClick={() => setOpened({})} data-testid="provider-add">
              {t('models.addProvider')}
            </Button>
          </div>
        }
      >
        <div className={styles.cards}>
          <Discovered
            presets={presets.data ?? []}
            taken={all.map((provider) => provider.base_url ?? '')}
            onConnect={(found, preset) => setOpened({ found, preset })}
          />
          <LoadState query={providers}>
            {(list) => {
              const own = list.filter((provider) => provider.source !== 'builtin')
              return own.length ? (
                own.map((provider) => (
                  <ProviderCard
                    key={provider.name}
                    provider={provider}
                    preset={presets.data?.find((preset) => preset.id === provider.preset)}
                    shares={shares}
                    onEdit={() => setOpened({ provider })}
                  />
                ))
              ) : (
                <p className={styles.none} data-testid="providers-none">
                  {t('models.none')}
                </p>
              )
            }}
          </LoadState>
        </div>
      </Block>
      <Builtin models={all.find((provider) => provider.source === 'builtin')?.models} />
      {opened && (
        <ProviderDrawer
          provider={opened.provider}
          preset={opened.preset}
          found={opened.found}
          presets={presets.data ?? []}
          taken={all.map((provider) => provider.name)}
          onClose={() => setOpened(null)}
        />
      )}
      {importing && <ImportDialog onClose={() => setImporting(false)} />}
    </div>
  )
}
