import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NodeChecksAnswer } from '../../src/contract/checks.ts'
import { call, createNode, initialize, login, report, signUp, type Answer } from '../support/http-client.ts'
import { origin, targets, type Target } from '../support/http-target.ts'

type PlaceBody = { id: string; name: string; checks: number; failures: number; last_seen_at: string | null }
type Work = { nodes: { id: number; urls: string[]; network_secret?: string }[]; checks_per_minute: number }

for (const { name, start } of targets) {
  describe(`places, ${name}`, () => {
    let target: Target
    let admin: string
    let owner: { email: string; token: string }
    let node: { id: number }
    const url = 'tcp://1.2.3.4:11010'
    /** How far the site's clock is ahead of this one. */
    let aheadMs = 0
    const advance = (ms: number): void => {
      aheadMs += ms
      target.advance(ms)
    }

    beforeAll(async () => {
      target = await start()
      admin = await initialize(target)
      owner = await signUp(target)
      node = await createNode(target, owner.token, {
        connections: [{ type: 'TCP', ip: '1.2.3.4', port: 11010 }],
        network_name: 'mine',
        network_secret: 'my secret',
      })
    })
    afterAll(() => target?.stop())

    const make = async (trusted: 0 | 1 = 0): Promise<{ id: string; key: string }> => {
      const answer = await call(target, 'createPlace', 'POST', '/api/places', {
        token: admin,
        body: { name: '广州 电信', trusted },
      })
      expect(answer.status).toBe(201)
      const { id } = answer.body['place'] as unknown as PlaceBody
      return { id, key: String(answer.body['key']) }
    }
    it('a trusted place, which learns secrets, is for the super admin to make, and only with the second factor shown', async () => {
      const helper = await signUp(target, 'helper')
      await call(target, 'updateUser', 'PUT', `/api/system/users/${helper.email}`, {
        token: admin,
        body: { is_admin: 1 },
      })
      const token = await login(target, helper.email, 'password123')
      const ask = (trusted: 0 | 1): Promise<Answer> =>
        call(target, 'createPlace', 'POST', '/api/places', { token, body: { name: 'helper', trusted } })
      expect((await ask(0)).status).toBe(201)
      const refused = await ask(1)
      expect([refused.status, refused.body['code']]).toEqual([403, 'super_admin_required'])
    })

    const work = (token: string, headers: Record<string, string> = {}) =>
      call(target, 'proberWork', 'GET', '/api/prober/work', { token, headers })
    const post = (token: string, results: readonly object[]) =>
      call(target, 'proberResults', 'POST', '/api/prober/results', {
        token,
        body: { version: '0.2.0', results },
      })
    const found = (change: object = {}) => ({
      node: node.id,
      url,
      check_time: new Date(Date.now() + aheadMs - 5000).toISOString(),
      is_online: true,
      code: 'ok',
      latency_ms: 21.5,
      connection_count: 3,
      easytier_version: '2.6.4',
      ...change,
    })
    const listed = async (id: string): Promise<PlaceBody | undefined> => {
      const answer = await call(target, 'listPlaces', 'GET', '/api/places', { token: admin })
      const places = answer.body['places'] as unknown as PlaceBody[]
      expect(places.some((place) => place.id === '000000')).toBe(true)
      return places.find((place) => place.id === id)
    }

    it('a place fetches its work, learns no secret, and what it finds is what the node shows', async () => {
      const { id, key } = await make()
      expect(key).toMatch(/^etp_[0-9a-z]{6}_[0-9a-f]{32}$/)
      const answer = await work(key)
      const { nodes } = answer.body as unknown as Work
      expect(nodes).toEqual([{ id: node.id, urls: [url] }])
      expect(answer.text).not.toContain('mine')
      const again = await work(key, { 'if-none-match': answer.headers.get('etag') ?? '' })
      expect(again.status).toBe(304)
      const results = [found()]
      expect((await post(key, results)).body).toEqual({ kept: 1 })
      expect((await post(key, results)).body).toEqual({ kept: 0 })
      expect(await listed(id)).toMatchObject({ name: '广州 电信', checks: 1, failures: 0, version: '0.2.0' })
      const own = await call(target, 'getNode', 'GET', `/api/nodes/${node.id}`, { token: owner.token })
      expect(own.body['node']).toMatchObject({
        latency_ms: 21.5,
        reachability: 'reachable',
        verified: true,
        state: 'online',
      })
    })

    it('a place checks the addresses by which it knows that it is well, and what it finds of them is kept', async () => {
      const control = 'tcp://1.2.9.9:11010'
      const set = (value: string) =>
        call(target, 'updateSettings', 'PUT', '/api/system/settings', {
          token: admin,
          body: { control_addresses: value },
        })
      for (const wrong of ['1.2.9.9', `${control}/x`, Array.from({ length: 5 }, () => control).join(' ')]) {
        const answer = await set(wrong)
        expect([answer.status, answer.body['code']]).toEqual([400, 'invalid_field'])
      }
      expect((await set(control)).status).toBe(200)
      const { key } = await make()
      const { nodes } = (await work(key)).body as unknown as { nodes: { id: number; urls: string[] }[] }
      expect(nodes.find(({ id }) => id === 0)).toEqual({ id: 0, urls: [control] })
      expect((await post(key, [found({ node: 0, url: control })])).body).toEqual({ kept: 1 })
      expect((await post(key, [found({ node: 0, url: 'tcp://1.2.9.8:11010' })])).body).toEqual({ kept: 0 })
      expect((await set('')).status).toBe(200)
    })

    it('a trusted place is told the networks that owners have stored', async () => {
      const { key } = await make(1)
      const { nodes } = (await work(key)).body as unknown as Work
      expect(nodes).toMatchObject([{ id: node.id, network_name: 'mine', network_secret: 'my secret' }])
    })

    it('takes nothing of addresses that are not listed, of long ago and of the future', async () => {
      const { id, key } = await make()
      const results = [
        found({ url: 'tcp://1.2.3.4:22' }),
        found({ node: node.id + 36 }),
        found({ check_time: new Date(Date.now() - 3_600_000).toISOString() }),
        found({ check_time: new Date(Date.now() + 3_600_000).toISOString() }),
        found({ is_online: false, code: 'checker_unavailable' }),
      ]
      expect((await post(key, results)).body).toEqual({ kept: 0 })
      expect(await listed(id)).toMatchObject({ checks: 0 })
      const many = Array.from({ length: 201 }, () => found())
      expect((await post(key, many)).status).toBe(400)
    })

    it('what each place found of a node stands beside what it says of itself', async () => {
      const other = await createNode(target, owner.token, {
        connections: [{ type: 'TCP', ip: '1.2.3.5', port: 11010 }],
      })
      const { key, id } = await make()
      const at = (minutesAgo: number, change: object = {}) =>
        found({ check_time: new Date(Date.now() + aheadMs - minutesAgo * 60_000).toISOString(), ...change })
      const own = { node: other.id, url: 'tcp://1.2.3.5:11010' }
      await post(key, [at(8, own), at(4, { ...own, latency_ms: 31.5 })])
      const checks = () =>
        call(target, 'nodeChecks', 'GET', `/api/public/${other.id}/checks`) as unknown as Promise<{
          status: number
          headers: Headers
          body: NodeChecksAnswer
        }>
      const answer = await checks()
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'public, max-age=60'])
      expect(answer.body.reports).toEqual({ state: 'none', at: null })
      const place = answer.body.places.find((one) => one.id === id)
      expect(place?.newest).toMatchObject({ verdict: 'joined', code: 'ok', latency_ms: 31.5 })
      const { slots, days } = place ?? { slots: undefined, days: undefined }
      expect([slots?.latency_ms.length, slots?.reached.length, days?.reached.length]).toEqual([144, 144, 90])
      expect(Math.max(...(slots?.reached.slice(-2) ?? []).map(Number))).toBe(1)
      expect(days?.reached.at(-1)).toBe(1)
      const etag = answer.headers.get('etag') ?? ''
      const again = await call(target, 'nodeChecks', 'GET', `/api/public/${other.id}/checks`, {
        headers: { 'if-none-match': etag },
      })
      expect([again.status, again.text]).toEqual([304, ''])
      expect((await call(target, 'nodeChecks', 'GET', '/api/public/1/checks')).status).toBe(404)
    })

    it('a node that refuses strangers is reachable and handed out to nobody; a relay that says it relays nothing is none', async () => {
      const { key } = await make()
      const [closed, relay] = await Promise.all(
        ['1.2.8.1', '1.2.8.2'].map((ip) =>
          createNode(target, owner.token, {
            connections: [{ type: 'TCP', ip, port: 11010 }],
            allow_relay: 1,
          }),
        ),
      )
      if (closed === undefined || relay === undefined) throw new Error('no nodes')
      const refused = { is_online: false, code: 'foreign_rejected', latency_ms: -1, connection_count: 0 }
      const results = [
        found({ node: closed.id, url: 'tcp://1.2.8.1:11010', ...refused }),
        found({ node: relay.id, url: 'tcp://1.2.8.2:11010', avoids_relay: true }),
      ]
      expect((await post(key, results)).body).toEqual({ kept: 2 })
      await target.idle()
      advance(61_000)
      type Row = { id: number; status: string; reachability: string; verified: boolean; allow_relay: 0 | 1 }
      const list = (await call(target, 'publicNodes', 'GET', '/api/public')).body['nodes'] as unknown as Row[]
      const row = (id: number): Row | undefined => list.find((one) => one.id === id)
      expect(row(closed.id)).toMatchObject({ status: 'online', reachability: 'reachable', verified: false })
      expect(row(relay.id)).toMatchObject({ verified: true, allow_relay: 0 })
      const given = async (more: string): Promise<number[]> => {
        const answer = await call(target, 'queryGet', 'GET', `/api/query?limit=10${more}`)
        return (answer.body['nodes'] as unknown as { id: number }[]).map(({ id }) => id)
      }
      expect(await given('')).toContain(relay.id)
      expect(await given('')).not.toContain(closed.id)
      expect(await given('&relay_only=1')).not.toContain(relay.id)
      const mine = await call(target, 'getNode', 'GET', `/api/nodes/${relay.id}`, { token: owner.token })
      expect(mine.body['node']).toMatchObject({ allow_relay: 1, relay_contradicted: true })
    })

    it('latency is that of the side from which somebody asks', async () => {
      const made = await createNode(target, owner.token, {
        connections: [{ type: 'TCP', ip: '1.2.5.1', port: 11010 }],
      })
      await report(target, made)
      for (const [name, ms] of [
        ['domestic', 12.5],
        ['overseas', 180],
        ['domestic 电信', 7.5],
      ] as const) {
        const region = name.startsWith('domestic') ? 'domestic' : 'overseas'
        const answer = await call(target, 'createPlace', 'POST', '/api/places', {
          token: admin,
          body: { name, region_type: region },
        })
        expect(answer.body['place']).toMatchObject({ region_type: region })
        const { id } = answer.body['place'] as unknown as PlaceBody
        expect(await listed(id)).toMatchObject({ region_type: region })
        const own = { node: made.id, url: 'tcp://1.2.5.1:11010', latency_ms: ms }
        expect((await post(String(answer.body['key']), [found(own)])).body).toEqual({ kept: 1 })
      }
      await target.idle()
      advance(130_000)
      const latency = async (id: 'publicNodes' | 'queryGet', path: string): Promise<number | undefined> => {
        const answer = await call(target, id, 'GET', path)
        const nodes = answer.body['nodes'] as unknown as { id: number; latency_ms: number }[]
        return nodes.find((one) => one.id === made.id)?.latency_ms
      }
      expect(await latency('publicNodes', '/api/public')).toBe(12.5)
      expect(await latency('publicNodes', '/api/public?from=CN')).toBe(10)
      expect(await latency('publicNodes', '/api/public?from=cn-telecom')).toBe(7.5)
      expect(await latency('publicNodes', '/api/public?from=de')).toBe(180)
      expect(await latency('queryGet', '/api/query?limit=10&from=CN')).toBe(10)
      expect(await latency('queryGet', '/api/query?limit=10&from=DE')).toBe(180)
      const wrong = await call(target, 'queryGet', 'GET', '/api/query?from=C_N')
      expect([wrong.status, wrong.body['code']]).toEqual([400, 'invalid_field'])
    })

    it('a place at which what was well fails all at once is doubtful, and stands first', async () => {
      const { id, key } = await make()
      const ips = ['1.2.7.1', '1.2.7.2', '1.2.7.3']
      const made = await Promise.all(
        ips.map((ip) => createNode(target, owner.token, { connections: [{ type: 'TCP', ip, port: 11010 }] })),
      )
      const results = [9, 1].flatMap((minutesAgo) =>
        made.map((one, at) =>
          found({
            node: one.id,
            url: `tcp://${ips[at]}:11010`,
            check_time: new Date(Date.now() + aheadMs - minutesAgo * 60_000).toISOString(),
            ...(minutesAgo === 1
              ? { is_online: false, code: 'refused', latency_ms: -1, connection_count: 0 }
              : {}),
          }),
        ),
      )
      expect((await post(key, results)).body).toEqual({ kept: 6 })
      const answer = await call(target, 'listPlaces', 'GET', '/api/places', { token: admin })
      const [first] = answer.body['places'] as unknown as (PlaceBody & { doubtful: boolean })[]
      expect([first?.id, first?.doubtful]).toEqual([id, true])
    })

    it('a time in which nobody can join a node that reports is down in the list, on its badge and its page', async () => {
      const { key } = await make()
      const made = await Promise.all(
        ['1.2.4.1', '1.2.4.2', '1.2.4.3'].map((ip) =>
          createNode(target, owner.token, { connections: [{ type: 'TCP', ip, port: 11010 }] }),
        ),
      )
      for (const one of made)
        expect((await report(target, one, { report_interval_s: 3600 })).status).toBe(200)
      const nowMs = Date.now() + aheadMs
      const results = [9, 7, 5, 3, 1].flatMap((minutesAgo) =>
        made.map((one, at) =>
          found({
            node: one.id,
            url: `tcp://1.2.4.${at + 1}:11010`,
            check_time: new Date(nowMs - minutesAgo * 60_000).toISOString(),
            ...(at === 0 ? { is_online: false, code: 'refused', latency_ms: -1, connection_count: 0 } : {}),
          }),
        ),
      )
      expect((await post(key, results)).body).toEqual({ kept: 15 })
      await target.idle()
      advance(11 * 60_000)
      const answer = await call(target, 'publicNodes', 'GET', '/api/public?show_offline=true')
      const nodes = answer.body['nodes'] as unknown as { id: number; days: string; state: string }[]
      const days = made.map(({ id }) => nodes.find((one) => one.id === id)?.days.slice(-2))
      // Eleven minutes touch two slots or three, one where a day has just begun.
      expect(days[0]).toMatch(/^0[123]$/)
      expect(days.slice(1)).toEqual(['00', '00'])
      const badge = async (id: number): Promise<string> =>
        (await target.fetch(new Request(`${origin}/badge/${id}.svg`))).text()
      expect(await badge(made[0]?.id ?? 0)).not.toContain('100%')
      expect(await badge(made[1]?.id ?? 0)).toContain('100%')
      const page = await call(target, 'publicNode', 'GET', `/api/public/${made[0]?.id}`)
      const { uptime } = page.body as unknown as { uptime: Record<string, number | null> }
      expect(uptime['h24']).toBeLessThan(100)
    })

    it('a revoked key, a wrong one and a session are none', async () => {
      const { id, key } = await make()
      const path = `/api/places/${id}`
      const stranger = await call(target, 'revokePlace', 'DELETE', path, { token: owner.token })
      expect([stranger.status, stranger.body['code']]).toEqual([403, 'admin_required'])
      expect((await call(target, 'revokePlace', 'DELETE', path, { token: admin })).status).toBe(200)
      const wrong = `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`
      for (const token of [key, wrong, admin, 'etp_000000_']) {
        for (const answer of [await work(token), await post(token, [])]) {
          expect([answer.status, answer.body['code']]).toEqual([401, 'api_key_invalid'])
        }
      }
      expect(await listed(id)).toBeUndefined()
      const twice = await call(target, 'revokePlace', 'DELETE', path, { token: admin })
      expect([twice.status, twice.body['code']]).toEqual([404, 'place_not_found'])
    })
  })
}
