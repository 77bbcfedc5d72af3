import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { Brush } from 'lucide-react'
import { api } from '@/api/client'
import { usePhone } from '@/app/useMedia'
import type { PriceList } from '@/api/types'
import { money } from '@/components/money'
import { currentLocale, useT } from '@/i18n'
import { modKey } from '../canvas/shortcuts'
import { kindOf } from '../model/request'
import type { usePainting } from '../usePainting'
import styles from './Panel.module.css'

/** Says what will be done and about what it costs, and does it. */
export function PaintButton({ painting, block = false }: { painting: ReturnType<typeof usePainting>; block?: boolean }) {
  const t = useT()
  const phone = usePhone()
  const { board, form, model, busy, why, paint } = painting
  const hint = useCostHint(model?.id ?? null, form.count)
  return (
    <div className={styles.paint} data-block={block || undefined}>
      <Button
        type="primary"
        size="large"
        block
        icon={<Brush size={18} aria-hidden />}
        loading={busy}
        aria-disabled={Boolean(why)}
        aria-keyshortcuts="Control+Enter"
        className={why ? styles.lacking! : ''}
        onClick={paint}
        data-testid="studio-paint"
      >
        {t(`studio.kinds.${kindOf(board)}`)}
        {form.count > 1 && <span className="tabular"> × {form.count}</span>}
      </Button>
      {!block && <p className={styles.help} data-testid="studio-hint">{[why, hint].filter(Boolean).join(' · ') || (phone ? '' : t('studio.paintKey', { key: modKey }))}</p>}
    </div>
  )
}

/** What so many pictures of a model cost, where it has a price per picture; a price by time or tokens is only known afterwards. */
function useCostHint(model: string | null, count: number): string | null {
  const t = useT()
  const { data } = useQuery({ queryKey: ['prices', 'mine'], queryFn: ({ signal }) => api.get<PriceList>('/api/prices', undefined, signal), staleTime: 300_000, retry: false })
  const price = data?.items.find((one) => one.model === model)?.price as Record<string, unknown> | undefined
  if (!price) return null
  const each = (typeof price.picture === 'number' ? price.picture : 0) + (typeof price.call === 'number' ? price.call : 0)
  const currency = typeof price.currency === 'string' ? price.currency : null
  return each > 0 ? t('studio.costAbout', { cost: money(each * count, currency, currentLocale()) }) : t('studio.costByUse')
}
