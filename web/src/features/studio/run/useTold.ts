import { useEffect, useRef } from 'react'
import type { SlotView } from '@/api/runs/slot'
import { announce } from '@/components/Announcer'
import { useT } from '@/i18n'
import { QUARTERS, told } from './told'

/** Says to screen readers how a painting goes on, wherever in the studio one is. */
export function useTold(view: SlotView, over: boolean): void {
  const t = useT()
  const said = useRef<string | null>(null)
  useEffect(() => {
    const { key, kind, done, quarter } = told(view, over)
    const isFirst = said.current === null
    if (said.current === key) return
    said.current = key
    // What was over before one came is no news.
    if (isFirst && over) return
    const place = view.place === null ? '' : view.place <= 1 ? t('pictures.queueNext') : t('pictures.queuePlace', { place: view.place })
    const count = view.cells.length
    announce(
      {
        queued: [t('pictures.queued'), place].filter(Boolean).join(t('pictures.comma')),
        started: t('studio.told.started', { count }),
        some: t('studio.told.some', { done, count, percent: (100 / QUARTERS) * quarter }),
        finished: t('pictures.finished', { count: done }),
        failed: t('pictures.failed'),
        cancelled: t('pictures.cancelled'),
      }[kind],
    )
  })
}
