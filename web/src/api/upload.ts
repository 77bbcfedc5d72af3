import { ApiError } from './client'
import type { Picture } from './types'

/**
 * Sends one file to `/api/uploads`, telling `onProgress` the fraction sent (0…1).
 * XMLHttpRequest, because fetch tells nothing about how far an upload is.
 */
export function uploadPicture(file: File, onProgress: (fraction: number) => void, signal: AbortSignal): Promise<Picture> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', '/api/uploads')
    request.responseType = 'json'
    request.setRequestHeader('accept', 'application/json')
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total)
    }
    request.onload = () => {
      const body = (request.response ?? {}) as Record<string, unknown>
      if (request.status >= 200 && request.status < 300) resolve(body as unknown as Picture)
      else reject(new ApiError(request.status, String(body.code ?? `http_${request.status}`), String(body.detail ?? ''), body))
    }
    request.onerror = () => reject(new ApiError(0, 'unreachable', ''))
    request.onabort = () => reject(new DOMException('aborted', 'AbortError'))
    signal.addEventListener('abort', () => request.abort())
    const form = new FormData()
    form.append('file', file)
    request.send(form)
  })
}
