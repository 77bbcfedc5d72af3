import { expect, test } from 'vitest'
import type { Widget } from '@/api/types'
import { bodyOf, draftOf, faceUrl, lineOf } from './draft'

const widget = {
  id: 'wg_1',
  name: 'Ink',
  origins: ['https://a.example', 'https://b.example'],
  spend_micros: 2_500_000,
  face: { picture_id: null, spec: null, seed: '' },
} as unknown as Widget

test('what is typed is sent as the server counts it', () => {
  const draft = draftOf(widget)
  expect(draft.origins).toBe('https://a.example\nhttps://b.example')
  expect(bodyOf(draft)).toMatchObject({ name: 'Ink', origins: widget.origins, spend_micros: 2_500_000 })
  expect(bodyOf({ ...draft, origins: ' https://a.example，https://c.example\n\n', spend: null })).toMatchObject({ origins: ['https://a.example', 'https://c.example'], spend_micros: 1 })
})

test('the line and the face name the widget', () => {
  expect(lineOf('wg_1', 'https://hua.example')).toBe('<script src="https://hua.example/widget.js" data-widget="wg_1" async></script>')
  expect(faceUrl(widget.face, 'wg_1')).toBe('/api/avatars/preview.svg?seed=wg_1&size=128')
  expect(faceUrl({ picture_id: 'img_1', spec: null, seed: '' }, 'wg_1')).toBe('/api/pictures/img_1/file?size=thumb')
  expect(faceUrl({ picture_id: null, spec: { gender: 'female' }, seed: '7' }, 'wg_1')).toContain('spec=%7B%22gender')
})
