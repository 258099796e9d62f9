import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OneNode, OwnNode } from '../../src/contract/node.ts'
import { call, createNode, initialize, nodeBody, report, signUp } from '../support/http-client.ts'
import { targets, type Target } from '../support/http-target.ts'

for (const { name, start } of targets) {
  describe(`nodes, ${name}`, () => {
    let target: Target
    let admin: string
    let owner: { email: string; token: string }
    let other: { email: string; token: string }

    beforeAll(async () => {
      target = await start()
      admin = await initialize(target)
      owner = await signUp(target)
      other = await signUp(target)
    })
    afterAll(() => target?.stop())

    const create = (body: unknown) =>
      call(target, 'createNode', 'POST', '/api/nodes', { token: owner.token, body })
    const get = (id: number, token = owner.token) =>
      call(target, 'getNode', 'GET', `/api/nodes/${id}`, { token })
    const put = (id: number, body: unknown, token = owner.token) =>
      call(target, 'updateNode', 'PUT', `/api/nodes/${id}`, { token, body })
    const remove = (id: number, token = owner.token) =>
      call(target, 'deleteNode', 'DELETE', `/api/nodes/${id}`, { token })
    const nodeOf = (answer: { body: Record<string, unknown> }) => answer.body['node'] as OwnNode

    it('a refusal and its reason are told to the owner with the node, and gone when it is approved', async () => {
      const node = await createNode(target, owner.token)
      const own = async (): Promise<unknown> => {
        const answer = await call(target, 'getNode', 'GET', `/api/nodes/${node.id}`, { token: owner.token })
        const { listing, listing_reason: reason } = answer.body['node'] as unknown as OneNode
        return [listing, reason]
      }
      const judge = (body: object) =>
        call(target, 'judgeNode', 'POST', `/api/nodes/${node.id}/verdict`, { token: admin, body })
      expect(await own()).toEqual(['listed', ''])
      expect((await judge({ verdict: 'refuse', reason: '带宽不实' })).status).toBe(200)
      expect(await own()).toEqual(['refused', '带宽不实'])
      target.advance(1000)
      expect((await judge({ verdict: 'approve' })).status).toBe(200)
      expect(await own()).toEqual(['listed', ''])
    })

    it('creates with the documented defaults and shows the token once', async () => {
      const made = await create({
        node_name: 'defaults',
        region_type: 'overseas',
        connections: [{ type: 'tcp', ip: 'node.example.org', port: 1 }],
      })
      expect(made.status).toBe(201)
      const node = nodeOf(made)
      expect(node).toMatchObject({
        region_detail: '',
        tier_bandwidth: 0,
        max_bandwidth: 0,
        max_traffic: 0,
        reset_cycle: 30,
        reset_day: 0,
        max_connections: 100,
        tags: '',
        notes: '',
        allow_relay: 0,
        address_public: 0,
        is_enabled: 1,
        status: 'offline',
        state: 'waiting',
        used_traffic: 0,
        connections: [{ type: 'TCP', ip: 'node.example.org', port: 1 }],
        owner_email: owner.email,
        last_rejected: null,
        first_report_at: null,
      })
      const validMs = Date.parse(node.valid_until) - Date.parse(node.created_at)
      expect(Math.round(validMs / 86_400_000)).toBeOneOf([365, 366])
      expect(node.report_token).toMatch(/^etr_[0-9a-z]+_[0-9a-f]{32}$/)
      expect(node.report_token.startsWith(node.token_prefix)).toBe(true)
      expect(Number.isSafeInteger(node.id)).toBe(true)
      expect(made.body['node_id']).toBe(node.id)
      const read = await get(node.id)
      expect(nodeOf(read)).toMatchObject({ report_token: '', token_prefix: node.token_prefix })
    })

    it('reads a date as the end of that day in UTC+8 and an instant as itself', async () => {
      const date = nodeOf(await create(nodeBody({ valid_until: '2099-11-04' })))
      expect(date.valid_until).toBe('2099-11-04T15:59:59.999Z')
      const instant = nodeOf(await create(nodeBody({ valid_until: '2099-11-04T10:00:00+08:00' })))
      expect(instant.valid_until).toBe('2099-11-04T02:00:00.000Z')
    })

    it('takes tags as text or list, flags as 0, 1, true, false, and null for absence', async () => {
      const made = nodeOf(
        await create(
          nodeBody({
            tags: ['高速', ' 稳定 ', '高速'],
            allow_relay: true,
            address_public: false,
            notes: null,
          }),
        ),
      )
      expect(made).toMatchObject({ tags: '高速,稳定', allow_relay: 1, address_public: 0, notes: '' })
      expect(nodeOf(await create(nodeBody({ tags: '高速，稳定、新' })))).toMatchObject({
        tags: '高速,稳定,新',
      })
    })

    it('ignores what it does not know, and what is not for the owner to set', async () => {
      const made = await create(
        nodeBody({
          id: 5,
          owner_email: 'x@example.com',
          report_token: 'mine',
          used_traffic: 99,
          unknown: [1],
          __proto__: { a: 1 },
        }),
      )
      expect(nodeOf(made)).toMatchObject({ owner_email: owner.email, used_traffic: 0 })
      expect(nodeOf(made).id).not.toBe(5)
    })

    for (const [field, wrong] of [
      ['connections', []],
      ['connections', Array.from({ length: 17 }, () => ({ type: 'TCP', ip: '1.2.3.4', port: 1 }))],
      ['connections[0].port', [{ type: 'TCP', ip: '1.2.3.4', port: 70_000 }]],
      ['connections[0].port', [{ type: 'TCP', ip: '1.2.3.4', port: 1.5 }]],
      ['connections[0].type', [{ type: 'ICMP', ip: '1.2.3.4', port: 1 }]],
      ['connections[0].ip', [{ type: 'TCP', ip: '1.2.3.4:80', port: 1 }]],
      ['connections[0].ip', [{ type: 'TCP', ip: '999.1.1.1', port: 1 }]],
      ['connections[0].ip', [{ type: 'TCP', ip: 'http://a', port: 1 }]],
      ['connections[0].path', [{ type: 'WS', ip: '1.2.3.4', port: 1, path: 'no-slash' }]],
    ] as const) {
      it(`refuses ${JSON.stringify(wrong).slice(0, 60)} and names ${field}`, async () => {
        const answer = await create(nodeBody({ connections: wrong }))
        expect([answer.status, answer.body['details']]).toEqual([400, { field }])
      })
    }

    for (const over of [
      { node_name: '' },
      { node_name: '   ' },
      { node_name: 'a\u0000b' },
      { node_name: 'line\nline' },
      { node_name: 'x'.repeat(201) },
      { region_type: 'mars' },
      { max_bandwidth: -1 },
      { max_traffic: 1e300 },
      { reset_cycle: 1.5 },
      { reset_day: 32 },
      { valid_until: 'soon' },
      { valid_until: '2026-02-30' },
      { allow_relay: 2 },
      { tags: 'x'.repeat(201) },
      { notes: 'x'.repeat(2001) },
    ]) {
      const [field = ''] = Object.keys(over)
      it(`refuses ${JSON.stringify(over).slice(0, 50)}`, async () => {
        const answer = await create(nodeBody(over))
        expect([answer.status, answer.body['code'], answer.body['details']]).toEqual([
          400,
          'invalid_field',
          { field },
        ])
      })
    }

    it('refuses lone surrogates and numbers beyond all bounds', async () => {
      const body = JSON.stringify(nodeBody()).replace(/"node_name":"[^"]*"/, '"node_name":"\\ud800"')
      const surrogate = await create(body)
      expect([surrogate.status, surrogate.body['details']]).toEqual([400, { field: 'node_name' }])
      const huge = await create(
        JSON.stringify(nodeBody()).replace('"max_bandwidth":1000', '"max_bandwidth":1e999'),
      )
      expect([huge.status, huge.body['details']]).toEqual([400, { field: 'max_bandwidth' }])
    })

    it('takes what GET answered without a change: a reported tier stays the reporter’s, a correction its period’s', async () => {
      const made = await create(nodeBody({ tier_bandwidth: 10, correction_traffic: 5, reset_cycle: 2 }))
      const { id, report_token: token } = nodeOf(made)
      target.advance(1000)
      const send = (tier_bandwidth?: number) =>
        call(target, 'report', 'POST', '/api/report', {
          body: { token, tier_bandwidth, reported_traffic: 1 },
        })
      await send(77)
      const put = async () => {
        const answered = nodeOf(await get(id))
        const { node_id: _id, ...rest } = { node_id: 0, ...answered }
        const { status } = await call(target, 'updateNode', 'PUT', `/api/nodes/${id}`, {
          token: owner.token,
          body: { ...rest, network_name: undefined, network_secret: undefined },
        })
        expect(status).toBe(200)
        return answered
      }
      expect(await put()).toMatchObject({ tier_bandwidth: 77, correction_traffic: 5, used_traffic: 6 })
      target.advance(60_000)
      await send(88)
      expect(nodeOf(await get(id))).toMatchObject({ tier_bandwidth: 88, used_traffic: 7 })
      target.advance(2 * 86_400_000)
      expect(await put()).toMatchObject({ correction_traffic: 0, used_traffic: 0 })
      expect(nodeOf(await get(id))).toMatchObject({ correction_traffic: 0, used_traffic: 0 })
    })

    it('keeps names unique for one owner, on rename too, and free for others', async () => {
      const first = await createNode(target, owner.token, { node_name: '同名' })
      const again = await create(nodeBody({ node_name: '同名' }))
      expect([again.status, again.body['code'], again.body['details']]).toEqual([
        400,
        'node_name_taken',
        { field: 'node_name' },
      ])
      await createNode(target, other.token, { node_name: '同名' })
      const second = await createNode(target, owner.token)
      const renamed = await put(second.id, { node_name: '同名' })
      expect([renamed.status, renamed.body['code']]).toEqual([400, 'node_name_taken'])
      expect((await put(first.id, { node_name: '同名' })).status).toBe(200)
      await remove(first.id)
      expect((await put(second.id, { node_name: '同名' })).status).toBe(200)
    })

    it('keeps strangers out: 404 before 403, admins in', async () => {
      const node = await createNode(target, owner.token)
      const answers = await Promise.all([
        get(node.id, other.token),
        put(node.id, { notes: 'mine' }, other.token),
        remove(node.id, other.token),
        call(target, 'regenerateToken', 'POST', `/api/nodes/${node.id}/regenerate-token`, {
          token: other.token,
        }),
        call(target, 'checkNode', 'POST', `/api/nodes/${node.id}/check`, { token: other.token }),
        call(target, 'nodeHistory', 'GET', `/api/nodes/${node.id}/history`, { token: other.token }),
      ])
      expect(answers.map(({ status, body }) => [status, body['code'], body['error']])).toEqual([
        [403, 'node_forbidden', '无权访问此节点'],
        [403, 'node_update_forbidden', '无权修改此节点'],
        [403, 'node_delete_forbidden', '无权删除此节点'],
        [403, 'node_update_forbidden', '无权修改此节点'],
        [403, 'node_forbidden', '无权访问此节点'],
        [403, 'node_forbidden', '无权访问此节点'],
      ])
      const nobody = await Promise.all([get(1, other.token), put(1, {}, other.token), remove(1, other.token)])
      expect(nobody.map(({ status, body }) => [status, body['code']])).toEqual(
        Array.from({ length: 3 }, () => [404, 'node_not_found']),
      )
      expect((await get(node.id, admin)).status).toBe(200)
      expect((await put(node.id, { notes: 'by an admin' }, admin)).status).toBe(200)
      expect(nodeOf(await get(node.id))).toMatchObject({ notes: 'by an admin', owner_email: owner.email })
      expect((await remove(node.id, admin)).status).toBe(200)
      expect((await get(node.id)).status).toBe(404)
    })

    it('changes only what is named, and refuses an edit of an older revision with the newest node', async () => {
      const made = nodeOf(await create(nodeBody({ notes: 'first', tags: 'a' })))
      const updated = nodeOf(await put(made.id, { notes: 'second', revision: made.revision }))
      expect(updated).toMatchObject({ notes: 'second', tags: 'a', node_name: made.node_name })
      expect(updated.revision).toBeGreaterThan(made.revision)
      const conflict = await put(made.id, { notes: 'third', revision: made.revision })
      expect([conflict.status, conflict.body['code']]).toEqual([409, 'revision_conflict'])
      expect(conflict.body['details']).toMatchObject({
        node: { notes: 'second', revision: updated.revision },
      })
      expect((await put(made.id, {})).status).toBe(200)
    })

    it('keeps health-check credentials to itself: null clears, "" leaves', async () => {
      const secretText = 'a-network-secret-nobody-may-read'
      const made = await create(nodeBody({ network_name: 'net', network_secret: secretText }))
      expect(made.text).not.toContain(secretText)
      const { id } = nodeOf(made)
      expect(nodeOf(made)).toMatchObject({ network_name_set: true, network_secret_set: true })
      expect(nodeOf(await put(id, { network_secret: '', network_name: '********' }))).toMatchObject({
        network_name_set: true,
        network_secret_set: true,
      })
      expect(nodeOf(await put(id, { network_secret: null }))).toMatchObject({
        network_name_set: true,
        network_secret_set: false,
      })
      expect((await get(id)).text).not.toContain(secretText)
    })

    it('makes a new token and keeps the old one for one hour', async () => {
      const node = await createNode(target, owner.token)
      const path = `/api/nodes/${node.id}/regenerate-token`
      const made = await call(target, 'regenerateToken', 'POST', path, { token: owner.token })
      const newToken = String(made.body['report_token'])
      expect(newToken).not.toBe(node.reportToken)
      expect(Date.parse(String(nodeOf(made).previous_token_until))).toBeGreaterThan(0)
      expect((await report(target, node)).status).toBe(200)
      expect((await report(target, node, { token: newToken })).status).toBe(200)
      target.advance(3_600_001)
      const late = await report(target, node)
      expect([late.status, late.body['code']]).toEqual([403, 'report_token_invalid'])
      expect((await report(target, node, { token: newToken })).status).toBe(200)
      await target.idle()
      expect(nodeOf(await get(node.id))).toMatchObject({ last_rejected: { code: 'report_token_invalid' } })
    })

    it('lists mine with totals, and all of them for admins with search, filters and pages', async () => {
      const person = await signUp(target)
      const [one, two] = [
        await createNode(target, person.token, { node_name: 'needle-1' }),
        await createNode(target, person.token, { node_name: 'needle-2', region_type: 'overseas' }),
      ]
      await report(target, one, { connection_count: 3 })
      const mine = await call(target, 'myNodes', 'GET', '/api/nodes/my', { token: person.token })
      expect(mine.body).toMatchObject({
        total: 2,
        nodes: [
          { id: one.id, status: 'online', connection_count: 3 },
          { id: two.id, status: 'offline' },
        ],
      })
      const all = (query: string) =>
        call(target, 'allNodes', 'GET', `/api/nodes/all${query}`, { token: admin })
      expect((await all('?q=needle')).body).toMatchObject({ total: 2 })
      expect((await all('?q=NEEDLE-2')).body).toMatchObject({ total: 1, nodes: [{ id: two.id }] })
      expect((await all(`?q=${person.email}`)).body).toMatchObject({ total: 2 })
      expect((await all('?q=needle&region=overseas')).body).toMatchObject({
        total: 1,
        nodes: [{ id: two.id }],
      })
      expect((await all('?q=needle&status=online')).body).toMatchObject({ total: 1, nodes: [{ id: one.id }] })
      expect((await all('?q=needle&state=waiting')).body).toMatchObject({ total: 1, nodes: [{ id: two.id }] })
      const page = await all('?q=needle&page=2&per_page=1')
      expect(page.body).toMatchObject({ total: 2 })
      expect(page.body['nodes']).toHaveLength(1)
      const whole = await all('')
      expect((whole.body['nodes'] as unknown as unknown[]).length).toBe(whole.body['total'])
    })

    it('stops at the number of nodes that the setting allows', async () => {
      const person = await signUp(target)
      await call(target, 'updateSettings', 'PUT', '/api/system/settings', {
        token: admin,
        body: { nodes_per_user: 2 },
      })
      await createNode(target, person.token)
      const second = await createNode(target, person.token)
      const third = await call(target, 'createNode', 'POST', '/api/nodes', {
        token: person.token,
        body: nodeBody(),
      })
      expect([third.status, third.body['code'], third.body['details']]).toEqual([
        400,
        'node_limit',
        { limit: 2 },
      ])
      await call(target, 'deleteNode', 'DELETE', `/api/nodes/${second.id}`, { token: person.token })
      await createNode(target, person.token)
      await call(target, 'updateSettings', 'PUT', '/api/system/settings', {
        token: admin,
        body: { nodes_per_user: 50 },
      })
    })
  })
}
