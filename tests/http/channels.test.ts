import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { call, initialize, signUp } from '../support/http-client.ts'
import { targets, type Target } from '../support/http-target.ts'
import { notifiedService } from '../support/notified-service.ts'

const tickKey = 'a-tick-key-of-the-http-suite'

for (const { name, start } of targets) {
  describe(`alert channels, ${name}`, () => {
    let target: Target
    let admin: string
    let service: Awaited<ReturnType<typeof notifiedService>>
    beforeAll(async () => {
      service = await notifiedService()
      target = await start({ env: { NOTIFY_ALLOW_PRIVATE: '1', TICK_KEY: tickKey } })
      admin = await initialize(target)
    })
    afterAll(async () => {
      await target?.stop()
      await service?.stop()
    })
    afterEach(() => {
      service.behaviour = { status: 200, body: '' }
    })

    const hook = (): Record<string, unknown> => ({
      kind: 'webhook',
      name: 'hook',
      credential: { url: `${service.origin}/in/abcdefgh1234` },
      events: ['offline', 'drained'],
    })
    const create = (token: string, body: unknown, query = '') =>
      call(target, 'createChannel', 'POST', `/api/channels${query}`, { token, body })

    it('are made, listed, tried, changed and deleted by their owner alone', async () => {
      const [owner, other] = [await signUp(target), await signUp(target)]
      const made = await create(owner.token, hook())
      expect(made.status, made.text).toBe(201)
      const { id } = made.body['channel'] as unknown as { id: string }
      expect(made.text).not.toContain('abcdefgh')
      expect(JSON.parse(service.calls.at(-1)?.body ?? '')).toMatchObject({ event: 'test' })
      const list = await call(target, 'listChannels', 'GET', '/api/channels', { token: owner.token })
      expect(list.body['channels']).toMatchObject([{ id, last_four: '1234', off_reason: null }])
      for (const [operation, method, path] of [
        ['testChannel', 'POST', `/api/channels/${id}/test`],
        ['updateChannel', 'PUT', `/api/channels/${id}`],
        ['listDeliveries', 'GET', `/api/channels/${id}/deliveries`],
        ['deleteChannel', 'DELETE', `/api/channels/${id}`],
      ] as const) {
        const body = method === 'PUT' ? { name: 'other' } : undefined
        const foreign = await call(target, operation, method, path, { token: other.token, body })
        expect([operation, foreign.status, foreign.body['code']]).toEqual([
          operation,
          404,
          'channel_not_found',
        ])
        const own = await call(target, operation, method, path, { token: owner.token, body })
        expect([operation, own.status]).toEqual([operation, 200])
      }
    })

    it('say what the service said when it refuses', async () => {
      const { token } = await signUp(target)
      service.behaviour = { status: 403, body: 'go away' }
      const refused = await create(token, hook())
      expect([refused.status, refused.body['code'], refused.body['details']]).toEqual([
        400,
        'channel_refused',
        { reason: 'HTTP 403: go away' },
      ])
    })

    it('of the site are for admins', async () => {
      const { token } = await signUp(target)
      const refused = await create(token, hook(), '?scope=site')
      expect([refused.status, refused.body['code']]).toEqual([403, 'admin_required'])
      const made = await create(admin, { ...hook(), events: ['mail_failing'] }, '?scope=site')
      expect(made.status).toBe(201)
      const own = await call(target, 'listChannels', 'GET', '/api/channels', { token: admin })
      expect(own.body['channels']).toEqual([])
    })

    it('are ten at most', async () => {
      const { token } = await signUp(target)
      for (let at = 0; at < 10; at += 1) expect((await create(token, hook())).status).toBe(201)
      const more = await create(token, hook())
      expect([more.status, more.body['code']]).toEqual([400, 'channel_limit'])
    })

    it('are tried thirty times an hour', async () => {
      const { token } = await signUp(target)
      const { id } = (await create(token, hook())).body['channel'] as unknown as { id: string }
      const codes: unknown[] = []
      for (let at = 0; at < 30; at += 1) {
        const tried = await call(target, 'testChannel', 'POST', `/api/channels/${id}/test`, { token })
        codes.push(tried.body['code'])
      }
      expect(codes.slice(0, 29)).toEqual(codes.slice(0, 29).map(() => undefined))
      expect(codes.at(-1)).toBe('rate_limited')
    })

    it.each([
      [{ credential: {} }, 'missing_field', 'credential.url'],
      [{ credential: { url: 'ftp://example.com/' } }, 'channel_target_forbidden', 'credential.url'],
      [{ credential: { url: 1 } }, 'invalid_field', 'credential'],
      [{ quiet: '25:00-07:00' }, 'invalid_field', 'quiet'],
      [{ events: ['online'] }, 'invalid_field', 'events[0]'],
    ])('refuse %j', async (change, code, field) => {
      const { token } = await signUp(target)
      const refused = await create(token, { ...hook(), ...change })
      expect([refused.status, refused.body['code']]).toEqual([400, code])
      expect(refused.body['details']).toMatchObject({ field })
    })
  })
}
