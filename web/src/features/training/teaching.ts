import type { TrainedStyle } from '@/api/trained'

export interface Texts {
  name: string
  trigger: string
  licence: string
}

export interface Teaching {
  /** id of the style that is taught anew; empty for a new one */
  again: string
  texts: Texts
  base: string | undefined
}

/**
 * What the form holds once a style of one's own is chosen to be taught anew: its own words, and the base that it was made
 * for, because a style of another base would no longer fit where it was painted with. Back to a new one, `first` is there again.
 */
export function teachingOf(id: string, own: readonly TrainedStyle[], bases: readonly string[], before: Texts, first: Texts): Teaching {
  const style = own.find((one) => one.id === id)
  if (!style) return { again: '', texts: first, base: undefined }
  return {
    again: style.id,
    texts: { name: style.name, trigger: style.trigger || before.trigger, licence: style.licence || before.licence },
    base: bases.includes(style.base) ? style.base : undefined,
  }
}

/** The body of `POST /api/trainings`. */
export function trainingBody<Plan>(teaching: Teaching, version: string | undefined, base: string | undefined, plan: Plan) {
  return { version_id: version, base, ...teaching.texts, plan, ...(teaching.again ? { style_id: teaching.again } : {}) }
}
