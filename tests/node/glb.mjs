// Validates the GLB files that are named, with Khronos' own validator; `tests/integration/avatars/test_glb.py` runs it.
// Prints {file: {numErrors, numWarnings, messages}} as JSON.
import { readFile } from 'node:fs/promises'
import validator from 'gltf-validator'

const found = {}
for (const file of process.argv.slice(2)) {
  const { issues } = await validator.validateBytes(new Uint8Array(await readFile(file)), { maxIssues: 20 })
  found[file] = { numErrors: issues.numErrors, numWarnings: issues.numWarnings, messages: issues.messages }
}
console.log(JSON.stringify(found))
