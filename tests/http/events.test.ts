import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, createNode, initialize, login, report, signUp } from '../support/http-client.ts'
import { origin, targets, type Target } from '../support/http-target.ts'

const tickKey = 'a-tick-key-of-the-http-suite'

type Event = { id: string; kind: string; node_id: number; node_name: string; why: string }

for (const { name, start } of targets) {
  describe(`/api/events, ${name}`, () => {
    let target: Target
    let owner: { email: string; token: string }
    let other: { email: string; token: string }
    let adminToken: string
    let node: Awaited<ReturnType<typeof createNode>>
    let second: Awaited<ReturnType<typeof createNode>>

    beforeAll(async () => {
      target = await start({ env: { TICK_KEY: tickKey } })
      adminToken = await initialize(target)
      owner = await signUp(target)
      other = await signUp(target, 'other')
      node = await createNode(target, owner.token, { max_traffic: 10 })
      second = await createNode(target, other.token)
      await report(target, node, { reported_traffic: 1 })
      await report(target, second)
      for (let at = 0; at < 3; at += 1) {
        target.advance(300_000)
        await report(target, node, { reported_traffic: 4, easytier_version: '2.0.3' })
      }
      target.advance(1_800_000)
      await call(target, 'tick', 'POST', '/api/tick', { headers: { 'x-tick-key': tickKey } })
      await target.idle()
    })
    afterAll(() => target?.stop())

    const ask = async (query: string, token?: string): Promise<{ events: Event[]; next: string | null }> => {
      const answer = await call(target, 'events', 'GET', `/api/events${query}`, { token })
      expect(answer.status).toBe(200)
      return answer.body as unknown as { events: Event[]; next: string | null }
    }
    const kinds = async (query: string, token?: string): Promise<string[]> =>
      (await ask(query, token)).events.map(({ kind }) => kind)

    it('tells everybody the public ones, newest first', async () => {
      expect(await kinds(`?node=${node.id}`)).toEqual(['offline', 'first_report'])
      const { events } = await ask('')
      expect(new Set(events.map(({ node_id: id }) => id))).toEqual(new Set([node.id, second.id]))
      expect(events[0]?.node_name).toBe(node.name)
    })

    it('tells the owner everything of the own nodes, and nobody else', async () => {
      const own = ['offline', 'quota_95', 'quota_100', 'outdated_version', 'first_report']
      const told = await kinds(`?node=${node.id}`, owner.token)
      expect(told).toEqual(expect.arrayContaining(own.filter((kind) => !kind.startsWith('quota'))))
      expect(told.filter((kind) => kind.startsWith('quota')).length).toBeGreaterThan(0)
      expect(await kinds(`?node=${node.id}`, other.token)).toEqual(['offline', 'first_report'])
      expect(await kinds(`?node=${node.id}`, adminToken)).toEqual(told)
      const mine = (await ask('?mine=true', owner.token)).events
      expect(new Set(mine.map(({ node_id: id }) => id))).toEqual(new Set([node.id]))
      expect(await ask(`?mine=true&node=${node.id}`, owner.token)).toMatchObject({ events: mine })
      expect(await ask(`?mine=true&node=${second.id}`, owner.token)).toMatchObject({ events: [] })
    })

    it('tells an admin without the second factor that the site asks for what everybody is told', async () => {
      const helper = await signUp(target, 'helper')
      const user = `/api/system/users/${helper.email}`
      await call(target, 'updateUser', 'PUT', user, { token: adminToken, body: { is_admin: 1 } })
      await call(target, 'selfTest', 'POST', '/api/system/self-test', {
        token: adminToken,
        body: { step: 'end', found: [] },
      })
      const token = await login(target, helper.email, 'password123')
      const sees = async (): Promise<readonly [number, boolean]> => {
        const init = await call(target, 'checkInit', 'GET', '/api/system/check-init', { token })
        return [(await kinds(`?node=${node.id}`, token)).length, init.body['self_test'] !== undefined]
      }
      const [before, sawRun] = await sees()
      expect([before > 2, sawRun]).toEqual([true, true])
      await call(target, 'updateSettings', 'PUT', '/api/system/settings', {
        token: adminToken,
        body: { totp_required_for_admins: 1, password: 'admin123456' },
      })
      expect(await sees()).toEqual([2, false])
    })

    it('has pages', async () => {
      const whole = (await ask('?mine=true', owner.token)).events
      const read: Event[] = []
      let next: string | null = null
      do {
        const page: Awaited<ReturnType<typeof ask>> = await ask(
          `?mine=true&limit=1${next === null ? '' : `&before=${next}`}`,
          owner.token,
        )
        read.push(...page.events)
        next = page.next
      } while (next !== null)
      expect(read).toEqual(whole)
    })

    it('filters by kind and region', async () => {
      expect(new Set(await kinds('?kind=offline'))).toEqual(new Set(['offline']))
      expect(await kinds('?region=overseas')).toEqual([])
      expect(await kinds('?kind=offline&tag=nowhere')).toEqual([])
    })

    it.each(['?node=0', '?kind=none', '?before=x', '?region=moon', '?limit=0', '?limit=201', '?tag='])(
      'refuses %s',
      async (query) => {
        const answer = await call(target, 'events', 'GET', `/api/events${query}`)
        expect([answer.status, answer.body['code']]).toEqual([400, 'invalid_field'])
      },
    )

    it('a session that is over makes a stranger of its owner; `mine` wants one', async () => {
      expect(await kinds(`?node=${node.id}`, 'x.y.z')).toEqual(['offline', 'first_report'])
      const none = await call(target, 'events', 'GET', '/api/events?mine=true')
      expect([none.status, none.body['code']]).toEqual([401, 'token_missing'])
    })

    it('an owner’s secret address shows the own nodes, until it is renewed', async () => {
      const renew = async (): Promise<string> => {
        const answer = await call(target, 'renewFeedKey', 'POST', '/api/auth/feed-key', {
          token: owner.token,
        })
        expect(answer.status).toBe(200)
        return String(answer.body['json_url'])
      }
      const read = (address: string): Promise<Response> => {
        const { pathname, search } = new URL(address)
        return target.fetch(new Request(origin + pathname + search))
      }
      const first = await renew()
      const feed = await read(`${first}&lang=en`)
      expect(feed.headers.get('cache-control')).toBe('private, no-store')
      const { items } = (await feed.json()) as { items: { title: string }[] }
      expect(items.map(({ title }) => title)).toContain(`${node.name}: Outdated EasyTier version (2.0.3)`)
      const again = await renew()
      expect((await read(first)).status).toBe(404)
      expect((await read(again)).status).toBe(200)
    })
  })
}
