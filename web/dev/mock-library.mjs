/**
 * Made-up answers for the gallery and the settings: `handle(request, state)` → `{status, body, headers?}` or null.
 * `makeState({count, role, empty})` gives the data; nothing here is part of the product.
 */
const WORDS = [
  ['雨后的江南水乡，石桥与乌篷船', '江南水乡，石桥，乌篷船，细雨初晴，水面倒影，水墨淡彩，留白'],
  ['A lighthouse on a cliff at dusk', 'A white lighthouse on a dark cliff at dusk, long waves, warm window light, painterly'],
  ['两只猫在窗台上看月亮', '两只猫，窗台，满月，夜蓝，暖灯，剪影'],
  ['Bamboo forest in the morning mist', 'Tall bamboo, morning mist, thin sunlight, ink wash, quiet palette'],
  ['三只小船，红色夕阳', '三只小船，红日低垂，海平面，长倒影，油画质感'],
  ['A robot watering flowers on a balcony', 'Small round robot, watering can, balcony with flowers, city behind, flat illustration'],
  ['雪山下的小木屋', '小木屋，炊烟，雪山，松林，蓝紫色晨光'],
]
const SIZES = [[1024, 1024], [1280, 720], [768, 1152], [1024, 768], [720, 1280], [1536, 640]]
const hue = (n) => (n * 47) % 360
const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z/, 'Z')

export function pictureSvg(index, [w, h]) {
  const a = hue(index)
  const hills = [0.55, 0.68, 0.8]
    .map((y, i) => `<path d="M0 ${h * y} Q${w * 0.25} ${h * (y - 0.16 + 0.03 * ((index + i) % 4))} ${w * 0.5} ${h * y} T${w} ${h * (y - 0.04)} V${h} H0Z" fill="hsl(${a + 20 * i} ${30 + i * 8}% ${62 - i * 16}%)"/>`)
    .join('')
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}"><rect width="${w}" height="${h}" fill="hsl(${a + 180} 35% 86%)"/><circle cx="${w * (0.25 + (index % 5) / 10)}" cy="${h * 0.3}" r="${Math.min(w, h) * 0.1}" fill="hsl(${(a + 150) % 360} 70% 62%)"/>${hills}</svg>`
}

function picture(index, now) {
  const [prompt, enriched] = WORDS[index % WORDS.length]
  const origin = index % 11 === 4 ? 'avatar' : index % 13 === 6 ? 'upload' : 'painted'
  const size = origin === 'avatar' ? [1024, 1024] : SIZES[index % SIZES.length]
  const id = `img_${String(index).padStart(5, '0')}`
  const url = (s) => `/api/pictures/${id}/file?size=${s}`
  return {
    id, origin, width: size[0], height: size[1], media_type: origin === 'upload' ? 'image/jpeg' : 'image/png',
    bytes: 400_000 + ((index * 7919) % 900_000),
    prompt: origin === 'upload' ? null : prompt, enriched_prompt: origin === 'painted' ? enriched : null, negative: null,
    model: origin === 'painted' ? (index % 3 ? 'builtin/painter' : 'flux-1.1-pro') : origin === 'avatar' ? 'builtin/avatar' : null,
    style: origin === 'painted' ? ['ink', 'watercolour', 'flat', 'oil'][index % 4] : null,
    seed: origin === 'upload' ? null : 1000 + index, unmet: index % 9 === 0 && origin === 'painted' ? ['乌篷船'] : [],
    locked: origin === 'painted' && index % 2 === 0 ? [index % 7 === 0 ? '石桥' : enriched.split(/[,，]/)[1].trim()] : [],
    source_id: index % 8 === 3 ? `img_${String(index + 1).padStart(5, '0')}` : null,
    conversation_id: origin === 'upload' ? null : `conv_${index % 5}`, starred: index % 10 === 2, ai_generated: origin !== 'upload',
    created_at: iso(now - index * 5_400_000), urls: { original: url('original'), view: url('view'), medium: url('medium'), thumb: url('thumb') },
    recipe: origin === 'upload' ? null : { engine: 'builtin/painter', prompt, seed: 1000 + index, width: size[0], height: size[1] },
  }
}

const row = (name, provider, model, extra = {}) => ({
  id: `mdl_${name}`, name, provider, model, tasks: ['dialogue'], weight: 1, vision: false, tools: true, enabled: true, source: 'page', ...extra,
})

const presetModel = (id) => {
  const task = /embed/.test(id) ? 'embedding' : /image|cogview|wanx/.test(id) ? 'painting' : 'dialogue'
  return { id, tasks: [task], vision: /gpt-4|claude|gemini/.test(id) && task === 'dialogue', tools: task === 'dialogue' }
}

const PRESETS = [
  ['openai', 'OpenAI', 'https://api.openai.com/v1', 'https://platform.openai.com/api-keys', ['gpt-4.1', 'gpt-4.1-mini', 'gpt-image-1', 'text-embedding-3-small']],
  ['deepseek', 'DeepSeek', 'https://api.deepseek.com/v1', 'https://platform.deepseek.com/api_keys', ['deepseek-chat', 'deepseek-reasoner']],
  ['dashscope', 'Qwen · DashScope', 'https://dashscope.aliyuncs.com/compatible-mode/v1', 'https://bailian.console.aliyun.com/', ['qwen-plus', 'qwen-max', 'wanx2.1-t2i-turbo']],
  ['zhipu', 'Zhipu GLM', 'https://open.bigmodel.cn/api/paas/v4', 'https://open.bigmodel.cn/usercenter/apikeys', ['glm-4-plus', 'cogview-4']],
  ['moonshot', 'Moonshot Kimi', 'https://api.moonshot.cn/v1', 'https://platform.moonshot.cn/console/api-keys', ['kimi-k2-0711-preview']],
  ['ark', 'Doubao · Ark', 'https://ark.cn-beijing.volces.com/api/v3', 'https://console.volcengine.com/ark', []],
  ['siliconflow', 'SiliconFlow', 'https://api.siliconflow.cn/v1', 'https://cloud.siliconflow.cn/account/ak', []],
  ['openrouter', 'OpenRouter', 'https://openrouter.ai/api/v1', 'https://openrouter.ai/keys', []],
  ['mistral', 'Mistral', 'https://api.mistral.ai/v1', 'https://console.mistral.ai/api-keys', []],
  ['groq', 'Groq', 'https://api.groq.com/openai/v1', 'https://console.groq.com/keys', []],
  ['xai', 'xAI', 'https://api.x.ai/v1', 'https://console.x.ai', []],
].map(([id, title, base_url, key_url, models]) => ({ id, title, kind: 'openai', base_url, key_url, models: models.map(presetModel), needs_key: true, local: false }))
PRESETS.push(
  { id: 'anthropic', title: 'Anthropic', kind: 'anthropic', base_url: 'https://api.anthropic.com', key_url: 'https://console.anthropic.com/settings/keys', models: ['claude-sonnet-4-5'].map(presetModel), needs_key: true, local: false },
  { id: 'gemini', title: 'Google Gemini', kind: 'gemini', base_url: 'https://generativelanguage.googleapis.com', key_url: 'https://aistudio.google.com/apikey', models: ['gemini-2.5-flash'].map(presetModel), needs_key: true, local: false },
  { id: 'ollama', title: 'Ollama', kind: 'openai', base_url: 'http://127.0.0.1:11434/v1', key_url: null, models: [], needs_key: false, local: true },
  { id: 'lmstudio', title: 'LM Studio', kind: 'openai', base_url: 'http://127.0.0.1:1234/v1', key_url: null, models: [], needs_key: false, local: true },
  { id: 'vllm', title: 'vLLM', kind: 'openai', base_url: 'http://127.0.0.1:8000/v1', key_url: null, models: [], needs_key: false, local: true },
)

export function makeState({ count = 400, role = 'administrator', empty = false, fail = false } = {}) {
  const now = Date.now()
  const pictures = Array.from({ length: empty ? 0 : count }, (_, index) => picture(index, now))
  const builtin = {
    name: 'builtin', kind: 'builtin', preset: null, base_url: '', has_key: false, allow_private: false, enabled: true, source: 'builtin',
    models: [
      row('builtin/assistant', 'builtin', 'assistant', { source: 'builtin' }),
      row('builtin/painter', 'builtin', 'painter', { source: 'builtin', tasks: ['painting'], tools: false }),
      row('builtin/avatar', 'builtin', 'avatar', { source: 'builtin', tasks: ['avatar'], tools: false }),
    ],
  }
  const deepseek = { name: 'deepseek', kind: 'openai', preset: 'deepseek', base_url: 'https://api.deepseek.com/v1', has_key: true, allow_private: false, enabled: true, source: 'page', models: [row('deepseek-chat', 'deepseek', 'deepseek-chat'), row('deepseek-reasoner', 'deepseek', 'deepseek-reasoner', { tools: false, weight: 2 })] }
  const team = { name: 'team-gpu', kind: 'openai', preset: 'vllm', base_url: 'http://10.0.0.8:8000/v1', has_key: false, allow_private: true, enabled: true, source: 'config', models: [row('qwen3-32b', 'team-gpu', 'Qwen/Qwen3-32B', { source: 'config' }), row('bge-m3', 'team-gpu', 'BAAI/bge-m3', { source: 'config', tasks: ['embedding'], tools: false })] }
  return {
    fail, pictures, role,
    providers: empty ? [builtin] : [builtin, deepseek, team],
    discovered: empty ? [] : [{ preset: 'ollama', base_url: 'http://127.0.0.1:11434/v1', models: ['llama3.2:3b', 'qwen3:8b', 'nomic-embed-text'], configured: false }],
    defaults: { dialogue: 'builtin/assistant', painting: 'builtin/painter' },
    keys: empty ? [] : [
      { id: 'key_1', name: 'Notebook', prefix: 'hh-9fK2', created_at: iso(now - 40 * 864e5), last_used_at: iso(now - 12 * 6e4) },
      { id: 'key_2', name: 'CI pipeline that renders the weekly report pictures', prefix: 'hh-Qm71', created_at: iso(now - 3 * 864e5), last_used_at: null },
    ],
    sessions: [
      { id: 'ses_1', user_agent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36', created_at: iso(now - 864e5), last_seen_at: iso(now), current: true },
      ...(empty ? [] : [
        { id: 'ses_2', user_agent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1', created_at: iso(now - 9 * 864e5), last_seen_at: iso(now - 3 * 36e5), current: false },
        { id: 'ses_3', user_agent: 'python-httpx/0.28', created_at: iso(now - 20 * 864e5), last_seen_at: iso(now - 12 * 864e5), current: false },
      ]),
    ],
    users: [
      { id: 'usr_1', email: 'mei@example.org', name: '梅', role, locale: null, theme: 'system', disabled: false, created_at: iso(now - 90 * 864e5) },
      ...(empty ? [] : [
        { id: 'usr_2', email: 'a.very.long.address.for.testing@department.example.org', name: 'Alexandra Konstantinopoulou', role: 'developer', locale: 'en', theme: 'dark', disabled: false, created_at: iso(now - 12 * 864e5) },
        { id: 'usr_3', email: 'wei@example.org', name: '', role: 'user', locale: 'zh-CN', theme: 'light', disabled: true, created_at: iso(now - 5 * 864e5) },
      ]),
    ],
    checks: [
      { id: 'database', title: 'Database', status: 'ok', detail: 'SQLite 3.45 (WAL), schema is current.', advice: null },
      { id: 'disk', title: 'Disk', status: empty ? 'ok' : 'warning', detail: '4.1 GB free where pictures are kept.', advice: empty ? null : 'Free some space, or set HUAHUA_BLOB_URL to an S3 bucket.' },
      { id: 'painter', title: 'Painter', status: 'ok', detail: 'A 256×256 picture in 84 ms.', advice: null },
      ...(empty ? [] : [{ id: 'provider:deepseek', title: 'Provider deepseek', status: 'failed', detail: '401: Authentication Fails, your api key is invalid.', advice: 'Enter a new key under Settings, Models.' }]),
    ],
  }
}

const problem = (status, code, detail) => ({ status, body: { type: 'about:blank', title: code, status, code, detail } })
const list = (items) => ({ status: 200, body: { items, next_cursor: null } })

function testResult(body, state) {
  if (body.name && Object.keys(body).length === 1) {
    const found = state.providers.find((p) => p.name === body.name)
    return { ok: true, models: found?.models.map((m) => m.model) ?? [], latency_ms: 312, error: null }
  }
  const preset = PRESETS.find((p) => p.id === body.preset)
  if (preset?.needs_key && !body.api_key) return { ok: false, models: [], latency_ms: 95, error: { code: 'upstream_credential', message: 'The provider answered 401: no API key.', hint: 'Enter the key from the provider’s page and test again.' } }
  if (/127|10\.|192\.168/.test(body.base_url ?? '') && !body.allow_private) return { ok: false, models: [], latency_ms: 1, error: { code: 'address_not_allowed', message: '127.0.0.1 is a private address.', hint: 'Allow private addresses for this provider if the server is yours.' } }
  return { ok: true, models: [...(preset?.models ?? []).map((model) => model.id), 'whisper-1', 'gpt-4o-mini', 'text-embedding-3-large', 'gpt-4o', 'o4-mini', 'dall-e-3'], latency_ms: 428, error: null }
}

const routes = [
  ['GET', /^\/api\/pictures$/, (s, _m, q) => {
    const found = s.pictures.filter((p) =>
      (!q.get('q') || `${p.prompt} ${p.enriched_prompt}`.toLowerCase().includes(q.get('q').toLowerCase())) &&
      (!q.get('origin') || p.origin === q.get('origin')) && (!q.get('starred') || p.starred) &&
      (!q.get('model') || p.model === q.get('model')))
    const from = Number(q.get('cursor') || 0)
    const limit = Number(q.get('limit') || 50)
    return { status: 200, body: { items: found.slice(from, from + limit), next_cursor: from + limit < found.length ? String(from + limit) : null } }
  }],
  ['POST', /^\/api\/pictures\/zip$/, () => ({ status: 200, raw: Buffer.from('PK\x05\x06' + '\0'.repeat(18), 'binary'), headers: { 'content-type': 'application/zip' } })],
  ['POST', /^\/api\/pictures\/delete$/, (s, _m, _q, body) => {
    s.pictures = s.pictures.filter((p) => !body.ids.includes(p.id))
    return { status: 204 }
  }],
  ['POST', /^\/api\/uploads$/, (s) => {
    const made = { ...picture(6, Date.now()), id: `img_u${Date.now()}`, created_at: iso(Date.now()) }
    s.pictures.unshift(made)
    return { status: 201, body: made }
  }],
  ['GET', /^\/api\/pictures\/([^/]+)\/file$/, (s, m) => {
    const index = Number(m[1].replace(/\D/g, '')) || 0
    const found = s.pictures.find((p) => p.id === m[1])
    return { status: 200, raw: pictureSvg(index, found ? [found.width, found.height] : [800, 600]), headers: { 'content-type': 'image/svg+xml', 'cache-control': 'max-age=31536000' } }
  }],
  ['GET', /^\/api\/pictures\/([^/]+)$/, (s, m) => {
    const found = s.pictures.find((p) => p.id === m[1])
    return found ? { status: 200, body: found } : problem(404, 'not_found', 'There is no such picture.')
  }],
  ['PATCH', /^\/api\/pictures\/([^/]+)$/, (s, m, _q, body) => ({ status: 200, body: Object.assign(s.pictures.find((p) => p.id === m[1]), body) })],
  ['DELETE', /^\/api\/pictures\/([^/]+)$/, (s, m) => {
    s.pictures = s.pictures.filter((p) => p.id !== m[1])
    return { status: 204 }
  }],
  ['GET', /^\/api\/keys$/, (s) => list(s.keys)],
  ['POST', /^\/api\/keys$/, (s, _m, _q, body) => {
    const key = { id: `key_${Date.now()}`, name: body.name, prefix: 'hh-Zx09', created_at: iso(Date.now()), last_used_at: null }
    s.keys.unshift(key)
    return { status: 201, body: { key, secret: 'hh-Zx09mR4tYw8uQe2LpVb7NsKdHf3CjAg6' } }
  }],
  ['DELETE', /^\/api\/keys\/([^/]+)$/, (s, m) => {
    s.keys = s.keys.filter((k) => k.id !== m[1])
    return { status: 204 }
  }],
  ['GET', /^\/api\/sessions$/, (s) => list(s.sessions)],
  ['DELETE', /^\/api\/sessions\/([^/]+)$/, (s, m) => {
    s.sessions = s.sessions.filter((x) => x.id !== m[1])
    return { status: 204 }
  }],
  ['POST', /^\/api\/me\/password$/, (_s, _m, _q, body) => (body.current === 'wrong' ? problem(422, 'wrong_password', 'The current password is wrong.') : { status: 204 })],
  ['PATCH', /^\/api\/me$/, (s, _m, _q, body) => ({ status: 200, body: Object.assign(s.users[0], body) })],
  ['GET', /^\/api\/users$/, (s) => list(s.users)],
  ['POST', /^\/api\/users$/, (s, _m, _q, body) => {
    if (s.users.some((u) => u.email === body.email)) return problem(409, 'email_taken', 'There is already a user with this e-mail address.')
    const { email, name, role } = body
    const made = { id: `usr_${Date.now()}`, locale: null, theme: 'system', disabled: false, created_at: iso(Date.now()), email, name, role }
    s.users.push(made)
    return { status: 201, body: made }
  }],
  ['PATCH', /^\/api\/users\/([^/]+)$/, (s, m, _q, body) =>
    m[1] === 'usr_1' && (body.disabled || (body.role && body.role !== 'administrator'))
      ? problem(409, 'last_administrator', 'The last administrator cannot be removed.')
      : { status: 200, body: Object.assign(s.users.find((u) => u.id === m[1]), body) }],
  ['GET', /^\/api\/models$/, (s) => ({
    status: 200,
    body: {
      items: s.providers.filter((p) => p.enabled).flatMap((p) => p.models.filter((m) => m.enabled).map((m) => ({ id: m.name, tasks: m.tasks, owned_by: p.name, builtin: p.kind === 'builtin', vision: m.vision, tools: m.tools }))),
      defaults: s.defaults,
    },
  })],
  ['GET', /^\/api\/admin\/presets$/, () => list(PRESETS)],
  ['GET', /^\/api\/admin\/providers$/, (s) => list(s.providers)],
  ['POST', /^\/api\/admin\/providers\/test$/, (s, _m, _q, body) => ({ status: 200, body: testResult(body, s), delay: 700 })],
  ['POST', /^\/api\/admin\/providers$/, (s, _m, _q, body) => {
    if (s.providers.some((p) => p.name === body.name)) return problem(409, 'provider_exists', `There is already a provider named '${body.name}'.`)
    const { api_key, ...rest } = body
    const made = { preset: null, base_url: '', allow_private: false, enabled: true, source: 'page', ...rest, has_key: Boolean(api_key), models: (body.models ?? []).map((m) => row(m.name || m.model, body.name, m.model, { ...m, id: `mdl_${Math.random().toString(36).slice(2)}` })) }
    s.providers.push(made)
    return { status: 201, body: made }
  }],
  ['PATCH', /^\/api\/admin\/providers\/([^/]+)$/, (s, m, _q, body) => {
    const { api_key, ...rest } = body
    const found = s.providers.find((p) => p.name === decodeURIComponent(m[1]))
    return { status: 200, body: Object.assign(found, rest, api_key === undefined ? {} : { has_key: Boolean(api_key) }) }
  }],
  ['DELETE', /^\/api\/admin\/providers\/([^/]+)$/, (s, m) => {
    s.providers = s.providers.filter((p) => p.name !== decodeURIComponent(m[1]))
    return { status: 204 }
  }],
  ['GET', /^\/api\/admin\/discover$/, (s) => ({ ...list(s.discovered), delay: 500 })],
  ['GET', /^\/api\/admin\/models$/, (s) => list(s.providers.flatMap((p) => p.models))],
  ['POST', /^\/api\/admin\/models$/, (s, _m, _q, body) => {
    const made = row(body.name, body.provider, body.model, { ...body, id: `mdl_${Math.random().toString(36).slice(2)}` })
    s.providers.find((p) => p.name === body.provider).models.push(made)
    return { status: 201, body: made }
  }],
  ['PATCH', /^\/api\/admin\/models\/([^/]+)$/, (s, m, _q, body) => ({ status: 200, body: Object.assign(s.providers.flatMap((p) => p.models).find((r) => r.id === decodeURIComponent(m[1])), body) })],
  ['DELETE', /^\/api\/admin\/models\/([^/]+)$/, (s, m) => {
    for (const p of s.providers) p.models = p.models.filter((r) => r.id !== decodeURIComponent(m[1]))
    return { status: 204 }
  }],
  ['PUT', /^\/api\/admin\/defaults$/, (s, _m, _q, body) => ({ status: 200, body: Object.assign(s.defaults, body) })],
  ['POST', /^\/api\/admin\/import\/litellm$/, (_s, _m, _q, body) =>
    /model_list/.test(body.text)
      ? { status: 200, body: { providers: [{ name: 'openai' }, { name: 'azure-eu' }], models: [['gpt-4o', 'openai', 'gpt-4o'], ['gpt-4o', 'azure-eu', 'gpt-4o-eu'], ['claude', 'anthropic', 'claude-sonnet-4-5']].map(([name, provider, model]) => ({ name, provider, model })), skipped: [{ row: 'whisper-1', reason: 'Speech is not supported yet.' }], notes: [{ row: 'gpt-4o', note: 'OPENAI_API_KEY is not set on this server; enter the key by hand.' }] } }
      : problem(422, 'invalid_yaml', 'There is no model_list in this text.')],
  ['GET', /^\/api\/doctor$/, (s) => ({ status: 200, body: { checks: s.checks }, delay: 600 })],
]

/** The answer to one request, or null when it is not one of these areas. */
export function handle(method, url, body, state) {
  for (const [verb, pattern, answer] of routes) {
    const match = verb === method && pattern.exec(url.pathname)
    if (!match) continue
    if (state.fail && method === 'GET' && !url.pathname.endsWith('/file')) return problem(503, 'unavailable', 'The database is locked.')
    return answer(state, match, url.searchParams, body)
  }
  return null
}
