import { useQuery } from '@tanstack/react-query'
import { api } from '@/api/client'
import type { Locale } from '@/api/types'
import type { Spec } from './types'

interface Label {
  zh: string
  en: string
}
interface Property {
  'x-label': Label
  'x-values'?: Record<string, Label>
}

/** A field of an avatar's spec with its values in the reader's language; moods have none. */
export interface Field {
  name: string
  label: string
  values: { value: string; label: string; en: string }[]
  many: boolean
  free: boolean
}

const MANY = new Set(['accessories'])

export const langOf = (locale: Locale): 'zh' | 'en' => (locale === 'zh-CN' ? 'zh' : 'en')

/** Fields in the order of the schema. */
export function useFields(locale: Locale): Field[] {
  const { data } = useQuery({
    queryKey: ['avatars', 'schema'],
    queryFn: ({ signal }) => api.get<{ properties: Record<string, Property> }>('/api/avatars/schema', undefined, signal),
    staleTime: Infinity,
  })
  const lang = langOf(locale)
  return Object.entries(data?.properties ?? {}).map(([name, property]) => ({
    name,
    label: property['x-label'][lang],
    values: Object.entries(property['x-values'] ?? {}).map(([value, label]) => ({ value, label: label[lang], en: label.en })),
    many: MANY.has(name),
    free: !property['x-values'],
  }))
}

/** What a chip says of its field; empty when nothing is said. */
export function saidOf(field: Field, spec: Spec, nothing: string, separator: string): string {
  const value = spec[field.name]
  if (value === undefined) return ''
  const said = (one: string) => field.values.find((known) => known.value === one)?.label ?? one
  if (typeof value === 'string') return said(value)
  return value.length ? value.map(said).join(separator) : nothing
}

/** The spec with a field set, or cleared by null. */
export function withField(spec: Spec, name: string, value: string | string[] | null): Spec {
  const rest = Object.fromEntries(Object.entries(spec).filter(([key]) => key !== name)) as Spec
  return value === null ? rest : { ...rest, [name]: value }
}

/** Fields that were said otherwise before. */
export const changedFields = (before: Spec, after: Spec): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))

/** Colours of swatches; what has no entry is shown as a word. */
export const swatches: Record<string, Record<string, string>> = {
  hair_color: { black: '#2c2a29', brown: '#724133', blonde: '#d6b370', red: '#b5472a', grey: '#9aa0a6', white: '#f1f0ec', blue: '#4a90d9', pink: '#f4a7b9', green: '#5aa469', purple: '#8e6bbf' },
  skin_tone: { light: '#fbe0cc', medium: '#edb98a', tan: '#d08b5b', brown: '#ae5d29', dark: '#614335' },
}
const COLORS = {
  black: '#262e33', white: '#ffffff', grey: '#9aa0a6', brown: '#8d5b3f', beige: '#e8dcc5', red: '#d64541', orange: '#ef8a3c', yellow: '#f5d04c', gold: '#c9a227', green: '#5aa469', teal: '#3aa6a0', blue: '#4a90d9', light_blue: '#b6e3f4', navy: '#25557c', purple: '#8e6bbf', lavender: '#d1c4e9', pink: '#f4a7b9',
}
swatches.clothing_color = COLORS
swatches.background = { ...COLORS, transparent: 'transparent', gradient: 'linear-gradient(135deg, #b6e3f4, #f4a7b9)' }

/** English names of values in the reader's language, where they are values of the spec. */
export function inWords(unmet: readonly string[], fields: readonly Field[], spec: Spec): string[] {
  return unmet.map((word) => {
    const field = fields.find(({ name, values }) => values.some(({ value, en }) => en === word && [spec[name]].flat().includes(value)))
    return field?.values.find(({ en }) => en === word)?.label ?? word
  })
}
