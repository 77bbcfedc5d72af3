import { App, Button, Dropdown } from 'antd'
import { ChevronDown, Tag as TagIcon } from 'lucide-react'
import { useState } from 'react'
import { may, useUser } from '@/api/session'
import type { BookSummary } from '@/api/types'
import { EmptyState } from '@/components/EmptyState'
import { errorText } from '@/components/errors'
import { exactTime } from '@/components/time'
import { Block, LoadState, Tag } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import { Draft } from './Draft'
import styles from './Prices.module.css'
import { useHistory, useNewDraft, useOverview, useWithdraw } from './usePrices'
import { Version } from './Version'

/** `/settings/prices`: the price book: what is in force, drafts that are being written, and what was before. */
export function PricesPage() {
  const t = useT()
  const [open, setOpen] = useState<string>()
  const [shown, setShown] = useState<string>()
  const overview = useOverview()
  if (open) return <Draft id={open} onClose={() => setOpen(undefined)} />
  return (
    <div data-testid="prices">
      <LoadState query={overview}>
        {({ current, scheduled, drafts }) => (
          <>
            <Block title={t('prices.inForce')} text={t('prices.inForceText')} action={<NewDraft hasCurrent={current !== null} onMade={setOpen} />}>
              {current ? (
                <Row book={current} onOpen={() => setShown(current.id)} />
              ) : (
                <EmptyState picture={<TagIcon size={36} strokeWidth={1.25} aria-hidden />} title={t('prices.none')} text={t('prices.noneText')} />
              )}
              {scheduled.map((book) => (
                <Row key={book.id} book={book} onOpen={() => setShown(book.id)} />
              ))}
            </Block>
            {drafts.length > 0 && (
              <Block title={t('prices.drafts')} text={t('prices.draftsText')}>
                {drafts.map((book) => (
                  <Row key={book.id} book={book} onOpen={() => setOpen(book.id)} />
                ))}
              </Block>
            )}
          </>
        )}
      </LoadState>
      <History onOpen={setShown} />
      {shown && <Version id={shown} onClose={() => setShown(undefined)} />}
    </div>
  )
}

function NewDraft({ hasCurrent, onMade }: { hasCurrent: boolean; onMade: (id: string) => void }) {
  const t = useT()
  const user = useUser()
  const { message } = App.useApp()
  const make = useNewDraft((book) => onMade(book.id))
  if (!may(user, 'prices.manage')) return null
  const start = (from: 'current' | 'starter' | 'empty') => make.mutate({ start: from }, { onError: (error) => void message.error(errorText(error, t)) })
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          ...(hasCurrent ? [{ key: 'current', label: t('prices.fromCurrent') }] : []),
          { key: 'starter', label: t('prices.fromStarter') },
          { key: 'empty', label: t('prices.fromNothing') },
        ],
        onClick: ({ key }) => start(key as 'current'),
      }}
    >
      <Button type="primary" loading={make.isPending} icon={<ChevronDown size={16} strokeWidth={2} aria-hidden />} iconPlacement="end" data-testid="new-draft">
        {t('prices.newDraft')}
      </Button>
    </Dropdown>
  )
}

const tones = { in_force: 'good', scheduled: 'info', draft: 'quiet', past: 'quiet', withdrawn: 'quiet' } as const

function Row({ book, onOpen }: { book: BookSummary; onOpen: () => void }) {
  const t = useT()
  const user = useUser()
  const locale = currentLocale()
  const { message } = App.useApp()
  const withdraw = useWithdraw()
  return (
    <div className={styles.row} data-testid={`book-${book.state}`}>
      <span className={styles.what}>
        <strong>{book.number === null ? t('prices.draft') : t('prices.version', { number: book.number })}</strong>
        <span>
          {[t('prices.entries', { count: book.entries }), book.effective_at ? t('prices.since', { time: exactTime(book.effective_at, locale) }) : t('prices.changed', { time: exactTime(book.updated_at, locale) }), book.note].filter(Boolean).join(' · ')}
        </span>
      </span>
      <Tag tone={tones[book.state as keyof typeof tones]}>{t(`prices.states.${book.state as keyof typeof tones}`)}</Tag>
      <Button size="small" onClick={onOpen} data-testid="open-book">
        {t(book.state === 'draft' ? 'prices.edit' : 'prices.look')}
      </Button>
      {book.state === 'scheduled' && may(user, 'prices.manage') && (
        <Button size="small" danger loading={withdraw.isPending} onClick={() => withdraw.mutate(book.id, { onError: (error) => void message.error(errorText(error, t)) })}>
          {t('prices.withdraw')}
        </Button>
      )}
    </div>
  )
}

function History({ onOpen }: { onOpen: (id: string) => void }) {
  const t = useT()
  const query = useHistory()
  const past = query.data?.items.filter((book) => book.state === 'past' || book.state === 'withdrawn') ?? []
  if (!past.length) return null
  return (
    <Block title={t('prices.history')}>
      {past.map((book) => (
        <Row key={book.id} book={book} onOpen={() => onOpen(book.id)} />
      ))}
    </Block>
  )
}
