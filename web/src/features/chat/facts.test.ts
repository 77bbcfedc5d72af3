import { expect, it } from 'vitest'
import { factsOf } from './facts'

it.each([
  [null, []],
  ['', []],
  ['- likes ink wash\n\n2. has a cat named 阿橘', ['likes ink wash', 'has a cat named 阿橘']],
  [['a', ' b '], ['a', 'b']],
  [{ facts: ['x'] }, ['x']],
])('%j', (summary, facts) => expect(factsOf(summary)).toEqual(facts))
