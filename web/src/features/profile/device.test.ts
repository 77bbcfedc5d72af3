import { expect, it } from 'vitest'
import { deviceOf } from './device'

const AGENTS: [string, string, string][] = [
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36', 'computer', 'Chrome · macOS'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36 Edg/141.0', 'computer', 'Edge · Windows'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1', 'phone', 'Safari · iPhone'],
  ['Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Mobile Safari/537.36', 'phone', 'Chrome · Android'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'computer', 'Firefox · Linux'],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/141.0.0.0 Safari/537.36', 'computer', 'Chrome · Linux'],
  ['python-httpx/0.28.1', 'program', 'python-httpx'],
  ['curl/8.5.0', 'program', 'curl'],
]

it.each(AGENTS)('%s', (agent, kind, name) => expect(deviceOf(agent)).toEqual({ kind, name }))
it('knows nothing from nothing', () => {
  expect(deviceOf('')).toBeNull()
  expect(deviceOf(null)).toBeNull()
})
