import { expect, it } from 'vitest'
import { snippet, snippetKinds } from './snippets'

const origin = 'https://paint.example.org'

it.each(snippetKinds)('%s carries address, key and model', (kind) => {
  const text = snippet(kind, origin, 'hh-secret', 'builtin/assistant')
  for (const part of [origin, 'hh-secret', 'builtin/assistant']) expect(text).toContain(part)
})

it('gives each SDK the base address that it builds upon', () => {
  expect(snippet('python', origin, 'k', 'm')).toContain(`base_url="${origin}/v1"`)
  expect(snippet('node', origin, 'k', 'm')).toContain(`baseURL: '${origin}/v1'`)
  expect(snippet('anthropic', origin, 'k', 'm')).toContain(`base_url="${origin}"`)
})

it('the body of the curl call is JSON', () => {
  const body = /-d '(.*)'/.exec(snippet('curl', origin, 'k', 'm'))?.[1]
  expect(JSON.parse(body ?? '')).toMatchObject({ model: 'm', messages: [{ role: 'user' }] })
})
