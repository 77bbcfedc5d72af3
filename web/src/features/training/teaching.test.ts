import { describe, expect, it } from 'vitest'
import type { TrainedStyle } from '@/api/trained'
import { teachingOf, trainingBody } from './teaching'

const first = { name: 'Red suns', trigger: '', licence: 'CC BY 4.0' }
const ink = { id: 'sty_1', name: 'Ink', trigger: 'huaink', licence: 'CC0', base: 'sd15' } as TrainedStyle
const bare = { id: 'sty_2', name: 'Bare', trigger: '', licence: '', base: 'gone' } as TrainedStyle
const bases = ['sdxl', 'sd15']

describe('teaching a style anew', () => {
  it('takes its words and the base that it was made for', () => {
    const found = teachingOf('sty_1', [ink, bare], bases, first, first)
    expect(found).toEqual({ again: 'sty_1', texts: { name: 'Ink', trigger: 'huaink', licence: 'CC0' }, base: 'sd15' })
    expect(trainingBody(found, 'ver_1', found.base, { rank: 16 })).toEqual({ version_id: 'ver_1', base: 'sd15', name: 'Ink', trigger: 'huaink', licence: 'CC0', plan: { rank: 16 }, style_id: 'sty_1' })
  })

  it('keeps what was typed where the style says nothing, and leaves the base to choose where it is gone', () => {
    const typed = { name: 'x', trigger: 'huatyped', licence: 'CC0' }
    expect(teachingOf('sty_2', [ink, bare], bases, typed, first)).toEqual({ again: 'sty_2', texts: { name: 'Bare', trigger: 'huatyped', licence: 'CC0' }, base: undefined })
  })

  it('goes back to a new style, which names no other', () => {
    const found = teachingOf('', [ink], bases, { name: 'Ink', trigger: 'huaink', licence: 'CC0' }, first)
    expect(found).toEqual({ again: '', texts: first, base: undefined })
    expect(trainingBody(found, 'ver_1', 'sdxl', {})).not.toHaveProperty('style_id')
  })
})
