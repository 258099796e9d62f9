import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { call, createNode, initialize, signUp, type Call } from '../support/http-client.ts'
import { targets, type Target } from '../support/http-target.ts'

type Seen = {
  method: string
  url: string
  key: string | undefined
  body: { nodes?: { server: string }[]; server?: string } | undefined
}
type Reply = {
  status?: number
  body?: unknown
  text?: string
  headers?: Record<string, string>
  silent?: true
}

/** Another server that checks nodes, with whatever manners a test gives it. */
async function startChecker() {
  const seen: Seen[] = []
  let behave: (call: Seen) => Reply = () => ({})
  const server = createServer((request, response) => {
    void read(request).then((text) => {
      const call: Seen = {
        method: request.method ?? '',
        url: request.url ?? '',
        key: request.headers['x-api-key'] as string | undefined,
        body: text === '' ? undefined : JSON.parse(text),
      }
      seen.push(call)
      const {
        status = 200,
        body,
        text: raw = JSON.stringify(body ?? null),
        headers = {},
        silent,
      } = behave(call)
      if (!silent) response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(raw)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    seen,
    behave: (how: typeof behave) => {
      behave = how
      seen.length = 0
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

const online = {
  is_online: true,
  connection_count: 5,
  latency_ms: 120,
  check_time: '2026-05-08T09:00:00.000Z',
}
const input = { server: 'tcp://1.2.3.4:11010', network_name: 'MyNetwork', network_secret: 'MyPassword' }
const key = 'the-key-of-the-checker'

for (const { name, start } of targets) {
  describe(`health checks by a remote checker, ${name}`, () => {
    let checker: Awaited<ReturnType<typeof startChecker>>
    let target: Target
    beforeAll(async () => {
      checker = await startChecker()
      target = await start({
        env: {
          EDGEONE_CHECK_API: `${checker.base}/`,
          EDGEONE_CHECK_API_KEY: key,
          EDGEONE_CHECK_TIMEOUT: '1',
        },
      })
    })
    afterAll(async () => {
      await target?.stop()
      await checker?.stop()
    })
    beforeEach(() => checker.behave(() => ({ body: online })))

    const headers = { 'x-api-key': key }
    const post = (body: unknown, options: Call = {}) =>
      call(target, 'checkPost', 'POST', '/api/edgeone/check', { body, headers, ...options })
    const batch = (nodes: unknown) =>
      call(target, 'batchCheck', 'POST', '/api/edgeone/batch-check', { body: { nodes }, headers })
    const resultsOf = (answer: { body: Record<string, unknown> }) =>
      answer.body['results'] as unknown as (typeof online & { code?: string; error?: string })[]

    it('asks for the key before anything else', async () => {
      for (const [routeId, method, path] of [
        ['check', 'GET', '/api/edgeone/check'],
        ['checkPost', 'POST', '/api/edgeone/check'],
        ['batchCheck', 'POST', '/api/edgeone/batch-check'],
        ['checkHealth', 'GET', '/api/edgeone/health'],
      ] as const) {
        for (const wrong of [{}, { 'x-api-key': '' }, { 'x-api-key': 'wrong' }, { 'x-api-key': `${key}x` }]) {
          const answer = await call(target, routeId, method, path, { headers: wrong })
          expect([answer.status, answer.body['code'], answer.body['error']]).toEqual([
            401,
            'api_key_invalid',
            'API Key 验证失败',
          ])
        }
      }
      expect(checker.seen).toEqual([])
    })

    it('posts the fields with the key in a header and no secret in the URL, for GET and POST alike', async () => {
      const get = await call(target, 'check', 'GET', `/api/edgeone/check?${new URLSearchParams(input)}`, {
        headers,
      })
      expect(get.body).toEqual(online)
      expect((await post(input)).body).toEqual(online)
      expect(checker.seen).toEqual(
        [0, 1].map(() => ({ method: 'POST', url: '/api/check', key, body: input })),
      )
    })

    it('takes an empty secret, but not an absent one', async () => {
      expect((await post({ ...input, network_secret: '' })).status).toBe(200)
      const { network_secret: _left, ...rest } = input
      const answer = await post(rest)
      expect([answer.status, answer.body['code'], answer.body['details']]).toEqual([
        400,
        'missing_field',
        { field: 'network_secret' },
      ])
    })

    it.each([
      ['a control character in the address', { server: 'tcp://1.2.3.4\u0000:1' }, 'invalid_address'],
      ['a control character in the name', { network_name: 'a\nb' }, 'invalid_field'],
      ['an empty name', { network_name: ' ' }, 'invalid_field'],
    ])('calls an entry with %s offline, and asks for the others', async (_what, spoilt, code) => {
      checker.behave(() => ({ body: { results: [online] } }))
      const answer = await batch([{ ...input, ...spoilt }, input])
      expect(answer.status).toBe(200)
      expect(resultsOf(answer)[0]).toMatchObject({ is_online: false, code })
      expect(resultsOf(answer)[1]).toEqual(online)
      expect(checker.seen.map(({ body }) => body?.nodes?.length)).toEqual([1])
    })

    for (const [server, code] of [
      ['udp://1.2.3.4:1/x', 'invalid_field'],
      ['faketcp://1.2.3.4:1', 'unsupported_protocol'],
      ['quic://1.2.3.4:1', 'unsupported_protocol'],
      ['wg://1.2.3.4:1', 'unsupported_protocol'],
      ['1.2.3.4:11010', 'invalid_field'],
      ['tcp://1.2.3.4', 'invalid_field'],
      ['tcp://1.2.3.4:0', 'invalid_field'],
      ['tcp://1.2.3.4:70000', 'invalid_field'],
      ['tcp://', 'invalid_field'],
    ] as const) {
      it(`refuses ${server}, and in a batch calls it offline beside the others`, async () => {
        const single = await post({ ...input, server })
        expect([single.status, single.body['code'], single.body['details']]).toEqual([
          400,
          code,
          { field: 'server' },
        ])
        expect(checker.seen).toEqual([])
        checker.behave(() => ({ body: { results: [online, { ...online, latency_ms: 7 }] } }))
        const many = await batch([input, { ...input, server }, input])
        expect(resultsOf(many).map(({ is_online, latency_ms }) => [is_online, latency_ms])).toEqual([
          [true, 120],
          [false, -1],
          [true, 7],
        ])
        expect(resultsOf(many)[1]?.code).toBe(code === 'invalid_field' ? 'invalid_address' : code)
        expect(checker.seen[0]?.body?.nodes).toHaveLength(2)
      })
    }

    it('bounds a batch to 1 to 20 entries and names what an entry lacks', async () => {
      for (const [nodes, code, field] of [
        [[], 'batch_size', 'nodes'],
        [Array.from({ length: 21 }, () => input), 'batch_size', 'nodes'],
        ['x', 'invalid_field', 'nodes'],
        [null, 'missing_field', 'nodes'],
        [[input, { server: input.server, network_secret: '' }], 'missing_field', 'nodes[1].network_name'],
        [[input, 5], 'invalid_field', 'nodes[1]'],
      ] as const) {
        const answer = await batch(nodes)
        expect([answer.status, answer.body['code'], answer.body['details']]).toEqual([400, code, { field }])
      }
      expect(checker.seen).toEqual([])
    })

    it('sends a batch of one where the checker does not know POST /check', async () => {
      for (const status of [404, 405]) {
        checker.behave(({ url }) =>
          url === '/api/check' ? { status, body: {} } : { body: { results: [online] } },
        )
        expect((await post(input)).body).toEqual(online)
        expect(checker.seen.map(({ url }) => url)).toEqual(['/api/check', '/api/batch-check'])
      }
    })

    it('takes known fields and gives missing ones their neutral values', async () => {
      checker.behave(() => ({ body: { is_online: false, error: '连接超时', surprise: { a: 1 } } }))
      const answer = await post(input)
      expect(answer.body).toEqual({
        is_online: false,
        connection_count: 0,
        latency_ms: -1,
        check_time: expect.any(String),
        error: '连接超时',
      })
      expect(Number.isNaN(Date.parse(String(answer.body['check_time'])))).toBe(false)
    })

    it('tells its time in UTC with milliseconds, and takes null for absence', async () => {
      const said = { ...online, check_time: '2026-05-08T17:00:00+08:00', error: null, code: null }
      const deep = '['.repeat(50_000) + ']'.repeat(50_000)
      checker.behave(() => ({ text: JSON.stringify(said).replace(/}$/, `,"more":${deep}}`) }))
      expect((await post(input)).body).toEqual(online)
    })

    for (const [what, reply] of [
      ['500', { status: 500, body: { error: 'x' } }],
      ['401', { status: 401, body: { error: 'x' } }],
      ['HTML', { text: '<html>login</html>' }],
      ['nothing', { text: '' }],
      ['a list', { body: [online] }],
      ['a result of wrong types', { body: { ...online, connection_count: 'many' } }],
      ['a result that says nothing', { body: {} }],
      ['a very deep list', { text: '['.repeat(200_000) + ']'.repeat(200_000) }],
      ['a time that is none', { body: { ...online, check_time: 'just now' } }],
      ['silence', { silent: true }],
    ] as [string, Reply][]) {
      it(`says that the checker failed, not the node, when it answers ${what}`, async () => {
        checker.behave(() => reply)
        const answer = await post(input)
        expect([answer.status, answer.body['is_online'], answer.body['code']]).toEqual([
          200,
          false,
          'checker_unavailable',
        ])
        expect(String(answer.body['error'])).toContain('检测服务不可用')
        expect(String(answer.body['error'])).not.toContain('EDGEONE_CHECK_API')
        const many = await batch([input, input])
        expect(resultsOf(many).map(({ code }) => code)).toEqual([
          'checker_unavailable',
          'checker_unavailable',
        ])
      })
    }

    it.each([302, 307])('follows no redirect (%i), not even to one that would answer', async (status) => {
      checker.behave(({ url }) =>
        url === '/elsewhere'
          ? { body: { ...online, results: [online] } }
          : { status, headers: { location: new URL('/elsewhere', checker.base).href } },
      )
      expect((await post(input)).body).toMatchObject({ is_online: false, code: 'checker_unavailable' })
      expect(resultsOf(await batch([input]))[0]).toMatchObject({ code: 'checker_unavailable' })
      expect(checker.seen.length).toBeGreaterThan(0)
      expect(checker.seen.filter(({ url }) => url === '/elsewhere')).toEqual([])
    })

    it('spoils only the entry that is wrong in a batch, and all when their number is wrong', async () => {
      checker.behave(() => ({ body: { results: [online, 'nonsense'] } }))
      expect(resultsOf(await batch([input, input])).map(({ is_online, code }) => [is_online, code])).toEqual([
        [true, undefined],
        [false, 'checker_unavailable'],
      ])
      checker.behave(() => ({ body: { results: [online] } }))
      expect(resultsOf(await batch([input, input])).map(({ code }) => code)).toEqual([
        'checker_unavailable',
        'checker_unavailable',
      ])
    })

    it('tells its health, and the checker’s', async () => {
      const health = () => call(target, 'checkHealth', 'GET', '/api/edgeone/health', { headers })
      checker.behave(() => ({ body: { status: 'ok', version: '1' } }))
      expect((await health()).body).toMatchObject({
        status: 'ok',
        service: 'edgeone-check',
        mode: 'remote',
        checker: { version: '1' },
      })
      checker.behave(() => ({ status: 503 }))
      expect((await health()).body).toMatchObject({
        status: 'degraded',
        mode: 'remote',
        checker: null,
        code: 'checker_unavailable',
      })
    })

    it('checks with what was stored after a mask or "" came back, never with the mask', async () => {
      await initialize(target)
      const owner = await signUp(target)
      const credentials = { network_name: 'mine', network_secret: 's3cret' }
      const { id } = await createNode(target, owner.token, credentials)
      for (const text of ['********', '']) {
        const body = { network_name: text, network_secret: text }
        await call(target, 'updateNode', 'PUT', `/api/nodes/${id}`, { token: owner.token, body })
        await call(target, 'checkNode', 'POST', `/api/nodes/${id}/check`, { token: owner.token })
        expect(checker.seen.at(-1)?.body).toMatchObject(credentials)
      }
    })

    it('checks a node of mine with its credentials, else as a foreign network, and keeps the latency', async () => {
      const owner = await signUp(target)
      const check = (id: number) =>
        call(target, 'checkNode', 'POST', `/api/nodes/${id}/check`, { token: owner.token })
      const connections = [
        { type: 'WG', ip: '1.2.3.4', port: 1 },
        { type: 'WSS', ip: '2001:db8::1', port: 443, path: '/et' },
        { type: 'TCP', ip: '1.2.3.4', port: 2 },
      ]
      const node = await createNode(target, owner.token, {
        connections,
        network_name: 'mine',
        network_secret: 's3cret',
      })
      expect((await check(node.id)).body).toMatchObject({ is_online: true, latency_ms: 120 })
      expect(checker.seen[0]?.body).toEqual({
        server: 'wss://[2001:db8::1]:443/et',
        network_name: 'mine',
        network_secret: 's3cret',
      })
      const read = await call(target, 'getNode', 'GET', `/api/nodes/${node.id}`, { token: owner.token })
      expect(read.body['node']).toMatchObject({ latency_ms: 120 })

      const foreign = await createNode(target, owner.token)
      await check(foreign.id)
      expect(checker.seen[1]?.body).toEqual({
        server: 'tcp://1.2.3.4:8080',
        network_name: 'easytier-node-check',
        network_secret: '',
      })

      const datagrams = await createNode(target, owner.token, {
        connections: [{ type: 'UDP', ip: '2001:db8::1', port: 11010 }],
      })
      expect((await check(datagrams.id)).body).toMatchObject({ is_online: true })
      expect(checker.seen[2]?.body?.server).toBe('udp://[2001:db8::1]:11010')
      checker.behave(() => ({
        body: { ...online, is_online: false, latency_ms: -1, code: 'unsupported_here' },
      }))
      expect((await check(datagrams.id)).body).toMatchObject({ code: 'unsupported_here' })
      // what the checker cannot do says nothing about the node
      const kept = await call(target, 'getNode', 'GET', `/api/nodes/${datagrams.id}`, { token: owner.token })
      expect(kept.body['node']).toMatchObject({ latency_ms: 120 })
      checker.behave(() => ({ body: online }))

      const uncheckable = await createNode(target, owner.token, {
        connections: [{ type: 'WG', ip: '1.2.3.4', port: 1 }],
      })
      expect((await check(uncheckable.id)).body).toMatchObject({
        is_online: false,
        code: 'unsupported_protocol',
      })

      const statuses: number[] = []
      for (let at = 0; at < 6; at += 1) statuses.push((await check(foreign.id)).status)
      expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
      target.advance(61_000)
      expect((await check(foreign.id)).status).toBe(200)
    })
  })

  describe(`health checks by this deployment, ${name}`, () => {
    let target: Target
    beforeAll(async () => {
      target = await start()
    })
    afterAll(() => target?.stop())

    it.runIf(name === 'Node server')('is open without a key, and answers by itself', async () => {
      const server = 'tcp://10.0.0.1:11010'
      const body = { ...input, server }
      const answer = await call(target, 'checkPost', 'POST', '/api/edgeone/check', { body })
      expect([answer.status, answer.body['code']]).toEqual([200, 'address_forbidden'])
      const batch = { nodes: [body, { ...input, server: 'tcp://127.0.0.1:11010' }] }
      const both = await call(target, 'batchCheck', 'POST', '/api/edgeone/batch-check', { body: batch })
      expect(both.body['results']).toMatchObject([
        { code: 'address_forbidden' },
        { code: 'address_forbidden' },
      ])
      const health = await call(target, 'checkHealth', 'GET', '/api/edgeone/health')
      expect(health.body).toMatchObject({ mode: 'local', status: 'ok', checker: { status: 'ok' } })
    })

    it.skipIf(name === 'Node server')(
      'lets a stranger have 30 checks a minute, those of a batch counted one by one',
      async () => {
        const single = (clientIp: string) =>
          call(target, 'checkPost', 'POST', '/api/edgeone/check', { body: input, clientIp })
        const many = (clientIp: string, count: number) =>
          call(target, 'batchCheck', 'POST', '/api/edgeone/batch-check', {
            body: { nodes: Array.from({ length: count }, () => input) },
            clientIp,
          })
        const [one, other] = ['203.0.113.77', '203.0.113.78']
        expect((await many(one, 20)).status).toBe(200)
        for (let at = 0; at < 10; at += 1) expect((await single(one)).status).toBe(200)
        const refused = await single(one)
        expect([refused.status, refused.body['code']]).toEqual([429, 'rate_limited'])
        expect((await many(one, 1)).status).toBe(429)
        expect((await single(other)).status).toBe(200)
        target.advance(61_000)
        expect((await single(one)).status).toBe(200)
      },
    )

    it("has a stranger's odd WebSocket path refused, unless a node is listed with it", async () => {
      // a documentation address, which no checker dials
      const odd = { type: 'WSS', ip: '203.0.113.9', port: 443, path: '/ws?room=1' }
      const server = 'wss://203.0.113.9:443/ws?room=1'
      const ask = async () =>
        (await call(target, 'checkPost', 'POST', '/api/edgeone/check', { body: { ...input, server } })).body
      expect(String((await ask())['error'])).toContain('WebSocket 路径')
      const inBatch = await call(target, 'batchCheck', 'POST', '/api/edgeone/batch-check', {
        body: { nodes: [{ ...input, server }] },
      })
      expect(inBatch.body['results']).toMatchObject([{ is_online: false, code: 'address_forbidden' }])
      await initialize(target)
      const owner = await signUp(target)
      await createNode(target, owner.token, { connections: [odd] })
      target.advance(61_000)
      // it goes on to the checker, which is not there, or refuses a documentation address
      expect(String((await ask())['error'])).not.toContain('WebSocket 路径')
    })

    it.skipIf(name === 'Node server')(
      'is open without a key, and says what to set when its own functions cannot be reached',
      async () => {
        const answer = await call(target, 'checkPost', 'POST', '/api/edgeone/check', { body: input })
        expect([answer.status, answer.body['code']]).toEqual([200, 'checker_unavailable'])
        expect(String(answer.body['error'])).toContain('EDGEONE_CHECK_API')
        const health = await call(target, 'checkHealth', 'GET', '/api/edgeone/health')
        expect(health.body).toMatchObject({ mode: 'local', status: 'degraded', service: 'edgeone-check' })
      },
    )
  })
}
