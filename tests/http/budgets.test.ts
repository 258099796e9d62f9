import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  admin,
  call,
  createNode,
  initialize,
  nodeBody,
  report,
  signUp,
  type Answer,
} from '../support/http-client.ts'
import { targets, type Target } from '../support/http-target.ts'

/** Counts of KV operations until the answer; work behind it is not the caller's to wait for. */
for (const { name, start } of targets) {
  describe(`KV operations, ${name}`, () => {
    let target: Target
    let owner: { email: string; token: string }
    beforeAll(async () => {
      target = await start()
      await initialize(target)
      owner = await signUp(target)
    })
    afterAll(() => target?.stop())

    const opsOf = ({ response }: Answer): { total: number; rounds: number } => {
      const { get, put, delete: removed, list, rounds } = target.usage(response)
      return { total: get + put + removed + list, rounds }
    }

    it('a page from a fresh view: at most 2', async () => {
      const node = await createNode(target, owner.token)
      await report(target, node)
      const read = async (): Promise<number[]> => {
        const totals: number[] = []
        for (const [routeId, path] of [
          ['publicNodes', '/api/public'],
          ['publicNodes', '/api/public?show_offline=true'],
          ['stats', '/api/stats'],
          ['queryGet', '/api/query'],
          ['checkInit', '/api/system/check-init'],
        ] as const) {
          totals.push(opsOf(await call(target, routeId, 'GET', path)).total)
        }
        return totals
      }
      await read()
      await target.idle()
      for (const total of await read()) expect(total).toBeLessThanOrEqual(2)
      // Past the isolate's own memory, yet the view is still fresh.
      target.advance(6000)
      for (const total of await read()) expect(total).toBeLessThanOrEqual(2)
    })

    it('a 304: no more than the answer itself', async () => {
      const first = await call(target, 'publicNodes', 'GET', '/api/public')
      const again = await call(target, 'publicNodes', 'GET', '/api/public', {
        headers: { 'if-none-match': first.headers.get('etag') ?? '' },
      })
      expect(again.status).toBe(304)
      expect(opsOf(again).total).toBeLessThanOrEqual(2)
    })

    it('one public node: at most 7 in 2 round trips', async () => {
      const node = await createNode(target, owner.token)
      await report(target, node)
      const answer = await call(target, 'publicNode', 'GET', `/api/public/${node.id}`)
      const { total, rounds } = opsOf(answer)
      expect(answer.status).toBe(200)
      expect(total).toBeLessThanOrEqual(7)
      expect(rounds).toBeLessThanOrEqual(2)
    })

    it('a report, by name or by token, folding or not: at most 9 in at most 3 round trips, now and then an event', async () => {
      const node = await createNode(target, owner.token)
      let withEvents = 0
      for (let at = 0; at < 40; at += 1) {
        const names = at % 2 === 0 ? { node_name: node.name, email: owner.email } : {}
        const answer = await report(target, node, { ...names, reported_traffic: 0.1 })
        expect(answer.status).toBe(200)
        const { total, rounds } = opsOf(answer)
        expect(total).toBeLessThanOrEqual(9 + 2)
        expect(rounds).toBeLessThanOrEqual(3 + 1)
        if (rounds > 3 || total > 9) withEvents += 1
        await target.idle()
        target.advance(60_000)
      }
      // Its first report, told by one or two of those that follow.
      expect(withEvents).toBeLessThanOrEqual(2)
    })

    it('creating a node: at most 10', async () => {
      for (let at = 0; at < 5; at += 1) {
        const made = await call(target, 'createNode', 'POST', '/api/nodes', {
          token: owner.token,
          body: nodeBody(),
        })
        expect(made.status).toBe(201)
        expect(opsOf(made).total).toBeLessThanOrEqual(10)
      }
    })

    it('a login, of a user and of the super admin: at most 6, besides what goes on behind the answer', async () => {
      for (const { email, password } of [{ email: owner.email, password: 'password123' }, admin]) {
        const answer = await call(target, 'login', 'POST', '/api/auth/login', { body: { email, password } })
        expect(answer.status).toBe(200)
        // Begun behind the answer: a deletion, the entry in the audit log, a look whether the place is new.
        expect(opsOf(answer).total).toBeLessThanOrEqual(6 + 3)
      }
    })

    it('a refusal without a session or key: none', async () => {
      expect(opsOf(await call(target, 'myNodes', 'GET', '/api/nodes/my')).total).toBe(0)
      expect(opsOf(await call(target, 'myNodes', 'GET', '/api/nodes/my', { token: 'x.y.z' })).total).toBe(0)
      expect(opsOf(await call(target, 'register', 'POST', '/api/auth/register', { body: {} })).total).toBe(0)
    })
  })
}
