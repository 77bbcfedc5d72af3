/** Whether a dropped file may become a picture here, told from its first bytes before anything decodes it. */
export type Refusal = 'svg' | 'type' | 'empty' | 'bytes' | 'pixels'

export const MAX_BYTES = 25 * 2 ** 20
export const MAX_PIXELS = 64_000_000
export const HEAD_BYTES = 4096
export const ACCEPT = 'image/png,image/jpeg,image/webp,image/gif'

const starts = (head: Uint8Array, signature: readonly number[], at = 0) => signature.every((byte, index) => head[at + index] === byte)
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const JPEG = [0xff, 0xd8, 0xff]
const GIF = [0x47, 0x49, 0x46, 0x38]
const RIFF = [0x52, 0x49, 0x46, 0x46]
const WEBP = [0x57, 0x45, 0x42, 0x50]

/** Width times height as the head says; null where only a decoder could tell. JPEG sizes are checked by the server. */
function pixelsOf(head: Uint8Array): number | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  if (starts(head, PNG) && head.length >= 24) return view.getUint32(16) * view.getUint32(20)
  if (starts(head, GIF) && head.length >= 10) return view.getUint16(6, true) * view.getUint16(8, true)
  const isExtendedWebp = starts(head, WEBP, 8) && starts(head, [0x56, 0x50, 0x38, 0x58], 12)
  if (isExtendedWebp && head.length >= 30) {
    const three = (at: number) => view.getUint16(at, true) + (view.getUint8(at + 2) << 16) + 1
    return three(24) * three(27)
  }
  return null
}

/** Null for a file that may be sent. Its name and the type that it claims do not matter. */
export function refusalOf(size: number, head: Uint8Array): Refusal | null {
  if (size === 0) return 'empty'
  const known = starts(head, PNG) || starts(head, JPEG) || starts(head, GIF) || (starts(head, RIFF) && starts(head, WEBP, 8))
  if (!known) {
    const text = new TextDecoder().decode(head).trimStart().toLowerCase()
    return text.includes('<svg') || text.includes('<!doctype svg') ? 'svg' : 'type'
  }
  if (size > MAX_BYTES) return 'bytes'
  return (pixelsOf(head) ?? 0) > MAX_PIXELS ? 'pixels' : null
}

export async function checkFile(file: File): Promise<Refusal | null> {
  return refusalOf(file.size, new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()))
}
