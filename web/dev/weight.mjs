// Compressed size of everything that the first visit of a page loads: node dev/weight.mjs [limit in kB]
// Follows index.html, its static imports and the chunks that the sign-in and chat pages import.
import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url)
const manifest = JSON.parse(await readFile(new URL('.vite/manifest.json', dist), 'utf8'))
const limit = Number(process.argv[2] ?? 500)
const first = ['index.html', 'src/features/auth/index.ts', 'src/features/chat/index.ts', 'src/i18n/zh-CN/index.ts']

const files = new Set(['index.html'])
const seen = new Set()
const visit = (key) => {
  const entry = manifest[key]
  if (!entry || seen.has(key)) return
  seen.add(key)
  files.add(entry.file)
  for (const css of entry.css ?? []) files.add(css)
  for (const asset of entry.assets ?? []) files.add(asset)
  for (const other of entry.imports ?? []) visit(other)
}
first.forEach(visit)

let total = 0
const rows = []
for (const file of files) {
  const size = gzipSync(await readFile(new URL(file, dist))).length
  total += size
  rows.push([size, file])
}
rows.sort((a, b) => b[0] - a[0])
for (const [size, file] of rows) console.log(`${(size / 1000).toFixed(1).padStart(8)} kB  ${file}`)
console.log(`${(total / 1000).toFixed(1).padStart(8)} kB  first load, gzip (limit ${limit} kB)`)
if (total > limit * 1000) process.exit(1)
