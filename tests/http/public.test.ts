import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  admin,
  call,
  createNode,
  initialize,
  login,
  report,
  signUp,
  type MadeNode,
} from '../support/http-client.ts'
import { targets, type Target } from '../support/http-target.ts'

for (const { name, start } of targets) {
  describe(`public reads, ${name}`, () => {
    let target: Target
    let owner: { email: string; token: string }
    const made: Record<string, MadeNode> = {}
    beforeAll(async () => {
      target = await start()
      await initialize(target)
      owner = await signUp(target)
      made['home'] = await createNode(target, owner.token, {
        node_name: 'home',
        max_traffic: 1000,
        network_name: 'net',
        network_secret: 'hidden-secret',
      })
      made['abroad'] = await createNode(target, owner.token, {
        node_name: 'abroad',
        region_type: 'overseas',
        allow_relay: 1,
        connections: [{ type: 'WSS', ip: 'wss.example.org', port: 443, path: '/et' }],
        address_public: 1,
      })
      made['silent'] = await createNode(target, owner.token, { node_name: 'silent' })
      made['drained'] = await createNode(target, owner.token, { node_name: 'drained', is_enabled: 0 })
      made['expired'] = await createNode(target, owner.token, {
        node_name: 'expired',
        valid_until: '2020-01-01',
      })
      for (const key of ['home', 'abroad', 'drained'])
        await report(target, made[key] as MadeNode, { current_bandwidth: 10, connection_count: 2 })
    })
    afterAll(() => target?.stop())

    const list = (query = '', headers = {}) =>
      call(target, 'publicNodes', 'GET', `/api/public${query}`, { headers })
    const namesOf = (answer: { body: Record<string, unknown> }): string[] =>
      (answer.body['nodes'] as { node_name: string }[]).map(({ node_name }) => node_name).sort()
    const query = (body: unknown) => call(target, 'query', 'POST', '/api/query', { body })

    it('lists online nodes, with show_offline the others too, drained and expired never', async () => {
      expect(namesOf(await list())).toEqual(['abroad', 'home'])
      expect(namesOf(await list('?show_offline=true'))).toEqual(['abroad', 'home', 'silent'])
      expect(namesOf(await list('?show_offline=0'))).toEqual(['abroad', 'home'])
    })

    it('shows no address, owner, token or credential', async () => {
      const { text } = await list('?show_offline=1')
      for (const secret of [
        '1.2.3.4',
        'wss.example.org',
        owner.email,
        made['home']?.reportToken ?? '',
        'hidden-secret',
        'network',
      ]) {
        expect(text).not.toContain(secret)
      }
    })

    it('pages, and says how many there are', async () => {
      const first = await list('?show_offline=true&page=1&per_page=2')
      const second = await list('?show_offline=true&page=2&per_page=2')
      expect([first.body['total'], second.body['total']]).toEqual([3, 3])
      expect([...namesOf(first), ...namesOf(second)].sort()).toEqual(['abroad', 'home', 'silent'])
      expect(namesOf(await list('?page=99'))).toEqual([])
    })

    for (const [routeId, path] of [
      ['publicNodes', '/api/public'],
      ['publicNodes', '/api/public?show_offline=1'],
      ['stats', '/api/stats'],
      ['publicNode', 'the node'],
    ] as const) {
      it(`revalidates ${path} by its ETag`, async () => {
        const url = path === 'the node' ? `/api/public/${made['home']?.id}` : path
        const get = (headers: Record<string, string> = {}) => call(target, routeId, 'GET', url, { headers })
        const first = await get()
        const etag = first.headers.get('etag') ?? ''
        expect(etag).toMatch(/^(W\/)?"[^"]+"$/)
        expect(first.headers.get('cache-control')).toBe('public, max-age=15')
        expect(Date.parse(String(first.body['generated_at']))).toBeGreaterThan(0)
        for (const field of [etag, `"x", ${etag}`, etag.replace(/^W\//, ''), '*']) {
          const again = await get({ 'if-none-match': field })
          expect([field, again.status, again.text, again.headers.get('etag')]).toEqual([field, 304, '', etag])
          expect(again.headers.get('access-control-allow-origin')).toBe('*')
        }
        expect((await get({ 'if-none-match': '"other"' })).status).toBe(200)
        await report(target, made['home'] as MadeNode, { current_bandwidth: Math.random() * 100 })
        target.advance(125_000)
        expect((await get({ 'if-none-match': etag })).status).toBe(200)
      })
    }

    it('answers one node with slots, days and traffic, addresses only where they are published', async () => {
      const get = (key: string) => call(target, 'publicNode', 'GET', `/api/public/${made[key]?.id}`)
      const home = await get('home')
      expect(home.status).toBe(200)
      const slots = home.body['slots'] as unknown as { status: unknown[]; latency_ms: unknown[] }
      expect([slots.status.length, slots.latency_ms.length]).toEqual([144, 144])
      expect(slots.status.at(-1)).toBe('up')
      expect(slots.status[0]).toBeNull()
      expect(home.body['node']).not.toHaveProperty('connections')
      expect((await get('abroad')).body['node']).toMatchObject({
        connections: [{ type: 'WSS', ip: 'wss.example.org', port: 443, path: '/et' }],
      })
      expect((await get('drained')).body['node']).toMatchObject({ state: 'drained', maintenance_until: null })
      expect((await get('expired')).status).toBe(404)
      expect((await call(target, 'publicNode', 'GET', '/api/public/1')).status).toBe(404)
    })

    it('queries by region, protocol, relay and number', async () => {
      expect(namesOf(await query({}))).toEqual(['abroad', 'home'])
      expect(namesOf(await query({ region: 'all' }))).toEqual(['abroad', 'home'])
      expect(namesOf(await query({ region: 'domestic' }))).toEqual(['home'])
      expect(namesOf(await query({ relay_only: true }))).toEqual(['abroad'])
      expect(namesOf(await query({ relay_only: 0 }))).toEqual(['abroad', 'home'])
      expect(namesOf(await query({ protocol: ['wss'] }))).toEqual(['abroad'])
      expect(namesOf(await query({ protocol: ['udp'] }))).toEqual([])
      expect(namesOf(await query({ limit: 1 }))).toHaveLength(1)
      for (const priority of ['traffic', 'bandwidth', 'latency', 'capacity'])
        expect((await query({ priority })).status).toBe(200)
      const get = await call(
        target,
        'queryGet',
        'GET',
        '/api/query?region=overseas&relay_only=true&protocol=ws,wss',
      )
      expect(namesOf(get)).toEqual(['abroad'])
      expect(get.body['nodes']).toMatchObject([
        { allow_relay: 1, connections: [{ type: 'WSS', path: '/et' }] },
      ])
    })

    it('lists a node of FAKETCP, and hands such addresses out to those who ask for them', async () => {
      const apart = await start()
      try {
        await initialize(apart)
        const { token } = await signUp(apart)
        const connections = ['TCP', 'FAKETCP'].map((type) => ({ type, ip: '1.2.3.4', port: 11013 }))
        const both = await createNode(apart, token, { node_name: 'both', connections })
        const alone = await createNode(apart, token, {
          node_name: 'alone',
          connections: connections.slice(1),
        })
        for (const node of [both, alone]) await report(apart, node)
        const asked = async (protocol: string) => {
          const { body } = await call(apart, 'queryGet', 'GET', `/api/query?limit=10${protocol}`)
          const nodes = body['nodes'] as unknown as { node_name: string; connections: { type: string }[] }[]
          return nodes.map(({ node_name, connections }) => [
            node_name,
            ...connections.map(({ type }) => type),
          ])
        }
        expect(await asked('')).toEqual([['both', 'TCP']])
        expect(await asked('&protocol=tcp')).toEqual([['both', 'TCP']])
        expect((await asked('&protocol=faketcp')).toSorted()).toEqual([
          ['alone', 'FAKETCP'],
          ['both', 'TCP', 'FAKETCP'],
        ])
        const text = async (path: string) =>
          (await apart.fetch(new Request(`http://nodes.example${path}`))).text()
        for (let at = 0; at < 5; at += 1) {
          expect(await text(`/peer?key=k${at}`)).toBe('tcp://1.2.3.4:11013')
          const rare = await text(`/peer?protocol=faketcp&key=k${at}`)
          expect(rare).toBe('faketcp://1.2.3.4:11013')
        }
        expect(await text(`/node/${both.id}`)).toBe('tcp://1.2.3.4:11013')
        expect(await text(`/node/${alone.id}`)).toBe('faketcp://1.2.3.4:11013')
        const listed = (await call(apart, 'publicNodes', 'GET', '/api/public')).body
        expect(namesOf({ body: listed })).toEqual(['alone', 'both'])
        const check = await call(apart, 'checkNode', 'POST', `/api/nodes/${alone.id}/check`, { token })
        expect(check.body).toMatchObject({ is_online: false, code: 'unsupported_protocol' })
      } finally {
        await apart.stop()
      }
    })

    it('gives the members of one network the same node', async () => {
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => query({ limit: 1, network_name: 'our-net' })),
      )
      expect(new Set(answers.map((answer) => namesOf(answer)[0])).size).toBe(1)
    })

    it('offers no node of a disabled owner, counts its reports, and has all back once enabled', async () => {
      const token = await login(target, admin.email, admin.password)
      const person = await signUp(target)
      const tag = 'of-a-disabled-owner'
      const node = await createNode(target, person.token, { node_name: tag, tier_bandwidth: 7 })
      const enable = async (is_enabled: 0 | 1): Promise<void> => {
        const path = `/api/system/users/${person.email}`
        const answer = await call(target, 'updateUser', 'PUT', path, { token, body: { is_enabled } })
        expect([answer.status, answer.body['code']]).toEqual([200, undefined])
      }
      const reads = async (): Promise<unknown[]> => {
        const one = await call(target, 'publicNode', 'GET', `/api/public/${node.id}`)
        const { body } = await call(target, 'stats', 'GET', '/api/stats')
        return [
          namesOf(await list()).includes(tag),
          namesOf(await list('?show_offline=true')).includes(tag),
          namesOf(await query({ limit: 10 })).includes(tag),
          one.status,
          (one.body['node'] as { used_traffic?: number } | undefined)?.used_traffic,
          body['total_nodes'],
          body['total_bandwidth'],
        ]
      }
      await report(target, node, { reported_traffic: 1 })
      expect(await reads()).toEqual([true, true, true, 200, 1, 5, 207])
      await enable(0)
      // At once in the isolate that did it.
      expect(await reads()).toEqual([false, false, false, 404, undefined, 5, 200])
      expect((await report(target, node, { reported_traffic: 2 })).status).toBe(200)
      await enable(1)
      expect(await reads()).toEqual([true, true, true, 200, 3, 5, 207])
      await call(target, 'deleteNode', 'DELETE', `/api/nodes/${node.id}`, { token })
    })

    it('counts all registered unexpired nodes, online ones apart', async () => {
      const { body } = await call(target, 'stats', 'GET', '/api/stats')
      expect(body).toMatchObject({
        total_nodes: 4,
        domestic_nodes: 3,
        overseas_nodes: 1,
        online_nodes: 2,
        total_bandwidth: 200,
      })
      const history = body['history'] as unknown as { online_nodes: unknown[]; step_s: number }
      expect([history.online_nodes.length, history.step_s]).toEqual([144, 600])
      expect((body['days'] as unknown as unknown[]).length).toBe(90)
    })
  })
}
