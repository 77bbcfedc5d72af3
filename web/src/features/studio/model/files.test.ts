import { describe, expect, it } from 'vitest'
import { checkFile, MAX_BYTES, refusalOf } from './files'

const png = (width: number, height: number) => {
  const head = new Uint8Array(33)
  head.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  new DataView(head.buffer).setUint32(16, width)
  new DataView(head.buffer).setUint32(20, height)
  return head
}
const bytes = (text: string) => new TextEncoder().encode(text)

describe('refusalOf', () => {
  it('lets pictures in', () => {
    expect(refusalOf(900, png(640, 480))).toBeNull()
    expect(refusalOf(900, new Uint8Array([0xff, 0xd8, 0xff, 0xe0]))).toBeNull()
    expect(refusalOf(900, bytes('RIFF1234WEBPVP8 '))).toBeNull()
    expect(refusalOf(900, bytes('GIF89a\x10\0\x10\0'))).toBeNull()
  })
  it('refuses drawings with programs in them, whatever they are called', async () => {
    expect(refusalOf(90, bytes('\n<?xml version="1.0"?><!-- x --><SVG onload="alert(1)"/>'))).toBe('svg')
    expect(await checkFile(new File(['<svg xmlns="http://www.w3.org/2000/svg"/>'], 'cat.png', { type: 'image/png' }))).toBe('svg')
  })
  it('refuses bombs before they are unpacked', () => {
    expect(refusalOf(900, png(30_000, 30_000))).toBe('pixels')
    expect(refusalOf(900, bytes('GIF89a\xff\xff\xff\xff'.slice(0, 6)))).toBeNull()
    expect(refusalOf(MAX_BYTES + 1, png(10, 10))).toBe('bytes')
  })
  it('refuses other files and nothing at all', () => {
    expect(refusalOf(90, bytes('MZ this program'))).toBe('type')
    expect(refusalOf(90, bytes('RIFF1234WAVEfmt '))).toBe('type')
    expect(refusalOf(0, new Uint8Array())).toBe('empty')
  })
})
