import { dark, font, layout, light, motion, type Palette, radius, space } from './tokens'

const kebab = (name: string) => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)

const colours = (palette: Palette) =>
  Object.entries(palette)
    .map(([name, value]) => `--${kebab(name)}:${value};`)
    .join('')

const sizes = [
  ...space.map((n) => `--space-${n}:${n}px;`),
  ...Object.entries(radius).map(([name, n]) => `--radius-${name}:${n}px;`),
  ...Object.entries(layout).map(([name, n]) => `--${kebab(name)}-size:${n}px;`),
  `--sans:${font.sans};--mono:${font.mono};`,
  `--ease:${motion.ease};--fast:${motion.fast}ms;--base:${motion.base}ms;--slow:${motion.slow}ms;`,
].join('')

/** The style sheet text that defines every token as a CSS variable, for `<html data-theme="light|dark">`. */
export function cssVariables(): string {
  return (
    `:root{${sizes}${colours(light)}color-scheme:light}` +
    `:root[data-theme="dark"]{${colours(dark)}color-scheme:dark}` +
    `@media (prefers-reduced-motion:reduce){:root{--fast:0.01ms;--base:0.01ms;--slow:0.01ms}}`
  )
}
