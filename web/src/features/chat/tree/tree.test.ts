import { describe, expect, it } from 'vitest'
import type { Message } from '@/api/types'
import { leafBelow, pathTo } from './tree'

let clock = 0
const message = (id: string, parent_id: string | null): Message => ({
  id,
  parent_id,
  conversation_id: 'conv_1',
  role: id.startsWith('u') ? 'user' : 'assistant',
  text: id,
  reasoning: null,
  model: null,
  status: 'done',
  run_id: null,
  attachments: [],
  pictures: [],
  steps: [],
  usage: null,
  error: null,
  feedback: null,
  created_at: new Date(1_700_000_000_000 + 1000 * ++clock).toISOString(),
})

// u1 ─ a1 ─ u2 ─ a2
//    └ a1b ─ u3 ─ a3
// u1b ─ a4
const tree = [
  message('u1', null),
  message('a1', 'u1'),
  message('u2', 'a1'),
  message('a2', 'u2'),
  message('a1b', 'u1'),
  message('u3', 'a1b'),
  message('a3', 'u3'),
  message('u1b', null),
  message('a4', 'u1b'),
]
const ids = (leaf: string | null, messages = tree) => pathTo(messages, leaf).map((node) => node.message.id)

describe('pathTo', () => {
  it('goes from the root to the leaf', () => {
    expect(ids('a2')).toEqual(['u1', 'a1', 'u2', 'a2'])
    expect(ids('a3')).toEqual(['u1', 'a1b', 'u3', 'a3'])
  })
  it('knows the siblings of every message', () => {
    const [first, second] = pathTo(tree, 'a3')
    expect(first).toMatchObject({ place: 1, siblings: ['u1', 'u1b'] })
    expect(second).toMatchObject({ place: 2, siblings: ['a1', 'a1b'] })
  })
  it('shows the newest branch when the leaf is not known', () => {
    expect(ids(null)).toEqual(['u1b', 'a4'])
    expect(ids('gone')).toEqual(['u1b', 'a4'])
  })
  it('goes on below a message that is not a leaf', () => {
    expect(ids('u2')).toEqual(['u1', 'a1', 'u2', 'a2'])
  })
  it('does not depend on the order of messages', () => {
    expect(ids('a3', [...tree].reverse())).toEqual(ids('a3'))
  })
  it('shows an answer whose question is gone', () => {
    expect(ids('a1', [message('a1', 'missing')])).toEqual(['a1'])
  })
  it('is empty for an empty conversation', () => {
    expect(pathTo([], null)).toEqual([])
  })
})

describe('leafBelow', () => {
  it('follows the newest child', () => {
    expect(leafBelow(tree, 'u1')).toBe('a3')
    expect(leafBelow(tree, 'a1')).toBe('a2')
    expect(leafBelow(tree, 'a4')).toBe('a4')
    expect(leafBelow([], null)).toBeNull()
  })
})
