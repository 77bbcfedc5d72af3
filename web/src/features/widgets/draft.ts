import type { Widget, WidgetBody } from '@/api/types'

const MILLION = 1_000_000

/** A widget as it is typed: origins line by line, money in whole units. */
export interface Draft extends Omit<WidgetBody, 'origins' | 'spend_micros' | 'face'> {
  origins: string
  spend: number | null
  face: Widget['face']
}

export const draftOf = (widget: Widget): Draft => ({
  name: widget.name,
  greeting_zh: widget.greeting_zh,
  greeting_en: widget.greeting_en,
  model: widget.model,
  tone: widget.tone,
  instructions: widget.instructions,
  paints: widget.paints,
  face: widget.face,
  colour: widget.colour,
  position: widget.position,
  origins: widget.origins.join('\n'),
  visitor_hourly: widget.visitor_hourly,
  daily: widget.daily,
  spend: widget.spend_micros / MILLION,
  spend_period: widget.spend_period,
  enabled: widget.enabled,
})

export const bodyOf = ({ origins, spend, ...draft }: Draft): WidgetBody => ({
  ...draft,
  origins: origins.split(/[\s,，]+/).filter(Boolean),
  spend_micros: Math.max(1, Math.round((spend ?? 0) * MILLION)),
})

/** The one line to paste. */
export const lineOf = (id: string, home: string): string => `<script src="${home}/widget.js" data-widget="${id}" async></script>`

/** Where a face that is not saved yet can be looked at by its owner. */
export function faceUrl(face: Widget['face'], id: string): string {
  if (face.picture_id) return `/api/pictures/${face.picture_id}/file?size=thumb`
  const query = new URLSearchParams({ seed: face.seed || id, size: '128' })
  if (face.spec) query.set('spec', JSON.stringify(face.spec))
  return `/api/avatars/preview.svg?${query}`
}
