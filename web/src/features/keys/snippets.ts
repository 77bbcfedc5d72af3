export type SnippetKind = 'curl' | 'python' | 'node' | 'anthropic'
export const snippetKinds: SnippetKind[] = ['curl', 'python', 'node', 'anthropic']

/**
 * A first program for a key. The OpenAI SDKs take the address with `/v1`; the Anthropic SDK adds `/v1/messages` itself.
 * `origin` is this server's address, e.g. `https://paint.example.org`.
 */
export function snippet(kind: SnippetKind, origin: string, key: string, model: string): string {
  switch (kind) {
    case 'curl':
      return `curl ${origin}/v1/chat/completions \\
  -H "Authorization: Bearer ${key}" \\
  -H "Content-Type: application/json" \\
  -d '{"model": "${model}", "messages": [{"role": "user", "content": "Hello"}]}'`
    case 'python':
      return `# pip install openai
from openai import OpenAI

client = OpenAI(base_url="${origin}/v1", api_key="${key}")
reply = client.chat.completions.create(
    model="${model}",
    messages=[{"role": "user", "content": "Hello"}],
)
print(reply.choices[0].message.content)`
    case 'node':
      return `// npm install openai
import OpenAI from 'openai'

const client = new OpenAI({ baseURL: '${origin}/v1', apiKey: '${key}' })
const reply = await client.chat.completions.create({
  model: '${model}',
  messages: [{ role: 'user', content: 'Hello' }],
})
console.log(reply.choices[0].message.content)`
    case 'anthropic':
      return `# pip install anthropic
from anthropic import Anthropic

client = Anthropic(base_url="${origin}", api_key="${key}")
reply = client.messages.create(
    model="${model}",
    max_tokens=1024,
    messages=[{"role": "user", "content": "Hello"}],
)
print(reply.content[0].text)`
  }
}
