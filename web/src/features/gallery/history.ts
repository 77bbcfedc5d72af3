/** Kept with an address of the full view that was reached from the grid: there, closing is going back. */
export const FROM_GRID = { grid: true }

export const isFromGrid = (state: unknown): boolean => typeof state === 'object' && state !== null && 'grid' in state
