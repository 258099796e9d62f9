import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { admin, call, createNode, initialize, login, signUp } from '../support/http-client.ts'
import { fuzzer, type FuzzCall, type FuzzWorld } from '../support/http-fuzz.ts'
import { expectDocumented } from '../support/http-oracle.ts'
import { origin, targets, type Target } from '../support/http-target.ts'

/** FUZZ_RUNS=20000 is the whole of it; both ways together run this many in an ordinary `npm test`. */
const runs = Number(process.env['FUZZ_RUNS'] ?? 3000)
const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_122)
const width = 8
/** FUZZ_LATE_MS=5000: an answer that is later is a fault, on a machine that has nothing else to do. */
const lateMs = Number(process.env['FUZZ_LATE_MS'] ?? Infinity)
/** Calls before the world is made anew: a session ended or a node deleted by chance would make the rest shallow. */
const chunk = 500

/** Calls whose hashing of passwords would take most of the time get a share of their own. */
function isCostly({ route }: FuzzCall): boolean {
  return ['register', 'login', 'initialize', 'changePassword', 'deleteMe', 'resetPassword'].includes(route.id)
}

for (const { name, start } of targets) {
  describe(`no input gives a 5xx, ${name}`, () => {
    let target: Target
    /** People, nodes and sessions that no earlier call has spoilt. */
    const makeWorld = async (): Promise<FuzzWorld> => {
      target.advance(1000)
      const root = await login(target, admin.email, admin.password)
      const settings = { registration_open: 1, nodes_per_user: 50, site_url: '' }
      await call(target, 'updateSettings', 'PUT', '/api/system/settings', { token: root, body: settings })
      const people = [await signUp(target, 'fuzz'), await signUp(target, 'fuzz')]
      const nodes = [await createNode(target, root), await createNode(target, people[0]?.token ?? '')]
      return {
        tokens: [root, ...people.map(({ token }) => token)],
        nodeIds: [...nodes.map(({ id }) => String(id)), '1'],
        emails: [...people.map(({ email }) => email), 'nobody@example.com'],
        reportTokens: nodes.map(({ reportToken }) => reportToken),
        passwords: ['password123', 'wrong', ''],
      }
    }
    beforeAll(async () => {
      target = await start({
        env: { EDGEONE_CHECK_API: 'http://127.0.0.1:1', EDGEONE_CHECK_TIMEOUT: '1', PASSWORD_HASH: 'pbkdf2' },
      })
      await initialize(target)
    })
    afterAll(() => target?.stop())

    let slowestMs = 0
    const send = async (one: FuzzCall): Promise<number> => {
      const { route, method, path, headers, body, clientIp } = one
      const init: RequestInit = { method, headers: { ...headers } }
      if (body !== undefined) init.body = body
      const startedMs = performance.now()
      const response = await target.fetch(new Request(origin + path, init), { clientIp })
      const text = await response.text()
      slowestMs = Math.max(slowestMs, performance.now() - startedMs)
      // test-email tells that this site has no mail provider; nothing else may answer a 5xx.
      const isMailFailure = route.id === 'testEmail' && response.status === 502
      const known =
        method === route.method && !path.includes('/..') && response.status !== 404 && response.status !== 405
      try {
        if (!isMailFailure) expect(response.status).toBeLessThan(500)
        expect(slowestMs).toBeLessThan(lateMs)
        const isOfApi = new URL(path, origin).pathname.startsWith('/api/')
        if (isOfApi && response.status >= 400 && method !== 'HEAD')
          expect(JSON.parse(text)).toMatchObject({ error: expect.any(String), code: expect.any(String) })
        if (known && text !== '') expectDocumented(route.id, response, text)
      } catch (error) {
        throw new Error(
          `${JSON.stringify({ ...one, route: route.id, body: body?.slice(0, 2000) })}\n${response.status} ${text.slice(0, 500)}`,
          { cause: error },
        )
      }
      return response.status
    }

    it(`${runs} calls over all routes`, { timeout: 60_000 + runs * 100 }, async () => {
      const statuses = new Map<number, number>()
      let costly = 0
      const worker = async (next: () => FuzzCall, share: number): Promise<void> => {
        for (let at = 0; at < share;) {
          const one = next()
          if (isCostly(one)) {
            costly += 1
            if (costly % 10 !== 0) continue
          }
          at += 1
          const status = await send(one)
          statuses.set(status, (statuses.get(status) ?? 0) + 1)
        }
      }
      for (let done = 0; done < runs; done += chunk) {
        const size = Math.min(chunk, runs - done)
        const next = fuzzer(seed + done, await makeWorld())
        await Promise.all(
          Array.from({ length: width }, (_, at) => worker(next, Math.floor((size + at) / width))),
        )
      }
      await target.idle()
      const answered = [...statuses.values()].reduce((sum, count) => sum + count, 0)
      expect(answered).toBe(runs)
      for (const status of [200, 201, 400, 401, 403, 404, 405, 413, 415])
        expect(statuses.get(status) ?? 0, String(status)).toBeGreaterThan(0)
      if (process.env['FUZZ_RUNS'] !== undefined)
        console.log(
          `${name}: seed ${seed}, ${runs} calls, ${JSON.stringify([...statuses])}, slowest ${Math.round(slowestMs)} ms`,
        )
      const alive = await call(target, 'checkInit', 'GET', '/api/system/check-init')
      expect(alive.body).toMatchObject({ initialized: true })
      expect(target.lines.filter((line) => line.includes('"failure"'))).toEqual([])
    })
  })
}
