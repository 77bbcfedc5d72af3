import { readFileSync } from 'node:fs'
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript'
import { expect, it } from 'vitest'
import description from './openapi.json'

it('is made from the committed description; if not, run `make types`', async () => {
  const made = await openapiTS(JSON.stringify(description), { defaultNonNullable: false })
  expect(readFileSync(new URL('schema.d.ts', import.meta.url), 'utf8')).toBe(COMMENT_HEADER + astToString(made))
}, 60_000)
