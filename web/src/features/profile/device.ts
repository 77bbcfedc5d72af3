export interface Device {
  kind: 'phone' | 'computer' | 'program'
  /** e.g. `'Chrome · macOS'`, or the program's own name */
  name: string
}

/** Order matters: Edge and Opera also say Chrome, Chrome also says Safari, an iPad may say Macintosh. */
const BROWSERS: [RegExp, string][] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bMicroMessenger\//, 'WeChat'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/(Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const SYSTEMS: [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/HarmonyOS/, 'HarmonyOS'],
  [/Windows/, 'Windows'],
  [/Macintosh|Mac OS X/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
]

/** What a person would call the device that sent this `User-Agent`; null when nothing was sent. */
export function deviceOf(userAgent: string | null | undefined): Device | null {
  const text = userAgent?.trim()
  if (!text) return null
  const browser = BROWSERS.find(([pattern]) => pattern.test(text))?.[1]
  const system = SYSTEMS.find(([pattern]) => pattern.test(text))?.[1]
  if (!browser || !text.startsWith('Mozilla/')) return { kind: 'program', name: text.split(/[\s/]/)[0] ?? text }
  const kind = /Mobile|iPhone|Android|HarmonyOS/.test(text) ? 'phone' : 'computer'
  return { kind, name: system ? `${browser} · ${system}` : browser }
}
