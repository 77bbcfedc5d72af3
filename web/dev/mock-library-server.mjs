/** A stand-alone server for `mock-library.mjs`: `node dev/mock-library-server.mjs --port 8091 [--empty] [--fail] [--count 4000] [--role user]`. */
import { createServer } from 'node:http'
import { handle, makeState } from './mock-library.mjs'

const flag = (name) => process.argv.includes(`--${name}`)
const option = (name, otherwise) => (flag(name) ? process.argv[process.argv.indexOf(`--${name}`) + 1] : otherwise)
const state = makeState({ empty: flag('empty'), fail: flag('fail'), count: Number(option('count', '400')), role: option('role', 'administrator') })

const server = createServer((request, response) => {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    const url = new URL(request.url, 'http://localhost')
    const text = Buffer.concat(chunks).toString()
    const body = request.headers['content-type']?.includes('json') && text ? JSON.parse(text) : {}
    const answer = url.pathname === '/api/bootstrap'
      ? { status: 200, body: { setup_needed: false, version: '0.1.0', user: state.users[0], features: {} } }
      : (handle(request.method, url, body, state) ?? { status: 404, body: { code: 'not_found', detail: 'Not in this mock.' } })
    setTimeout(() => {
      response.writeHead(answer.status, { 'content-type': answer.status >= 400 ? 'application/problem+json' : 'application/json', ...answer.headers })
      response.end(answer.raw ?? (answer.body === undefined ? '' : JSON.stringify(answer.body)))
    }, answer.delay ?? 30)
  })
})
server.listen(Number(option('port', '8091')), '127.0.0.1')
