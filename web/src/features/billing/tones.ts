/** How each state of an order is shown. */
export const tones = { pending: 'info', paid: 'good', expired: 'quiet', failed: 'bad' } as const
