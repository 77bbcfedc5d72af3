/** Media of the built-in painter; other painters understand them as words. */
export const styleIds = [
  'watercolor',
  'ink',
  'gouache',
  'oil',
  'flat',
  'line',
  'papercut',
  'lowpoly',
  'pixel',
  'gongbi',
  'woodblock',
  'crayon',
  'pencil',
  'neon',
  'stained',
  'mosaic',
] as const
export type StyleId = (typeof styleIds)[number]

export const isStyle = (id: string): id is StyleId => (styleIds as readonly string[]).includes(id)

export const aspects = [
  { id: '1:1', name: 'square' },
  { id: '4:3', name: 'landscape' },
  { id: '3:4', name: 'portrait' },
  { id: '16:9', name: 'wide' },
  { id: '9:16', name: 'tall' },
] as const
export type AspectId = (typeof aspects)[number]['id']
