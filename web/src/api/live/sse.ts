import type { RunEvent } from '@/api/runs/events'

/** What one block of a server-sent event stream says (WHATWG HTML, section 9.2). */
export interface SseBlock {
  id: string
  event: string
  data: string
}

/** Splits a stream of text into blocks; text may be cut anywhere, also inside a line end. */
export class SseParser {
  private rest = ''

  push(text: string): SseBlock[] {
    this.rest += text
    const blocks: SseBlock[] = []
    for (;;) {
      const end = /\r?\n\r?\n/.exec(this.rest)
      if (!end) return blocks
      const block = parseBlock(this.rest.slice(0, end.index))
      this.rest = this.rest.slice(end.index + end[0].length)
      if (block) blocks.push(block)
    }
  }
}

function parseBlock(text: string): SseBlock | null {
  const block: SseBlock = { id: '', event: 'message', data: '' }
  const data: string[] = []
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':')
    if (colon === 0) continue
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'data') data.push(value)
    else if (field === 'id') block.id = value
    else if (field === 'event') block.event = value
  }
  block.data = data.join('\n')
  return data.length ? block : null
}

/** A run's event from a block whose `data` is the whole event, or only its `data` with `id` and `event` beside it. */
export function eventOfBlock(block: SseBlock): RunEvent | null {
  let body: unknown
  try {
    body = JSON.parse(block.data)
  } catch {
    return null
  }
  if (typeof body !== 'object' || body === null) return null
  const fields = body as Record<string, unknown>
  if (typeof fields.seq === 'number' && typeof fields.type === 'string') return fields as unknown as RunEvent
  const seq = Number(block.id)
  return Number.isInteger(seq) && seq > 0
    ? { seq, type: block.event, data: fields, at: new Date().toISOString() }
    : null
}

/** Reads a run's events over HTTP until the stream ends; the way for networks that block WebSockets. */
export async function readEvents(
  runId: string,
  after: number,
  onEvent: (event: RunEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const response = await fetch(`/api/runs/${encodeURIComponent(runId)}/events`, {
    headers: { accept: 'text/event-stream', ...(after > 0 ? { 'last-event-id': String(after) } : {}) },
    credentials: 'same-origin',
    signal,
  })
  if (!response.ok || !response.body) throw new Error(`events answered ${response.status}`)
  const parser = new SseParser()
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    for (const block of parser.push(value)) {
      const event = eventOfBlock(block)
      if (event) onEvent(event)
    }
  }
}
