import { describe, expect, it } from 'vitest'
import { backgroundOf, clothingOf, freeRole, lacking, letteringOf, withRole } from './palette'
import { newBrand, type Swatch } from './types'

const bare: Swatch[] = [
  { colour: '#224422', role: 'other' },
  { colour: '#ddffdd', role: 'other' },
]

describe('a palette', () => {
  it('dresses avatars as the server does', () => {
    expect([backgroundOf(newBrand.palette), clothingOf(newBrand.palette)]).toEqual(['#f4ead5', '#1f2a44'])
    expect([backgroundOf(bare), clothingOf(bare)]).toEqual(['#ddffdd', '#224422'])
  })
  it('gives each role to one colour', () => {
    expect(freeRole(newBrand.palette)).toBe('secondary')
    expect(withRole(newBrand.palette, 2, 'primary').map(({ role }) => role)).toEqual(['other', 'accent', 'primary'])
    expect(withRole(bare, 0, 'other')).toEqual(bare)
  })
  it('writes in what can be read', () => {
    expect(letteringOf(newBrand.palette)).toBe('#1f2329')
    expect(letteringOf([...bare, { colour: '#e0ffe0', role: 'text' }])).toBe('#1f2329')
    expect(letteringOf([...bare, { colour: '#103010', role: 'text' }])).toBe('#103010')
  })
})

describe('lacking', () => {
  it('says what a brand needs', () => {
    expect(lacking(newBrand)).toBe('name')
    const named = { ...newBrand, name: 'Paper Boat' }
    expect(lacking(named)).toBeNull()
    expect(lacking({ ...named, palette: named.palette.slice(0, 1) })).toBe('colours')
    expect(lacking({ ...named, palette: [{ colour: '#12', role: 'primary' }, ...bare] })).toBe('colours')
  })
})
