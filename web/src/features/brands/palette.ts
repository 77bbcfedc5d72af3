import { type BrandWish, MAX_COLOURS, MIN_COLOURS, type Role, ROLES, type Swatch } from './types'

/** The first role that no colour has yet. */
export const freeRole = (palette: readonly Swatch[]): Role => ROLES.find((role) => !palette.some((swatch) => swatch.role === role)) ?? 'other'

/** A colour gets a role; whoever had it is one of the others then. */
export const withRole = (palette: readonly Swatch[], at: number, role: Role): Swatch[] =>
  palette.map((swatch, index) => (index === at ? { ...swatch, role } : role !== 'other' && swatch.role === role ? { ...swatch, role: 'other' } : swatch))

export const withColour = (palette: readonly Swatch[], at: number, colour: string): Swatch[] =>
  palette.map((swatch, index) => (index === at ? { ...swatch, colour } : swatch))

export const isColour = (text: string): boolean => /^#[0-9a-f]{6}$/i.test(text)

/** Relative luminance by WCAG 2, 0 to 1. */
export function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const ofRole = (palette: readonly Swatch[], role: Role) => palette.find((swatch) => swatch.role === role)?.colour

/** What stands behind somebody: the colour with that role, else the lightest. As the server has it. */
export const backgroundOf = (palette: readonly Swatch[]): string =>
  ofRole(palette, 'background') ?? palette.reduce((best, { colour }) => (luminance(colour) > luminance(best) ? colour : best), palette[0]?.colour ?? '#ffffff')

/** What somebody wears: the main colour, else the first that is not the background. */
export function clothingOf(palette: readonly Swatch[]): string {
  const behind = backgroundOf(palette)
  return ofRole(palette, 'primary') ?? palette.find(({ colour }) => colour !== behind)?.colour ?? behind
}

/** The colour for words on the background: its own, else the one that contrasts most. */
export function letteringOf(palette: readonly Swatch[]): string {
  const behind = luminance(backgroundOf(palette))
  const contrast = (colour: string) => {
    const [low, high] = [behind, luminance(colour)].sort((a, b) => a - b) as [number, number]
    return (high + 0.05) / (low + 0.05)
  }
  const own = ofRole(palette, 'text')
  const all = [...palette.map(({ colour }) => colour), '#1f2329', '#ffffff']
  return own && contrast(own) >= 4.5 ? own : all.reduce((best, colour) => (contrast(colour) > contrast(best) ? colour : best))
}

export type Lacking = 'name' | 'colours'

/** Why a brand cannot be kept yet; null when it can. */
export function lacking({ name, palette }: Pick<BrandWish, 'name' | 'palette'>): Lacking | null {
  if (!name.trim()) return 'name'
  return palette.length < MIN_COLOURS || palette.length > MAX_COLOURS || !palette.every(({ colour }) => isColour(colour)) ? 'colours' : null
}
