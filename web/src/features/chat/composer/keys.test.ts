import { describe, expect, it } from 'vitest'
import { editsLast, type KeyPress, sendsMessage } from './keys'

const press = (change: Partial<KeyPress> = {}): KeyPress => ({
  key: 'Enter',
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  keyCode: 13,
  ...change,
})

describe('sendsMessage', () => {
  it.each([
    ['Enter', press(), true, true],
    ['Shift-Enter', press({ shiftKey: true }), true, false],
    ['Enter that chooses a Chinese word', press({ isComposing: true }), true, false],
    ['Enter that ends a composition in Safari', press({ keyCode: 229 }), true, false],
    ['Ctrl-Enter that chooses a word', press({ ctrlKey: true, isComposing: true }), true, false],
    ['Enter on a phone', press(), false, false],
    ['Ctrl-Enter on a tablet', press({ ctrlKey: true }), false, true],
    ['another key', press({ key: 'a' }), true, false],
  ])('%s', (_name, key, hasKeyboard, sends) => expect(sendsMessage(key, hasKeyboard)).toBe(sends))
})

describe('editsLast', () => {
  it.each([
    [press({ key: 'ArrowUp' }), '', true],
    [press({ key: 'ArrowUp' }), 'x', false],
    [press({ key: 'ArrowUp', isComposing: true }), '', false],
    [press({ key: 'ArrowUp', shiftKey: true }), '', false],
  ])('%#', (key, text, edits) => expect(editsLast(key, text)).toBe(edits))
})
