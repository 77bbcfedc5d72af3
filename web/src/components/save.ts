/** Offers bytes or an address of this server as a download. */
export function saveAs(source: Blob | string, name: string): void {
  const url = typeof source === 'string' ? source : URL.createObjectURL(source)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  // The browser reads the address after this task; a minute is plenty and nothing leaks for long.
  if (typeof source !== 'string') window.setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** The same picture as an attachment: `download=1` makes the server name the file. */
export const downloadUrl = (original: string): string => `${original}${original.includes('?') ? '&' : '?'}download=1`
