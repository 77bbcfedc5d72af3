/** No letters or figures that look alike (0 O, 1 l I): the password may be read aloud. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** A first password in groups of four, e.g. `'k3Fd-9xQm-tR7w-Hc2p'`: 16 letters, about 93 bits. `draw(n)` gives 0…n-1. */
export function makePassword(draw: (below: number) => number): string {
  const group = () => Array.from({ length: 4 }, () => LETTERS[draw(LETTERS.length)]).join('')
  return [group(), group(), group(), group()].join('-')
}

/** A fair draw from the browser's secure source: values of the incomplete last range are thrown away. */
export function secureDraw(below: number): number {
  const limit = Math.floor(2 ** 32 / below) * below
  const box = new Uint32Array(1)
  do crypto.getRandomValues(box)
  while (box[0]! >= limit)
  return box[0]! % below
}
