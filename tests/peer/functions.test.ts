import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { onRequest as onBatchCheck } from '../../node-functions/probe/batch-check.ts'
import { onRequest as onCheck } from '../../node-functions/probe/check.ts'
import { onRequest as onHealth } from '../../node-functions/probe/health.ts'
import type { NodeContext } from '../../src/probe/guard.ts'
import { createProbeFunctions } from '../../src/probe/main.ts'
import { systemWorld } from '../../src/probe/probe.ts'
import { freePort } from '../support/free-port.ts'
import { hostilePeer } from './support/hostile.ts'
import { behave, tcpLine } from './support/node-peer.ts'
import { udpPeer } from './support/udp-peer.ts'
import { virtualClock } from './support/virtual-clock.ts'

const secret = 'S3cret-that-must-not-show'
const apiKey = 'K3y-that-must-not-show'
/** The peers of these tests are on loopback, which no function dials. */
globalThis.__probe = { probeFunctions: createProbeFunctions({ ...systemWorld, reach: 'any' }) }

const lifted = { CHECK_ALLOW_PRIVATE: '1', API_KEY: apiKey }

type Json = Record<string, unknown>
type Answer = {
  readonly status: number
  readonly body: Json
  readonly text: string
  readonly headers: Headers
}
type Ask = {
  readonly method?: string
  readonly query?: Record<string, string>
  readonly json?: unknown
  readonly body?: string
  readonly headers?: Record<string, string>
  readonly env?: Record<string, string>
  /** `?udp=1` */
  readonly udp?: true
}

const printed: string[] = []
beforeEach(() => {
  printed.length = 0
  for (const method of ['log', 'warn', 'error', 'info', 'debug'] as const) {
    vi.spyOn(console, method).mockImplementation((...words: unknown[]) => {
      printed.push(words.map(String).join(' '))
    })
  }
})
/** Whatever a test did: neither secret nor key may have been answered or logged. */
const answered: string[] = []
afterEach(() => {
  vi.restoreAllMocks()
  for (const text of [...answered.splice(0), ...printed]) {
    expect(text).not.toContain(secret)
    expect(text).not.toContain(apiKey)
  }
})

async function call(on: (context: NodeContext) => Promise<Response>, ask: Ask = {}): Promise<Answer> {
  const url = new URL('https://checker.example/probe/x')
  if (ask.udp) url.searchParams.set('udp', '1')
  for (const [name, value] of Object.entries(ask.query ?? {})) url.searchParams.set(name, value)
  const body = ask.body ?? (ask.json === undefined ? undefined : JSON.stringify(ask.json))
  const request = new Request(url, {
    method: ask.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      // whoever calls with the default environment has its key
      ...(ask.env === undefined && { 'x-api-key': apiKey }),
      ...ask.headers,
    },
    ...(body !== undefined && { body }),
  })
  const response = await on({ request, env: ask.env ?? lifted })
  const text = await response.text()
  answered.push(text, JSON.stringify([...response.headers]))
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: text === '' ? {} : (JSON.parse(text) as Json),
  }
}

async function node(): Promise<{ server: string; connections: () => number }> {
  const peer = await hostilePeer((socket) => {
    behave(tcpLine(socket))
  })
  return { server: `tcp://127.0.0.1:${peer.port}`, connections: peer.connections }
}

function question(server: string) {
  return { server, network_name: 'net', network_secret: secret }
}

test('check by GET and by POST answers the same', async () => {
  const { server, connections } = await node()
  const got = await call(onCheck, { query: question(server) })
  expect(got.status).toBe(200)
  expect(got.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(got.headers.get('cache-control')).toBe('no-store')
  expect(got.body).toMatchObject({ is_online: true, connection_count: 0, code: 'ok', mode: 'same_network' })
  expect(got.body['check_time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  expect(got.body).not.toHaveProperty('cached')
  const posted = await call(onCheck, { json: question(server) })
  // asked again within 10 s: the same answer, said to be so, and nobody was dialled for it
  expect(posted.body).toEqual({ ...got.body, cached: true })
  expect(connections()).toBe(1)
})

test('another secret is another question', async () => {
  const { server, connections } = await node()
  await call(onCheck, { json: question(server) })
  const other = await call(onCheck, { json: { ...question(server), network_secret: '' } })
  expect(other.body).not.toHaveProperty('cached')
  expect(connections()).toBe(2)
})

test('HEAD answers like GET without a body', async () => {
  const { server } = await node()
  const answer = await call(onCheck, { method: 'HEAD', query: question(server) })
  expect([answer.status, answer.text]).toEqual([200, ''])
})

test('an offline node is an answer, not an error', async () => {
  const answer = await call(onCheck, { json: question(`tcp://127.0.0.1:${await freePort()}`) })
  expect(answer.status).toBe(200)
  expect(answer.body).toMatchObject({
    is_online: false,
    connection_count: 0,
    latency_ms: -1,
    code: 'refused',
    error: '连接被拒绝',
  })
})

test('a private address is an offline result unless the policy is lifted', async () => {
  const { server, connections } = await node()
  for (const env of [{}, { CHECK_ALLOW_PRIVATE: '0' }, { CHECK_ALLOW_PRIVATE: '' }]) {
    const answer = await call(onCheck, { json: question(server), env })
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ is_online: false, latency_ms: -1, code: 'address_forbidden' })
  }
  expect(connections()).toBe(0)
})

test('what was found with the policy lifted is not given to those who may not', async () => {
  const { server } = await node()
  await call(onCheck, { json: question(server) })
  const answer = await call(onCheck, { json: question(server), env: {} })
  expect(answer.body['code']).toBe('address_forbidden')
})

test.each([
  [onCheck, ['GET', 'HEAD', 'POST'], ['PUT', 'DELETE', 'PATCH', 'OPTIONS']],
  [onBatchCheck, ['POST'], ['GET', 'PUT', 'DELETE', 'HEAD']],
  [onHealth, ['GET', 'HEAD', 'POST'], ['PUT', 'DELETE', 'PATCH']],
])('methods of function %#', async (on, allowed, refused) => {
  for (const method of refused) {
    const answer = await call(on, { method, env: { API_KEY: apiKey } })
    expect([method, answer.status]).toEqual([method, 405])
    expect(answer.headers.get('allow')).toBe(allowed.join(', '))
    if (method !== 'HEAD') expect(answer.body['code']).toBe('method_not_allowed')
  }
})

test.each([
  ['check', onCheck],
  ['batch-check', onBatchCheck],
  ['health', onHealth],
])('%s asks for the key before anything else', async (_name, on) => {
  const env = lifted
  const ask: Ask = on === onHealth ? {} : { body: '{broken' }
  for (const headers of [{}, { 'x-api-key': '' }, { 'x-api-key': 'wrong' }, { 'x-api-key': `${apiKey}x` }]) {
    const answer = await call(on, { ...ask, env, headers })
    expect(answer.status).toBe(401)
    expect(answer.body).toEqual({ error: 'API Key 验证失败', code: 'api_key_invalid' })
  }
  const answer = await call(on, { ...ask, env, headers: { 'X-API-Key': apiKey } })
  expect(answer.status).toBe(on === onHealth ? 200 : 400)
})

test.each([
  ['no key', {}],
  ['empty keys', { API_KEY: '', EDGEONE_CHECK_API_KEY: '' }],
])(
  'private networks without a guard (%s): every function says what to set, and dials nobody',
  async (_what, keys) => {
    const { server, connections } = await node()
    for (const on of [onCheck, onBatchCheck, onHealth]) {
      const ask = on === onHealth ? {} : { json: { ...question(server), nodes: [question(server)] } }
      const answer = await call(on, { ...ask, env: { CHECK_ALLOW_PRIVATE: '1', ...keys } })
      expect([answer.status, answer.body['code']]).toEqual([500, 'checker_unguarded'])
      expect(answer.body['error']).toContain('API_KEY')
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    }
    expect(printed.join('\n')).toContain('CHECK_ALLOW_PRIVATE=1 without API_KEY')
    expect(connections()).toBe(0)
  },
)

test("the edge's key guards the functions where they have none of their own", async () => {
  const env = { EDGEONE_CHECK_API_KEY: apiKey }
  expect((await call(onHealth, { env })).status).toBe(401)
  expect((await call(onHealth, { env, headers: { 'x-api-key': apiKey } })).status).toBe(200)
  const both = { ...env, API_KEY: 'another' }
  expect((await call(onHealth, { env: both, headers: { 'x-api-key': apiKey } })).status).toBe(401)
})

test('health tells whether UDP works here, and what a resolver answers only when asked', async () => {
  const { body } = await call(onHealth)
  expect(body['udp']).toBe(true)
  expect(body).not.toHaveProperty('outbound_udp')
  const asked = await call(onHealth, { env: {}, udp: true })
  expect([true, false]).toContain(asked.body['outbound_udp'])
})

test('an empty API_KEY means no key', async () => {
  expect((await call(onHealth, { env: { API_KEY: '' } })).status).toBe(200)
})

test.each(['server', 'network_name', 'network_secret'])('check without %s is 400', async (field) => {
  const { [field as 'server']: _gone, ...rest } = question('tcp://127.0.0.1:1')
  for (const ask of [{ query: rest }, { json: rest }, { json: { ...rest, [field]: null } }] as Ask[]) {
    const answer = await call(onCheck, ask)
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ code: 'missing_field', details: { field } })
    expect(answer.body['error']).toContain('缺少必填参数')
  }
})

test.each([
  ['a wrong type', { ...question('tcp://127.0.0.1:1'), network_name: 7 }, 'invalid_field', 'network_name'],
  [
    'a secret that is a number',
    { ...question('tcp://127.0.0.1:1'), network_secret: 7 },
    'invalid_field',
    'network_secret',
  ],
  ['an empty name', { ...question('tcp://127.0.0.1:1'), network_name: '' }, 'invalid_field', 'network_name'],
  ['no scheme', question('127.0.0.1:11010'), 'invalid_field', 'server'],
  ['no port', question('tcp://127.0.0.1'), 'invalid_field', 'server'],
  ['port 0', question('tcp://127.0.0.1:0'), 'invalid_field', 'server'],
  ['port 70000', question('ws://127.0.0.1:70000'), 'invalid_field', 'server'],
  ['a sentence', question('please check my node'), 'invalid_field', 'server'],
  ['credentials in it', question('ws://user:word@host.example:80/'), 'invalid_field', 'server'],
  ['udp with a path', question('udp://127.0.0.1:11010/x'), 'invalid_field', 'server'],
  ['faketcp', question('faketcp://127.0.0.1:11013'), 'unsupported_protocol', 'server'],
  ['quic', question('quic://127.0.0.1:11012'), 'unsupported_protocol', 'server'],
  ['wg', question('wg://127.0.0.1:11011'), 'unsupported_protocol', 'server'],
])('check of %s is 400', async (_what, json, code, field) => {
  const answer = await call(onCheck, { json })
  expect(answer.status).toBe(400)
  expect(answer.body).toMatchObject({ code, details: { field } })
  expect(answer.body['error']).toMatch(/\p{Script=Han}/u)
})

test.each([
  ['malformed JSON', { body: `{"network_secret": "${secret}"` }, 400, 'invalid_json'],
  ['an array', { body: '[]' }, 400, 'invalid_body'],
  ['null', { body: 'null' }, 400, 'invalid_body'],
  ['a string', { body: '"x"' }, 400, 'invalid_body'],
  ['an empty body', { body: '' }, 400, 'missing_field'],
  ['more than 1 MB', { body: JSON.stringify({ x: 'x'.repeat(1_100_000) }) }, 413, 'body_too_large'],
  [
    'a form',
    { body: 'server=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    415,
    'unsupported_media_type',
  ],
])('a POST of %s', async (_what, ask, status, code) => {
  for (const on of [onCheck, onBatchCheck]) {
    const answer = await call(on, { method: 'POST', ...ask })
    expect([answer.status, answer.body['code']]).toEqual([status, code])
  }
})

test('udp:// is checked alone and in a batch, as the others are', async () => {
  const clock = virtualClock()
  const { port } = await udpPeer(clock.other())
  const server = `udp://127.0.0.1:${port}`
  const alone = await call(onCheck, { json: question(server) })
  expect([alone.status, alone.body['code'], alone.body['is_online']]).toEqual([200, 'ok', true])
  const other = await node()
  const answer = await call(onBatchCheck, { json: { nodes: [other.server, server].map(question) } })
  const results = answer.body['results'] as Json[]
  expect(results.map(({ code }) => code)).toEqual(['ok', 'ok'])
})

test('a batch answers in input order; bad entries spoil nothing; twice the same is probed once', async () => {
  const one = await node()
  const two = await node()
  const closed = `tcp://127.0.0.1:${await freePort()}`
  const servers = [
    two.server,
    'quic://127.0.0.1:1',
    closed,
    one.server,
    'nonsense',
    two.server,
    'tcp://127.0.0.1:99999',
  ]
  const answer = await call(onBatchCheck, { json: { nodes: servers.map(question) } })
  expect(answer.status).toBe(200)
  const results = answer.body['results'] as Json[]
  expect(results.map(({ code }) => code)).toEqual([
    'ok',
    'unsupported_protocol',
    'refused',
    'ok',
    'invalid_address',
    'ok',
    'invalid_address',
  ])
  for (const result of results) {
    expect(result).toMatchObject({ connection_count: 0, check_time: expect.stringMatching(/Z$/) as string })
    expect(result['is_online']).toBe(result['code'] === 'ok')
    if (result['is_online'] === false)
      expect(result).toMatchObject({ latency_ms: -1, error: expect.any(String) as string })
  }
  expect([one.connections(), two.connections()]).toEqual([1, 1])
})

test.each([
  ['a control character in the address', { server: 'tcp://127.0.0.1\u0007:1' }, 'invalid_address'],
  ['a control character in the name', { network_name: 'ne\nt' }, 'invalid_field'],
  ['half a character in the secret', { network_secret: '\ud800' }, 'invalid_field'],
  ['no name', { network_name: '' }, 'invalid_field'],
  ['an endless address', { server: `tcp://${'a'.repeat(3_000)}:1` }, 'invalid_address'],
])('a batch with %s in one entry: offline for that one', async (_what, spoilt, code) => {
  const one = await node()
  const nodes = [{ ...question(one.server), ...spoilt }, question(one.server)]
  const { status, body } = await call(onBatchCheck, { json: { nodes } })
  expect(status).toBe(200)
  const results = body['results'] as Json[]
  expect(results.map((result) => result['code'])).toEqual([code, 'ok'])
  expect(results[0]?.['error']).toMatch(/\p{Script=Han}/u)
})

test('a batch keeps private addresses apart from the rest', async () => {
  const { server, connections } = await node()
  const answer = await call(onBatchCheck, { json: { nodes: [question(server)] }, env: {} })
  expect(answer.body['results']).toMatchObject([{ is_online: false, code: 'address_forbidden' }])
  expect(connections()).toBe(0)
})

test.each([
  ['no list', {}, 'missing_field', 'nodes'],
  ['a list that is none', { nodes: 'x' }, 'invalid_field', 'nodes'],
  ['an empty list', { nodes: [] }, 'batch_size', 'nodes'],
  [
    '21 nodes',
    { nodes: Array.from({ length: 21 }, () => question('tcp://127.0.0.1:1')) },
    'batch_size',
    'nodes',
  ],
  [
    'an entry without a secret',
    { nodes: [question('tcp://127.0.0.1:1'), { server: 'tcp://127.0.0.1:1', network_name: 'net' }] },
    'missing_field',
    'nodes[1].network_secret',
  ],
  ['an entry that is a string', { nodes: ['tcp://127.0.0.1:1'] }, 'invalid_field', 'nodes[0]'],
])('a batch of %s is 400', async (_what, json, code, field) => {
  const answer = await call(onBatchCheck, { json })
  expect(answer.status).toBe(400)
  expect(answer.body).toMatchObject({ code, details: { field } })
  expect(answer.body['error']).toMatch(/^[^A-Z]*\p{Script=Han}/u)
})

test('health tells version, uptime, probes and whether TCP leaves this place', async () => {
  const { server } = await node()
  const before = (await call(onHealth)).body
  await call(onCheck, { json: question(server) })
  const { status, body } = await call(onHealth)
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  expect(status).toBe(200)
  expect(body).toMatchObject({
    status: 'ok',
    service: 'edgeone-check',
    mode: 'local',
    version,
    node_version: process.version,
  })
  expect(body['timestamp']).toMatch(/Z$/)
  expect(body['uptime_s']).toBeGreaterThanOrEqual(0)
  expect(body['probes_done']).toBe(Number(before['probes_done']) + 1)
  expect([true, false, null]).toContain(body['outbound_tcp'])
})

test('an error of ours says nothing about itself', async () => {
  const request = new Request('https://checker.example/probe/check', {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
  })
  request.text = () => Promise.reject(new TypeError(`cannot read ${secret}`))
  const response = await onCheck({ request, env: lifted })
  const text = await response.text()
  answered.push(text)
  expect(response.status).toBe(500)
  expect(JSON.parse(text)).toEqual({ error: '服务器内部错误', code: 'internal' })
  // it is logged, without its message
  expect(printed.join('\n')).toContain('probe: TypeError')
})

test('the module is loaded once', async () => {
  await call(onHealth)
  const first = globalThis.__probe
  await call(onCheck, { query: {} })
  expect(globalThis.__probe).toBe(first)
})
