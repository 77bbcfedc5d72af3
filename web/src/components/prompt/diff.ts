export interface Piece {
  text: string
  kind: 'same' | 'added' | 'removed'
}

/** Words, single Han characters, spaces and signs; joined again they give the text. */
export const tokens = (text: string): string[] =>
  text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}'’-]+|\s+|[^\p{L}\p{N}\s]/gu) ?? []

/** What an enriched prompt adds to and takes from the written one: a diff by the longest common subsequence of tokens. */
export function diffWords(before: string, after: string): Piece[] {
  const a = tokens(before)
  const b = tokens(after)
  if (a.length * b.length > 4_000_000) return [{ text: after, kind: 'same' }]
  const width = b.length + 1
  const length = new Uint16Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      length[i * width + j] =
        a[i] === b[j] ? length[(i + 1) * width + j + 1]! + 1 : Math.max(length[(i + 1) * width + j]!, length[i * width + j + 1]!)

  const pieces: Piece[] = []
  const add = (text: string, kind: Piece['kind']) => {
    const last = pieces[pieces.length - 1]
    if (last?.kind === kind) last.text += text
    else pieces.push({ text, kind })
  }
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add(a[i]!, 'same')
      i += 1
      j += 1
    } else if (i < a.length && (j >= b.length || length[(i + 1) * width + j]! >= length[i * width + j + 1]!)) add(a[i++]!, 'removed')
    else add(b[j++]!, 'added')
  }
  return pieces
}

/** Words of a prompt that can be locked: everything but little words and signs; Han text in the pieces between signs. */
export function lockableWords(prompt: string): string[] {
  const words = prompt.match(/[\p{Script=Han}]+|[\p{L}\p{N}'’-]+/gu) ?? []
  const little = /^(a|an|the|of|and|or|in|on|at|with|to|by|for|from|is|are|its|it|as|into|over|under|near)$/i
  return [...new Set(words.flatMap((word) => (/\p{Script=Han}/u.test(word) ? segment(word) : [word])).filter((word) => !little.test(word)))]
}

const PARTICLES = /^[的地得和与及在了着过是把被让向从到上下里中边旁]$/

/** Han text as words. What the browser's dictionary does not know comes as single characters: those stay together. */
function segment(text: string): string[] {
  if (typeof Intl.Segmenter !== 'function') return [text]
  const words: string[] = []
  let run = ''
  const end = () => {
    if (run.length > 1) words.push(run)
    run = ''
  }
  for (const { segment: word } of new Intl.Segmenter('zh', { granularity: 'word' }).segment(text)) {
    if (word.length === 1 && !PARTICLES.test(word)) run += word
    else {
      end()
      if (word.length > 1) words.push(word)
    }
  }
  end()
  return words
}
