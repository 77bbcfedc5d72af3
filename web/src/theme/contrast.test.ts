import { describe, expect, it } from 'vitest'
import { dark, light, type Palette } from './tokens'

const channel = (v: number) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)

/** Relative luminance and contrast ratio of WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => channel(parseInt(hex.slice(i, i + 2), 16) / 255))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

const grounds: (keyof Palette)[] = ['paper', 'surface', 'raised', 'side', 'tint']
const texts: (keyof Palette)[] = ['ink', 'quiet']
const pairs: [keyof Palette, keyof Palette][] = [
  ...grounds.flatMap((ground) => texts.map((text): [keyof Palette, keyof Palette] => [text, ground])),
  ['ink', 'code'],
  ['cinnabar', 'paper'],
  ['cinnabar', 'surface'],
  ['cinnabar', 'raised'],
  ['cinnabar', 'cinnabarSoft'],
  ['onCinnabar', 'cinnabarFill'],
  ['onCinnabar', 'cinnabarFillHover'],
  ['bamboo', 'bambooSoft'],
  ['bamboo', 'paper'],
  ['amber', 'amberSoft'],
  ['slate', 'slateSoft'],
  ['slate', 'paper'],
]

describe.each([
  ['light', light],
  ['dark', dark],
])('%s', (_name, palette) => {
  it.each(pairs)('%s on %s can be read (4.5:1)', (text, ground) => {
    expect(contrast(palette[text], palette[ground])).toBeGreaterThanOrEqual(4.5)
  })
})
