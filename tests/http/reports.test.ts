import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OwnNode } from '../../src/contract/node.ts'
import {
  call,
  createNode,
  initialize,
  report,
  signUp,
  type Answer,
  type MadeNode,
} from '../support/http-client.ts'
import { targets, type Target } from '../support/http-target.ts'

for (const { name, start } of targets) {
  describe(`reports, ${name}`, () => {
    let target: Target
    let owner: { email: string; token: string }
    let admin: string
    beforeAll(async () => {
      target = await start()
      admin = await initialize(target)
      owner = await signUp(target)
    })
    afterAll(() => target?.stop())

    const post = (body: unknown, clientIp?: string) =>
      call(target, 'report', 'POST', '/api/report', { body, ...(clientIp === undefined ? {} : { clientIp }) })
    const own = async (node: MadeNode): Promise<OwnNode> => {
      const answer = await call(target, 'getNode', 'GET', `/api/nodes/${node.id}`, { token: owner.token })
      return answer.body['node'] as unknown as OwnNode
    }

    it('a report from an address that the node lists says so in its own answer and in the public ones', async () => {
      const node = await createNode(target, owner.token, {
        connections: [{ type: 'TCP', ip: '1.2.6.7', port: 11010 }],
      })
      const seen = async (): Promise<unknown[]> => {
        target.advance(130_000)
        const own = await call(target, 'getNode', 'GET', `/api/nodes/${node.id}`, { token: owner.token })
        const page = await call(target, 'publicNode', 'GET', `/api/public/${node.id}`)
        const list = await call(target, 'publicNodes', 'GET', '/api/public?show_offline=true')
        const nodes = list.body['nodes'] as unknown as { id: number; same_machine: boolean }[]
        return [
          (own.body['node'] as unknown as { same_machine: boolean }).same_machine,
          (page.body['node'] as unknown as { same_machine: boolean }).same_machine,
          nodes.find(({ id }) => id === node.id)?.same_machine,
        ]
      }
      const send = (clientIp: string): Promise<Answer> =>
        call(target, 'report', 'POST', '/api/report', { body: { token: node.reportToken }, clientIp })
      expect((await send('1.2.6.8')).status).toBe(200)
      expect(await seen()).toEqual([false, false, false])
      expect((await send('1.2.6.7')).status).toBe(200)
      expect(await seen()).toEqual([true, true, true])
    })

    it('adds increments: 50.2 + 0.5 = 50.7', async () => {
      const node = await createNode(target, owner.token)
      expect((await report(target, node, { reported_traffic: 50.2 })).body).toMatchObject({
        used_traffic: 50.2,
        message: '上报成功',
        node_id: node.id,
      })
      expect((await report(target, node, { reported_traffic: 0.5 })).body).toMatchObject({
        used_traffic: 50.7,
      })
      expect(await own(node)).toMatchObject({ used_traffic: 50.7, status: 'online' })
    })

    it('takes reported_traffic for a sum where the node is marked so, and asks where it can be no increment', async () => {
      const node = await createNode(target, owner.token, { max_bandwidth: 100 })
      const mark = (legacy_cumulative: number) =>
        call(target, 'updateNode', 'PUT', `/api/nodes/${node.id}`, {
          token: owner.token,
          body: { legacy_cumulative },
        })
      const told = async (gb: number) => {
        target.advance(600_000)
        return (await report(target, node, { reported_traffic: gb })).body['used_traffic']
      }
      for (const gb of [300, 301, 302, 303, 304]) await told(gb)
      expect(await own(node)).toMatchObject({ sum_suspected: false, legacy_cumulative: 0 })
      expect(await told(305)).toBe(1815)
      expect(await own(node)).toMatchObject({ sum_suspected: true, used_traffic: 1815 })
      expect((await mark(1)).body['node']).toMatchObject({ legacy_cumulative: 1, sum_suspected: false })
      expect(await told(306)).toBe(1815)
      expect(await told(308)).toBe(1817)
      // Put back by its reporter: what it has counted since is new.
      expect(await told(0.5)).toBe(1817.5)
      expect((await report(target, node, { status: 'offline' })).body['used_traffic']).toBe(1817.5)
      expect(await told(0.75)).toBe(1817.75)
      await mark(0)
      expect(await told(0.25)).toBe(1818)
    })

    it('says the owner by the name that monitors of easytier-worker know as well', async () => {
      const node = await createNode(target, owner.token)
      expect(await own(node)).toMatchObject({ owner_email: owner.email, user_email: owner.email })
      const all = await call(target, 'allNodes', 'GET', '/api/nodes/all', { token: admin })
      const listed = (all.body['nodes'] as unknown as OwnNode[]).find(({ id }) => id === node.id)
      expect(listed).toMatchObject({ user_email: owner.email, legacy_cumulative: 0 })
    })

    it('finds the node by name and e-mail, or by the token alone', async () => {
      const node = await createNode(target, owner.token)
      const named = await post({
        node_name: node.name,
        email: ` ${owner.email.toUpperCase()} `,
        token: node.reportToken,
      })
      expect(named.status).toBe(200)
      expect((await post({ token: node.reportToken })).status).toBe(200)
      // as it comes out of a clipboard
      expect((await post({ token: ` ${node.reportToken}\n` })).status).toBe(200)
    })

    it('says that the token is malformed, not that the name is missing', async () => {
      const node = await createNode(target, owner.token)
      for (const token of [
        'etr_',
        `"${node.reportToken}"`.slice(1, 9),
        node.reportToken.replaceAll('_', '-'),
      ]) {
        const { status, body } = await post({ token })
        expect([status, body['code'], body['details']]).toEqual([400, 'invalid_field', { field: 'token' }])
      }
    })

    it('tells when to report next, as the node does by habit', async () => {
      const node = await createNode(target, owner.token)
      const next = async (afterMs: number) => {
        target.advance(afterMs)
        return (await report(target, node)).body['next_report_seconds']
      }
      expect(await next(0)).toBe(300)
      // Two gaps are no habit yet, three are.
      expect(await next(120_000)).toBe(300)
      expect(await next(120_000)).toBe(300)
      expect(await next(120_000)).toBe(120)
      expect(await own(node)).toMatchObject({ report_interval_s: 120 })
    })

    it('refuses in the documented order: 400, 404, 403', async () => {
      const node = await createNode(target, owner.token)
      const names = { node_name: node.name, email: owner.email }
      const answers = [
        await post({ ...names, token: node.reportToken, reported_traffic: -1 }),
        await post({ ...names, token: 'x', status: 'sleeping' }),
        await post({ token: 'without-names' }),
        await post({ email: owner.email, token: 'without-name' }),
        await post({ node_name: node.name, token: 'without-email' }),
        await post({ ...names, node_name: 'unknown', token: node.reportToken }),
        await post({ ...names, email: 'nobody@example.com', token: node.reportToken }),
        await post({ ...names, token: `${node.reportToken}x` }),
        await post({ token: `etr_00000000001_${'0'.repeat(32)}` }),
        await post({ token: node.reportToken.replace(/.$/, (last) => (last === '0' ? '1' : '0')) }),
      ]
      expect(
        answers.map(({ status, body }) => [
          status,
          body['code'],
          (body['details'] as { field?: string } | undefined)?.field,
        ]),
      ).toEqual([
        [400, 'invalid_field', 'reported_traffic'],
        [400, 'invalid_field', 'status'],
        [400, 'missing_field', 'node_name'],
        [400, 'missing_field', 'node_name'],
        [400, 'missing_field', 'email'],
        [404, 'node_not_found', undefined],
        [404, 'node_not_found', undefined],
        [403, 'report_token_invalid', undefined],
        [404, 'node_not_found', undefined],
        [403, 'report_token_invalid', undefined],
      ])
      expect(answers.at(-1)?.body['error']).toBe('Token验证失败')
      await target.idle()
      expect(await own(node)).toMatchObject({ last_rejected: { code: 'report_token_invalid' } })
    })

    it('tells nobody of a token that only names the node, and says whence a wrong one came', async () => {
      const node = await createNode(target, owner.token)
      const [etr = '', id = '', secret = ''] = node.reportToken.split('_')
      expect((await post({ token: `${etr}_${id}_nonsense` }, '192.0.2.77')).status).toBe(403)
      const other = secret.replace(/^./, (first) => (first === '0' ? '1' : '0'))
      expect((await post({ token: `${etr}_${id}_${other}` }, '192.0.2.77')).status).toBe(403)
      await target.idle()
      expect((await own(node)).last_rejected).toBeNull()
      await post(
        { token: `${node.reportToken.slice(0, -1)}${node.reportToken.endsWith('0') ? '1' : '0'}` },
        '192.0.2.78',
      )
      await target.idle()
      expect(await own(node)).toMatchObject({
        last_rejected: { code: 'report_token_invalid', source: '192.0.2.78' },
      })
    })

    it('tells the owner of a token that was replaced longer than an hour ago', async () => {
      const node = await createNode(target, owner.token)
      await call(target, 'regenerateToken', 'POST', `/api/nodes/${node.id}/regenerate-token`, {
        token: owner.token,
      })
      target.advance(3_700_000)
      expect((await report(target, node)).status).toBe(403)
      await target.idle()
      expect(await own(node)).toMatchObject({ last_rejected: { code: 'report_token_invalid' } })
      // The log tells of it once a day, to the owner alone.
      target.advance(3_700_000)
      await report(target, node)
      await target.idle()
      const query = `/api/events?node=${node.id}&kind=token_refused`
      const told = await call(target, 'events', 'GET', query, { token: owner.token })
      expect(told.body['events']).toHaveLength(1)
      expect((await call(target, 'events', 'GET', query)).body['events']).toEqual([])
    })

    it('takes 20 reports of a node a minute, says when to come again, and counts what was carried meanwhile', async () => {
      const node = await createNode(target, owner.token)
      const count = (total_traffic: number) => report(target, node, { boot_id: 'a', total_traffic })
      for (let at = 0; at < 20; at += 1) expect((await count(at)).status).toBe(200)
      const refused = await count(20)
      expect([refused.status, refused.body['code']]).toEqual([429, 'rate_limited'])
      const waitS = Number(refused.headers.get('retry-after'))
      expect(waitS).toBeGreaterThan(0)
      expect(waitS).toBeLessThanOrEqual(60)
      target.advance(waitS * 1000)
      expect((await count(21)).body).toMatchObject({ used_traffic: 21 })
    })

    it('keeps the interval that the reporter says, and tells of two machines and of a total that fell', async () => {
      const node = await createNode(target, owner.token)
      const count = (install_id: string, total_traffic: number) =>
        report(target, node, { boot_id: 'b', install_id, total_traffic, report_interval_s: 120 })
      for (let at = 0; at < 8; at += 1) {
        await count('one', 100 + at)
        target.advance(60_000)
        await count('two', 50 + at)
        target.advance(60_000)
      }
      expect(await own(node)).toMatchObject({
        used_traffic: 14,
        report_interval_s: 120,
        two_machines: true,
        counter_rebased_at: null,
      })
      const single = await createNode(target, owner.token)
      for (const total of [10, 30, 5, 8]) {
        await report(target, single, { boot_id: 'c', total_traffic: total })
        target.advance(60_000)
      }
      const told = await own(single)
      expect(told).toMatchObject({ used_traffic: 23, two_machines: false })
      expect(told.counter_rebased_at).not.toBeNull()
    })

    it('notes a rejection at most once in ten minutes', async () => {
      const node = await createNode(target, owner.token)
      const wrong = async (): Promise<string | undefined> => {
        await post({ token: node.reportToken.replace(/.$/, (last) => (last === '0' ? '1' : '0')) })
        await target.idle()
        return (await own(node)).last_rejected?.at
      }
      const first = await wrong()
      target.advance(60_000)
      expect(await wrong()).toBe(first)
      target.advance(600_000)
      expect(await wrong()).not.toBe(first)
    })

    it('refuses an expired node with the right token, and takes its reports again when it is prolonged', async () => {
      const node = await createNode(target, owner.token, { valid_until: '2020-01-01' })
      const expired = await report(target, node)
      expect([expired.status, expired.body['code'], expired.body['error']]).toEqual([
        403,
        'node_expired',
        '节点已过期',
      ])
      await call(target, 'updateNode', 'PUT', `/api/nodes/${node.id}`, {
        token: owner.token,
        body: { valid_until: '2099-01-01' },
      })
      expect((await report(target, node)).status).toBe(200)
    })

    it('counts a report_id once, and cumulative counters by boot', async () => {
      const node = await createNode(target, owner.token)
      const once = { reported_traffic: 1, report_id: 'r-1' }
      expect((await report(target, node, once)).body).toMatchObject({ used_traffic: 1 })
      expect((await report(target, node, once)).body).toMatchObject({ used_traffic: 1 })
      const counter = await createNode(target, owner.token)
      const total = async (boot_id: string, total_traffic: number) => {
        target.advance(1000)
        return (await report(target, counter, { boot_id, total_traffic })).body['used_traffic']
      }
      expect(await total('a', 5)).toBe(0)
      expect(await total('a', 7.5)).toBe(2.5)
      expect(await total('a', 7)).toBe(2.5)
      expect(await total('b', 1)).toBe(3.5)
    })

    it('throttles failures of one node without keeping its owner out', async () => {
      const node = await createNode(target, owner.token)
      const wrong = node.reportToken.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
      const statuses: number[] = []
      for (let at = 0; at < 25; at += 1) statuses.push((await post({ token: wrong }, `192.0.2.${at}`)).status)
      expect(new Set(statuses)).toEqual(new Set([403, 429]))
      expect(statuses.at(-1)).toBe(429)
      expect((await report(target, node)).status).toBe(200)
    })

    it('is offline when it says so, and after three silent intervals', async () => {
      const node = await createNode(target, owner.token)
      await report(target, node, { status: 'offline' })
      expect(await own(node)).toMatchObject({ status: 'offline' })
      await report(target, node)
      expect(await own(node)).toMatchObject({ status: 'online' })
      target.advance(31 * 60_000)
      expect(await own(node)).toMatchObject({ status: 'offline', current_bandwidth: 0 })
    })

    it('keeps the extra fields', async () => {
      const node = await createNode(target, owner.token)
      const extra = { tier_bandwidth: 250, latency_ms: 32, easytier_version: '2.6.4', uptime_seconds: 86_400 }
      await report(target, node, extra)
      const { latency_ms: reported_latency_ms, ...rest } = extra
      expect(await own(node)).toMatchObject({ ...rest, reported_latency_ms, latency_ms: -1 })
    })

    it('counts 64 reports at once exactly, and each of 64 sent twice with its report_id once', async () => {
      const body = { reports_per_minute: 0 }
      const set = await call(target, 'updateSettings', 'PUT', '/api/system/settings', { body, token: admin })
      expect(set.status).toBe(200)
      const [plain, doubled] = [await createNode(target, owner.token), await createNode(target, owner.token)]
      const all = await Promise.all(
        Array.from({ length: 64 }, () => report(target, plain, { reported_traffic: 0.001 })),
      )
      expect(all.every(({ status }) => status === 200)).toBe(true)
      const ids = Array.from({ length: 64 }, (_, at) => `id-${at}`)
      const twice = await Promise.all(
        [...ids, ...ids].map((report_id) => report(target, doubled, { reported_traffic: 0.003, report_id })),
      )
      expect(twice.every(({ status }) => status === 200)).toBe(true)
      await target.idle()
      expect((await own(plain)).used_traffic).toBe(0.064)
      expect((await own(doubled)).used_traffic).toBe(0.192)
      target.advance(15 * 60_000)
      for (let at = 0; at < 8; at += 1) await report(target, plain, { reported_traffic: 0 })
      await target.idle()
      expect((await own(plain)).used_traffic).toBe(0.064)
    })
  })
}
