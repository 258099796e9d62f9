import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, createNode, initialize, report, signUp } from '../support/http-client.ts'
import { targets, type Target } from '../support/http-target.ts'

const tickKey = 'a-tick-key-of-the-http-suite'

for (const { name, start } of targets) {
  describe(`maintenance, ${name}`, () => {
    let target: Target
    let owner: { email: string; token: string }
    let nowMs = 0
    let node: Awaited<ReturnType<typeof createNode>>
    beforeAll(async () => {
      target = await start()
      await initialize(target)
      owner = await signUp(target)
      node = await createNode(target, owner.token)
      await report(target, node)
      const { body } = await call(target, 'publicNodes', 'GET', '/api/public')
      nowMs = Date.parse(String(body['generated_at']))
    })
    afterAll(() => target?.stop())

    const set = (maintenance_until: unknown, token = owner.token) =>
      call(target, 'updateNode', 'PUT', `/api/nodes/${node.id}`, { token, body: { maintenance_until } })
    const inHours = (hours: number): string => new Date(nowMs + hours * 3_600_000).toISOString()

    it('pauses the node until its end, which the owner and the page are told', async () => {
      const until = inHours(2)
      const answer = await set(until)
      expect(answer.body['node']).toMatchObject({ maintenance_until: until, state: 'drained', is_enabled: 1 })
      const page = await call(target, 'publicNode', 'GET', `/api/public/${node.id}`)
      expect(page.body['node']).toMatchObject({ maintenance_until: until, state: 'drained' })
      expect((await call(target, 'query', 'POST', '/api/query', { body: {} })).body['nodes']).toEqual([])
      const ended = await set('')
      expect(ended.body['node']).toMatchObject({ maintenance_until: null, state: 'online' })
    })

    it.each(['tomorrow', '2026-13-01T00:00:00Z', 5])('refuses %s', async (value) => {
      const answer = await set(value)
      expect([answer.status, answer.body['code']]).toEqual([400, 'invalid_field'])
      expect(answer.body['details']).toMatchObject({ field: 'maintenance_until' })
    })

    const setWeekly = (weekly_maintenance: unknown, token = owner.token) =>
      call(target, 'updateNode', 'PUT', `/api/nodes/${node.id}`, { token, body: { weekly_maintenance } })

    it('comes every week where the owner says so, by the own clock or the site’s, and ends with the window', async () => {
      const now = new Date(nowMs)
      const weekday = ((now.getUTCDay() + 6) % 7) + 1
      // All day but its last minute.
      const whole = { weekday, from: '00:00', to: '23:59', utc_offset: 0 }
      const other = { weekday: (weekday % 7) + 1, from: '22:30', to: '01:00' }
      const answer = await setWeekly([whole, other])
      const until = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), 23, 59))
      expect(answer.body['node']).toMatchObject({
        weekly_maintenance: [whole, { ...other, utc_offset: 480 }],
        state: 'drained',
      })
      const page = await call(target, 'publicNode', 'GET', `/api/public/${node.id}`)
      expect(page.body['node']).toMatchObject({ state: 'drained' })
      expect(page.body['node']).toHaveProperty('maintenance_until', until.toISOString())
      expect((await call(target, 'query', 'POST', '/api/query', { body: {} })).body['nodes']).toEqual([])
      const ended = await setWeekly([])
      expect(ended.body['node']).toMatchObject({ maintenance_until: null, weekly_maintenance: [] })
      expect(ended.body['node']).toMatchObject({ state: 'online' })
    })

    it.each([
      ['weekly_maintenance[0].weekday', { weekday: 0 }],
      ['weekly_maintenance[0].weekday', { weekday: 8 }],
      ['weekly_maintenance[0].from', { from: '24:00' }],
      ['weekly_maintenance[0].to', { to: '3:00' }],
      ['weekly_maintenance[0].utc_offset', { utc_offset: 841 }],
      ['weekly_maintenance[0].utc_offset', { utc_offset: 0.5 }],
      ['weekly_maintenance[0]', { from: '05:00' }],
    ])('refuses %s of %j', async (field, change) => {
      const answer = await setWeekly([{ weekday: 1, from: '03:00', to: '05:00', ...change }])
      expect([answer.status, answer.body['code']]).toEqual([400, 'invalid_field'])
      expect(answer.body['details']).toMatchObject({ field })
    })

    it('refuses an eighth window, what is no list, and others', async () => {
      const window = { weekday: 1, from: '03:00', to: '05:00' }
      expect((await setWeekly(Array.from({ length: 8 }, () => window))).body['code']).toBe('invalid_field')
      expect((await setWeekly('Mondays')).body['code']).toBe('invalid_field')
      const twice = await setWeekly([window, { ...window, weekday: 2 }, window])
      expect([twice.body['code'], twice.body['details']]).toMatchObject([
        'invalid_field',
        { field: 'weekly_maintenance[2]' },
      ])
      const stranger = await signUp(target, 'stranger')
      expect((await setWeekly([window], stranger.token)).body['code']).toBe('node_update_forbidden')
    })

    it('refuses more than 30 days, and whoever is not the owner', async () => {
      expect((await set(inHours(24 * 31))).body['code']).toBe('invalid_field')
      const other = await signUp(target, 'other')
      expect((await set(inHours(1), other.token)).body['code']).toBe('node_update_forbidden')
    })
    describe('what happened to a node in maintenance, or a paused one, that is down', () => {
      let kept: Target
      let token: string
      let adminToken: string
      let id: number
      beforeAll(async () => {
        kept = await start({ env: { TICK_KEY: tickKey } })
        adminToken = await initialize(kept)
        const signedUp = await signUp(kept)
        token = signedUp.token
        const made = await createNode(kept, token, { node_name: 'in the workshop' })
        id = Number(made.id)
        await report(kept, made)
        await tick()
        // Silent, so that it serves nobody whom it would have to be kept for.
        kept.advance(1_800_000)
        const { body } = await call(kept, 'publicNodes', 'GET', '/api/public')
        const until = new Date(Date.parse(String(body['generated_at'])) + 6 * 3_600_000).toISOString()
        const put = await call(kept, 'updateNode', 'PUT', `/api/nodes/${id}`, {
          token,
          body: { maintenance_until: until },
        })
        expect(put.status).toBe(200)
        kept.advance(600_000)
        await tick()
        kept.advance(300_000)
      })
      afterAll(() => kept?.stop())

      const tick = async (): Promise<void> => {
        await call(kept, 'tick', 'POST', '/api/tick', { headers: { 'x-tick-key': tickKey } })
        await kept.idle()
      }
      const told = async (query: string): Promise<unknown> => {
        const { body } = await call(kept, 'events', 'GET', `/api/events${query}`)
        return body['events']
      }
      const began = expect.arrayContaining([
        expect.objectContaining({ kind: 'maintenance_began', node_name: 'in the workshop' }),
      ])

      it('is told to everybody, of the node and of the site, but the node stays off the lists', async () => {
        expect(await told(`?node=${id}`)).toEqual(began)
        expect(await told('')).toEqual(began)
        expect((await call(kept, 'publicNodes', 'GET', '/api/public?show_offline=1')).body['nodes']).toEqual(
          [],
        )
        expect((await call(kept, 'query', 'POST', '/api/query', { body: {} })).body['nodes']).toEqual([])
      })

      it('is told of one that its owner has paused', async () => {
        await call(kept, 'updateNode', 'PUT', `/api/nodes/${id}`, {
          token,
          body: { maintenance_until: '', is_enabled: 0 },
        })
        kept.advance(300_000)
        expect(await told('')).toEqual(began)
      })

      it('is nobody’s business once an admin has hidden it', async () => {
        const verdict = await call(kept, 'judgeNode', 'POST', `/api/nodes/${id}/verdict`, {
          token: adminToken,
          body: { verdict: 'hide', reason: 'test' },
        })
        expect(verdict.status).toBe(200)
        kept.advance(300_000)
        expect([await told(''), await told(`?node=${id}`)]).toEqual([[], []])
      })
    })
  })
}
