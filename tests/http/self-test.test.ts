import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findings } from '../../src/contract/self-test-findings.ts'
import { selfTestSteps } from '../../src/contract/self-test.ts'
import { runSelfTest } from '../../src/ui/pages/console/self-test/run.ts'
import { admin, call, initialize, signUp, type Answer } from '../support/http-client.ts'
import { jwtSecret, origin, targets, type Target } from '../support/http-target.ts'
import { selfTestWorld } from '../support/self-test-world.ts'

const path = '/api/system/self-test'

for (const { name, start } of targets) {
  describe(`self-test, ${name}`, () => {
    let target: Target
    let token: string | undefined
    beforeAll(async () => {
      target = await start()
    })
    afterAll(() => target?.stop())

    const step = (body: unknown, clientIp = '198.51.100.3'): Promise<Answer> =>
      call(target, 'selfTest', 'POST', path, { body, token, clientIp })

    it('before the system is initialised runs for who shows the secret, as often as one may try it', async () => {
      const right = await step({ step: 'storage', jwt_secret: jwtSecret })
      expect(right.status).toBe(200)
      expect(right.text).not.toContain(jwtSecret)
      const run = String(right.body['run'])
      for (let time = 0; time < 20; time += 1) {
        expect((await step({ step: 'loop', run, jwt_secret: jwtSecret })).status).toBe(200)
      }
      const bare = await step({ step: 'loop', run })
      expect([bare.status, bare.body['code']]).toEqual([401, 'jwt_secret_wrong'])
      const foul = await step({ step: 'nonsense', jwt_secret: 'wrong' })
      expect([foul.status, foul.body['code']]).toEqual([401, 'jwt_secret_wrong'])
      for (let time = 0; time < 8; time += 1) await step({ step: 'loop', jwt_secret: 'wrong' })
      expect((await step({ step: 'loop', jwt_secret: jwtSecret })).body['code']).toBe('rate_limited')
      await step({ step: 'end', run, jwt_secret: jwtSecret }, '198.51.100.4')
    })

    it('after that wants the super admin, whatever secret is shown', async () => {
      token = undefined
      const admins = await initialize(target)
      const stranger = await step({ step: 'loop', jwt_secret: jwtSecret })
      expect([stranger.status, stranger.body['code']]).toEqual([401, 'token_missing'])
      token = (await signUp(target)).token
      const person = await step({ step: 'loop', jwt_secret: jwtSecret })
      expect([person.status, person.body['code']]).toEqual([403, 'super_admin_required'])
      token = admins
      expect((await step({ step: 'loop' })).status).toBe(200)
    })

    it.each(selfTestSteps)('%s: within 64 operations, in rows of the contract', async (id) => {
      const answer = await step({ step: id, part: 1, since_s: 60, found: [] })
      expect(answer.status).toBe(200)
      const { get, put, delete: removed, list } = target.usage(answer.response)
      expect(get + put + removed + list).toBeLessThanOrEqual(62)
      for (const { code } of answer.body['rows'] as unknown as { code: string }[]) {
        expect(findings).toHaveProperty(code)
      }
      await step({ step: 'end', run: answer.body['run'] })
    })

    it('refuses a run that is none, or is over: the sweep must find whatever a run leaves', async () => {
      const begun = await step({ step: 'storage' })
      const { run } = begun.body
      await step({ step: 'end', run })
      for (const bad of ['zzzzzzzz_00000000', 'x', '00000000_00000000', `${String(run)}_k`]) {
        const answer = await step({ step: 'loop', run: bad })
        expect([answer.status, answer.body['details']]).toEqual([400, { field: 'run' }])
      }
      target.advance(601_000)
      expect((await step({ step: 'loop', run })).status).toBe(400)
    })

    it('a whole run is kept for the admins, and for nobody else', async () => {
      let skewMs = 601_000
      const world = selfTestWorld({
        origin,
        ...(token === undefined ? {} : { token }),
        nowMs: () => Date.now() + skewMs,
        wait: async (ms) => {
          skewMs += ms
          target.advance(ms)
        },
        fetch: (request) => target.fetch(request),
      })
      const { rows } = await runSelfTest(world, () => {})
      const init = await call(target, 'checkInit', 'GET', '/api/system/check-init', { token })
      const kept = init.body['self_test'] as unknown as { rows: { code: string }[] }
      expect(kept.rows.map(({ code }) => code).sort()).toEqual(rows.map(({ code }) => code).sort())
      for (const other of [undefined, 'no.session.at-all', (await signUp(target)).token]) {
        const answer = await call(target, 'checkInit', 'GET', '/api/system/check-init', { token: other })
        expect([answer.status, answer.body['self_test']]).toEqual([200, undefined])
      }
      for (const word of [jwtSecret, admin.email]) expect(init.text).not.toContain(word)
    })
  })
}
