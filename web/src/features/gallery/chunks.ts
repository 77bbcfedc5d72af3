/** The server takes at most this many pictures in one request. */
export const MAX_IDS = 1_000

/** A list cut into pieces of at most `size`. */
export function chunks<T>(list: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size))
}
