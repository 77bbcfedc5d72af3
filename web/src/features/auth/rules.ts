export const MIN_PASSWORD = 8

/** Only what surely is not an address is refused here; the server decides. */
export const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+$/.test(text.trim())
