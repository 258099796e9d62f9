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

    it('refuses more than 30 days, and whoever is not the owner', async () => {
      expect((await set(inHours(24 * 31))).body['code']).toBe('invalid_field')
      const other = await signUp(target, 'other')
      expect((await set(inHours(1), other.token)).body['code']).toBe('node_update_forbidden')
    })
  })
}
