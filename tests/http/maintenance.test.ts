import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, createNode, initialize, report, signUp } from '../support/http-client.ts'
import { targets, type Target } from '../support/http-target.ts'

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
      const stranger = await signUp(target, 'stranger')
      expect((await setWeekly([window], stranger.token)).body['code']).toBe('node_update_forbidden')
    })

    it('refuses more than 30 days, and whoever is not the owner', async () => {
      expect((await set(inHours(24 * 31))).body['code']).toBe('invalid_field')
      const other = await signUp(target, 'other')
      expect((await set(inHours(1), other.token)).body['code']).toBe('node_update_forbidden')
    })
  })
}
