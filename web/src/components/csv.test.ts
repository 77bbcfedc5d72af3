import { expect, it } from 'vitest'
import { cell } from './csv'

it('keeps commas and quotes, and runs no formula', () => {
  expect(cell('a,"b"')).toBe('"a,""b"""')
  expect(cell('=HYPERLINK("x")')).toBe('"\'=HYPERLINK(""x"")"')
  expect(cell(-3)).toBe('-3')
  expect(cell(null)).toBe('')
})
