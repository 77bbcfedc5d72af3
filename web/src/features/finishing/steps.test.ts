import { describe, expect, it } from 'vitest'
import { isPlain, PLAIN, sizeOf, wishOf } from './steps'

const wide = { width: 1600, height: 900 }
const names = (draft: Partial<typeof PLAIN>) => (wishOf({ ...PLAIN, ...draft }, wide).steps ?? []).map((step) => step.do)

describe('wishOf', () => {
  it('asks for nothing where nothing was changed', () => {
    expect(wishOf(PLAIN, wide)).toEqual({ steps: [], format: 'png' })
    expect(isPlain(PLAIN, wide)).toBe(true)
  })
  it('puts the steps into one order, whichever was set first', () => {
    expect(names({ sharpen: 1, side: 512, shape: 'circle', balance: 'grey_world', ground: 'colour', aspect: 1 })).toEqual([
      'crop',
      'background',
      'balance',
      'shape',
      'resize',
      'sharpen',
    ])
  })
  it('takes the colours that a ground needs and no others', () => {
    expect(wishOf({ ...PLAIN, ground: 'gradient', first: '#112233', last: '#445566' }, wide).steps).toEqual([
      { do: 'background', to: 'gradient', colours: ['#112233', '#445566'] },
    ])
    expect(wishOf({ ...PLAIN, ground: 'transparent' }, wide).steps).toEqual([{ do: 'background', to: 'transparent' }])
  })
  it('leaves a palette out that has no colours, and sizes of a favicon, which has its own', () => {
    expect(names({ sharpen: 1, logo: { brand_id: 'brd_1' } })).toEqual(['sharpen', 'logo'])
    expect(names({ balance: 'palette' })).toEqual([])
    expect(names({ format: 'ico', side: 512 })).toEqual([])
  })
})

describe('sizeOf', () => {
  it.each([
    [{}, 1600, 900],
    [{ side: 512 }, 512, 288],
    [{ aspect: 1 }, 900, 900],
    [{ aspect: 9 / 16 }, 506, 900],
    [{ shape: 'circle' as const, side: 128 }, 128, 128],
    [{ aspect: 16 / 9, side: 4096 }, 4096, 2304],
  ])('%j', (draft, width, height) => expect(sizeOf({ ...PLAIN, ...draft }, wide)).toEqual({ width, height }))
})
