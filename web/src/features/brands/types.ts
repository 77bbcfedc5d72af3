import type { components } from '@/api/schema'

type Schemas = components['schemas']
export type Mark = Required<Schemas['Mark']>
export type Corner = Mark['corner']
export type Role = NonNullable<Schemas['Swatch']['role']>
export interface Swatch {
  colour: string
  role: Role
}
export interface Brand extends Omit<Schemas['BrandShape'], 'palette' | 'mark'> {
  palette: Swatch[]
  mark: Mark
}
/** What a person says of a brand; the server checks it. */
export type BrandWish = Pick<Brand, 'name' | 'palette' | 'style' | 'tone' | 'negative' | 'harmony' | 'mark'>

export const ROLES: Role[] = ['primary', 'secondary', 'accent', 'background', 'text', 'other']
export const CORNERS: Corner[] = ['top_left', 'top_right', 'bottom_left', 'bottom_right', 'centre']
export const MIN_COLOURS = 2
export const MAX_COLOURS = 8
export const HARMONY = 0.5

export const newBrand: BrandWish = {
  name: '',
  palette: [
    { colour: '#1f2a44', role: 'primary' },
    { colour: '#c2412d', role: 'accent' },
    { colour: '#f4ead5', role: 'background' },
  ],
  style: null,
  tone: '',
  negative: '',
  harmony: 0,
  mark: { show: false, corner: 'bottom_right', share: 0.16, clear: 0.04 },
}

export const wishOf = ({ name, palette, style, tone, negative, harmony, mark }: BrandWish): BrandWish => ({ name, palette, style, tone, negative, harmony, mark })
