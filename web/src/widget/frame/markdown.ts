/** As much Markdown as short answers have. Only text nodes and plain elements are made: no HTML of a model is run. */
import { h } from './dom'

const INLINE = /`([^`\n]+)`|\*\*([^*\n]+)\*\*|\*([^*\n]+)\*|\[([^\]\n]+)\]\((https?:\/\/[^\s)]+)\)|(https?:\/\/[^\s<>"'）)]+)/g

export function inline(text: string): (Node | string)[] {
  const found: (Node | string)[] = []
  let last = 0
  for (const match of text.matchAll(INLINE)) {
    if (match.index > last) found.push(text.slice(last, match.index))
    const [whole, code, strong, em, label, target, bare] = match
    if (code) found.push(h('code', {}, code))
    else if (strong) found.push(h('strong', {}, strong))
    else if (em) found.push(h('em', {}, em))
    else found.push(h('a', { href: target ?? bare ?? '', target: '_blank', rel: 'noopener noreferrer' }, label ?? bare ?? ''))
    last = match.index + whole.length
  }
  if (last < text.length) found.push(text.slice(last))
  return found
}

/** Block by block: fences, lists, headings, paragraphs. */
export function markdown(text: string): HTMLElement[] {
  const blocks: HTMLElement[] = []
  const lines = text.split('\n')
  let at = 0
  while (at < lines.length) {
    const line = lines[at]!
    if (line.startsWith('```')) {
      const code: string[] = []
      for (at++; at < lines.length && !lines[at]!.startsWith('```'); at++) code.push(lines[at]!)
      at++
      blocks.push(h('pre', { tabindex: '0' }, h('code', {}, code.join('\n'))))
    } else if (ITEM.test(line)) {
      const ordered = /^\s*\d/.test(line)
      const items: HTMLElement[] = []
      for (; at < lines.length && ITEM.test(lines[at]!); at++) items.push(h('li', {}, ...inline(lines[at]!.replace(ITEM, ''))))
      blocks.push(h(ordered ? 'ol' : 'ul', {}, ...items))
    } else if (/^#{1,6} /.test(line)) {
      blocks.push(h('p', {}, h('strong', {}, ...inline(line.replace(/^#+ /, '')))))
      at++
    } else if (!line.trim()) {
      at++
    } else {
      const said: (Node | string)[] = []
      for (; at < lines.length && lines[at]!.trim() && !STARTS.test(lines[at]!); at++) said.push(...(said.length ? [h('br')] : []), ...inline(lines[at]!))
      blocks.push(h('p', {}, ...said))
    }
  }
  return blocks
}

const ITEM = /^\s*(?:[-*+]|\d{1,3}[.)])\s+/
const STARTS = /^(?:```|#{1,6} |\s*(?:[-*+]|\d{1,3}[.)])\s+)/
