import { describe, expect, it } from 'vitest'
import { diffWords, lockableWords, tokens } from './diff'

const marked = (before: string, after: string) =>
  diffWords(before, after)
    .map(({ text, kind }) => (kind === 'same' ? text : kind === 'added' ? `[+${text}]` : `[-${text}]`))
    .join('')

describe('diffWords', () => {
  it.each([
    ['a boat', 'a small boat', 'a [+small ]boat'],
    ['two cats, night', 'two cats', 'two cats[-, night]'],
    ['一只猫', '一只橘猫', '一只[+橘]猫'],
    ['', 'new', '[+new]'],
    ['same', 'same', 'same'],
    ['', '', ''],
  ])('%s → %s', (before, after, expected) => expect(marked(before, after)).toBe(expected))

  it('loses no word of either side', () => {
    const before = 'misty mountains, a boat on the river'
    const after = '水墨：misty blue mountains at dawn, a small boat on the quiet river'
    const pieces = diffWords(before, after)
    expect(pieces.filter((p) => p.kind !== 'added').map((p) => p.text).join('')).toBe(before)
    expect(pieces.filter((p) => p.kind !== 'removed').map((p) => p.text).join('')).toBe(after)
  })
  it('cuts text without losing any', () => {
    const text = "It's 3 猫s — 两只！\n end"
    expect(tokens(text).join('')).toBe(text)
  })
})

describe('lockableWords', () => {
  it('offers words that mean something, once', () => {
    expect(lockableWords('a boat on the river, a small boat')).toEqual(['boat', 'river', 'small'])
  })
  it('offers Chinese words', () => {
    expect(lockableWords('清晨的山水，小船')).toContain('清晨')
    expect(lockableWords('的').concat(lockableWords('猫和狗'))).toEqual([])
  })
})
