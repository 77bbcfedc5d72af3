import { App, Button } from 'antd'
import { Pencil, Plus, Stamp, Trash2 } from 'lucide-react'
import { useMemo, useState } from 'react'
import { type Command, useCommands } from '@/app/commands'
import { announce } from '@/components/Announcer'
import { EmptyState } from '@/components/EmptyState'
import { errorText } from '@/components/errors'
import { IconButton } from '@/components/IconButton'
import { isStyle } from '@/components/prompt/choices'
import { Block, LoadState, Tag } from '@/features/settings/ui'
import { useTeams } from '@/features/teams/useTeams'
import { useT } from '@/i18n'
import { BrandEditor } from './BrandEditor'
import { BrandPreview } from './BrandPreview'
import styles from './Brands.module.css'
import { Swatches } from './Swatches'
import type { Brand } from './types'
import { useBrandChanges, useBrands, useChosen } from './useBrands'

/** `/settings/brands`: colours, logo, style and words that pictures and avatars take on. */
export function BrandsPage() {
  const t = useT()
  const { modal, message } = App.useApp()
  const query = useBrands()
  const { remove } = useBrandChanges()
  const [editing, setEditing] = useState<Brand | 'new' | null>(null)
  const commands = useMemo<Command[]>(() => [{ id: 'brands.create', title: t('brands.create'), group: t('settings.names.brands'), icon: Stamp, run: () => setEditing('new') }], [t])
  useCommands('brands', commands)
  const confirm = (brand: Brand) =>
    modal.confirm({
      title: t('brands.deleteTitle', { name: brand.name }),
      content: t('brands.deleteText'),
      okText: t('common.delete'),
      okButtonProps: { danger: true, ...{ 'data-testid': 'brand-delete-confirm' } },
      cancelText: t('common.cancel'),
      icon: null,
      centered: true,
      onOk: () =>
        remove.mutateAsync(brand.id).then(
          () => {
            if (useChosen.getState().brandId === brand.id) useChosen.getState().choose(null)
            announce(t('brands.deleted'))
          },
          (error: unknown) => void message.error(errorText(error, t)),
        ),
    })
  return (
    <div data-testid="brands">
      <Block
        title={t('brands.title')}
        text={t('brands.text')}
        bare
        action={
          <Button type="primary" icon={<Plus size={16} strokeWidth={2} aria-hidden />} onClick={() => setEditing('new')} data-testid="brand-create">
            {t('brands.create')}
          </Button>
        }
      >
        <LoadState query={query}>
          {({ items }) =>
            items.length ? (
              <ul className={styles.list}>
                {items.map((brand) => (
                  <Card key={brand.id} brand={brand} onEdit={() => setEditing(brand)} onDelete={() => confirm(brand)} />
                ))}
              </ul>
            ) : (
              <EmptyState picture={<Stamp size={36} strokeWidth={1.25} aria-hidden />} title={t('brands.emptyTitle')} text={t('brands.emptyText')} />
            )
          }
        </LoadState>
      </Block>
      {editing && <BrandEditor key={editing === 'new' ? 'new' : editing.id} brand={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </div>
  )
}

function Card({ brand, onEdit, onDelete }: { brand: Brand; onEdit: () => void; onDelete: () => void }) {
  const t = useT()
  const team = useTeams().data?.items.find(({ id }) => id === brand.team_id)
  const style = brand.style && (isStyle(brand.style) ? t(`pictures.styles.${brand.style}`) : brand.style)
  return (
    <li className={styles.card} data-testid="brand">
      <BrandPreview wish={brand} logo={brand.logo?.url ?? null} small />
      <div className={styles.about}>
        <strong>{brand.name}</strong>
        <Swatches palette={brand.palette} />
        <p>{[style, brand.tone].filter(Boolean).join(' · ')}</p>
        <div className={styles.tags}>{brand.team_id && <Tag tone="info">{team?.name ?? t('brands.team')}</Tag>}</div>
        {brand.may_change && (
          <div className={styles.actions}>
            <IconButton icon={Pencil} label={t('brands.editNamed', { name: brand.name })} tip={t('brands.edit')} onClick={onEdit} data-testid="brand-edit" />
            <IconButton icon={Trash2} label={t('brands.deleteTitle', { name: brand.name })} tip={t('common.delete')} onClick={onDelete} data-testid="brand-delete" />
          </div>
        )}
      </div>
    </li>
  )
}
