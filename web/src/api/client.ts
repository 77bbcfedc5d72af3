/**
 * One fetch for the whole page. A refusal becomes an `ApiError` with the server's `code` and `detail`
 * (RFC 9457 problem+json); a request that never arrived has the code `unreachable` and status 0.
 */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly problem: Record<string, unknown> = {},
  ) {
    super(detail || code)
    this.name = 'ApiError'
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>

let onUnauthorized: () => void = () => undefined

/** Called whenever the server says that nobody is signed in (any 401 except that of signing in itself). */
export function setUnauthorizedHandler(handler: () => void): void {
  onUnauthorized = handler
}

export function withQuery(path: string, query?: Query): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== '') params.set(name, String(value))
  }
  const text = params.toString()
  return text ? `${path}?${text}` : path
}

export async function problemOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null)
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const text = (key: string) => (typeof problem[key] === 'string' ? problem[key] : '')
  return new ApiError(
    response.status,
    text('code') || `http_${response.status}`,
    text('detail') || text('title') || response.statusText,
    problem,
  )
}

interface Options {
  query?: Query
  body?: unknown
  signal?: AbortSignal
  /** a 401 is an answer here, not the end of the session */
  anonymous?: boolean
  /** the same for every attempt at one thing: it is done once */
  idempotencyKey?: string
}

async function send(method: string, path: string, { query, body, signal, anonymous, idempotencyKey }: Options): Promise<Response> {
  const isForm = body instanceof FormData
  let response: Response
  try {
    response = await fetch(withQuery(path, query), {
      method,
      signal: signal ?? null,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(body !== undefined && !isForm ? { 'content-type': 'application/json' } : {}),
        ...(idempotencyKey ? { 'idempotency-key': idempotencyKey } : {}),
      },
      body: body === undefined ? null : isForm ? body : JSON.stringify(body),
    })
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new ApiError(0, 'unreachable', '')
  }
  if (response.ok) return response
  if (response.status === 401 && !anonymous) onUnauthorized()
  throw await problemOf(response)
}

async function request<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const response = await send(method, path, options)
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  return (response.status === 204 || !isJson ? undefined : await response.json()) as T
}

export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) =>
    request<T>('GET', path, { ...(query ? { query } : {}), ...(signal ? { signal } : {}) }),
  post: <T>(path: string, body?: unknown, options?: Omit<Options, 'body'>) =>
    request<T>('POST', path, { ...options, body: body ?? {} }),
  patch: <T>(path: string, body: unknown) => request<T>('PATCH', path, { body }),
  put: <T>(path: string, body: unknown) => request<T>('PUT', path, { body }),
  delete: <T = void>(path: string, query?: Query, body?: unknown) =>
    request<T>('DELETE', path, { ...(query ? { query } : {}), ...(body === undefined ? {} : { body }) }),
  /** For downloads that need a POST. */
  blob: async (method: string, path: string, body?: unknown) =>
    (await send(method, path, body === undefined ? {} : { body })).blob(),
}
