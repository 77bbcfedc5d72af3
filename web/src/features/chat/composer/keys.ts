export interface KeyPress {
  key: string
  shiftKey: boolean
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  isComposing: boolean
  keyCode: number
}

/**
 * Whether a key press sends the message: Enter alone. Never while an input method composes: then Enter chooses a
 * candidate. Safari ends the composition before the key press and only tells by key code 229 (UI Events, section 5.8).
 * With a finger there is no Shift, so Enter breaks the line there and the button sends.
 */
export function sendsMessage(press: KeyPress, hasKeyboard: boolean): boolean {
  if (press.key !== 'Enter' || press.isComposing || press.keyCode === 229) return false
  if (press.ctrlKey || press.metaKey) return true
  return hasKeyboard && !press.shiftKey && !press.altKey
}

/** Whether ↑ calls up the last message for editing: only from an empty field. */
export const editsLast = (press: KeyPress, text: string): boolean =>
  press.key === 'ArrowUp' && text === '' && !press.isComposing && !press.shiftKey && !press.ctrlKey && !press.metaKey && !press.altKey
