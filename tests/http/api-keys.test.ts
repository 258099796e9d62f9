import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  call,
  createNode,
  initialize,
  report,
  signUp,
  type Answer,
  type MadeNode,
} from '../support/http-client.ts'
import { origin, targets, type Target } from '../support/http-target.ts'

type ListedKey = {
  id: string
  prefix: string
  name: string
  requests_per_day: number
  requests_per_minute: number
  own_quota: boolean
  expires_at: string | null
  expired: boolean
  uses: { date: string; requests: number }[]
}

const checkerKey = 'the-key-of-the-checker'

for (const { name, start } of targets) {
  describe(`API keys, ${name}`, () => {
    let target: Target
    let admin: string
    let node: MadeNode
    let owner: { email: string; token: string }
    beforeAll(async () => {
      target = await start({ env: { EDGEONE_CHECK_API_KEY: checkerKey } })
      admin = await initialize(target)
      const { token } = await signUp(target)
      node = await createNode(target, token)
      await report(target, node)
      await call(target, 'updateSettings', 'PUT', '/api/system/settings', {
        token: admin,
        body: { api_minute_quota: 5, api_day_quota: 150, api_keys_per_user: 4 },
      })
    })
    let skewMs = 0
    const advance = (ms: number): void => {
      skewMs += ms
      target.advance(ms)
    }
    // Each test has a minute of the quota's clock to itself.
    beforeEach(async () => {
      owner = await signUp(target)
      advance(60_500 - ((Date.now() + skewMs) % 60_000))
    })
    afterAll(() => target?.stop())

    const make = async (body: object = {}): Promise<{ id: string; key: string }> => {
      const answer = await call(target, 'createApiKey', 'POST', '/api/keys', {
        token: owner.token,
        body: { name: 'launcher', ...body },
      })
      expect(answer.status).toBe(201)
      const { id } = answer.body['api_key'] as unknown as ListedKey
      return { id, key: String(answer.body['key']) }
    }
    const list = async (token: string, query = ''): Promise<ListedKey[]> => {
      const answer = await call(target, 'listApiKeys', 'GET', `/api/keys${query}`, { token })
      expect(answer.status).toBe(200)
      return answer.body['keys'] as unknown as ListedKey[]
    }
    const ask = (key: string): Promise<Answer> =>
      call(target, 'queryGet', 'GET', '/api/query', { headers: { 'x-api-key': key } })
    const rate = ({ headers }: { headers: Headers }): (string | null)[] =>
      ['limit', 'remaining', 'limit-minute', 'remaining-minute'].map((field) =>
        headers.get(`x-ratelimit-${field}`),
      )
    const codeOf = (answer: Answer): unknown[] => [answer.status, answer.body['code']]

    it('is shown once, listed by its beginning, and counted', async () => {
      const { id, key } = await make({ expires_days: 30 })
      expect(key).toMatch(/^etk_[0-9a-z]{8}_[0-9a-f]{32}$/)
      const first = await ask(key)
      expect(codeOf(first)).toEqual([200, undefined])
      expect(rate(first)).toEqual(['150', '149', '5', '4'])
      expect(Number(first.headers.get('x-ratelimit-reset'))).toBeGreaterThan(0)
      // A page of another origin reads them, and only where there are some are they named.
      const named = (answer: Answer): string => answer.headers.get('access-control-expose-headers') ?? ''
      expect(named(first).split(',')).toEqual([
        'ETag',
        'Retry-After',
        'X-Request-Id',
        'X-RateLimit-Limit',
        'X-RateLimit-Remaining',
        'X-RateLimit-Reset',
        'X-RateLimit-Limit-Minute',
        'X-RateLimit-Remaining-Minute',
      ])
      const unkeyed = await call(target, 'publicNodes', 'GET', '/api/public')
      expect(named(unkeyed)).toBe('ETag,Retry-After,X-Request-Id')
      const peer = await target.fetch(new Request(`${origin}/peer`, { headers: { 'x-api-key': key } }))
      expect([peer.status, ...rate(peer)]).toEqual([200, '150', '148', '5', '3'])
      const [listed, ...others] = await list(owner.token)
      expect(others).toEqual([])
      expect(listed).toMatchObject({ id, prefix: `etk_${id}`, name: 'launcher', expired: false })
      expect(listed?.uses.map(({ requests }) => requests).slice(-2)).toEqual([0, 2])
      expect(JSON.stringify(listed)).not.toContain(key)
    })

    it('may ask so often within a minute, then again in the next', async () => {
      const { key } = await make()
      const answers = await Promise.all(Array.from({ length: 9 }, () => ask(key)))
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(5)
      const refused = await ask(key)
      expect(codeOf(refused)).toEqual([429, 'rate_limited'])
      expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60)
      const peer = await target.fetch(new Request(`${origin}/peer`, { headers: { 'x-api-key': key } }))
      expect([peer.status, peer.headers.get('retry-after') === null]).toEqual([429, false])
      advance(60_000)
      expect((await ask(key)).status).toBe(200)
    })

    it('ends when it is revoked, is over, or its owner is disabled; others have never been keys', async () => {
      const [revoked, expiring, disabled] = [await make(), await make({ expires_days: 1 }), await make()]
      const revoke = (token: string, id: string) =>
        call(target, 'revokeApiKey', 'DELETE', `/api/keys/${id}`, { token })
      const stranger = await signUp(target)
      expect(codeOf(await revoke(stranger.token, revoked.id))).toEqual([404, 'api_key_not_found'])
      expect((await revoke(owner.token, revoked.id)).status).toBe(200)
      expect(codeOf(await revoke(owner.token, revoked.id))).toEqual([404, 'api_key_not_found'])
      const wrong = `${disabled.key.slice(0, -1)}${disabled.key.endsWith('0') ? '1' : '0'}`
      for (const key of [revoked.key, wrong, 'etk_00000000_', `etk_zzzzzzzz_${'0'.repeat(32)}`]) {
        expect(codeOf(await ask(key))).toEqual([401, 'api_key_invalid'])
        const peer = await target.fetch(new Request(`${origin}/peer`, { headers: { 'x-api-key': key } }))
        expect(peer.status).toBe(401)
      }
      // What is no key of this kind says nothing here.
      expect((await ask('of-another-kind')).status).toBe(200)
      advance(86_400_000)
      expect(codeOf(await ask(expiring.key))).toEqual([401, 'api_key_invalid'])
      expect((await ask(disabled.key)).status).toBe(200)
      await call(target, 'updateUser', 'PUT', `/api/system/users/${owner.email}`, {
        token: admin,
        body: { is_enabled: 0 },
      })
      expect(codeOf(await ask(disabled.key))).toEqual([401, 'api_key_invalid'])
    })

    it('there are only so many of', async () => {
      const [first] = [await make(), await make(), await make(), await make()]
      const body = { name: 'one more' }
      const add = () => call(target, 'createApiKey', 'POST', '/api/keys', { token: owner.token, body })
      expect(codeOf(await add())).toEqual([400, 'api_key_limit'])
      await call(target, 'revokeApiKey', 'DELETE', `/api/keys/${first.id}`, { token: owner.token })
      expect((await add()).status).toBe(201)
    })

    it('an admin sees those of others, may raise one within the cap, and ends it', async () => {
      const { id, key } = await make()
      const stranger = await signUp(target)
      const path = `/api/keys?email=${owner.email}`
      const refused = await call(target, 'listApiKeys', 'GET', path, { token: stranger.token })
      expect(codeOf(refused)).toEqual([403, 'admin_required'])
      const foreign = { token: stranger.token }
      const taken = await call(target, 'revokeApiKey', 'DELETE', `/api/keys/${id}`, foreign)
      expect(codeOf(taken)).toEqual([404, 'api_key_not_found'])
      expect(await list(admin, `?email=${owner.email}`)).toMatchObject([{ id, own_quota: false }])
      const nobody = await call(target, 'listApiKeys', 'GET', '/api/keys?email=no@example.com', {
        token: admin,
      })
      expect(codeOf(nobody)).toEqual([404, 'user_not_found'])
      const raise = (body: object) =>
        call(target, 'setApiKeyQuota', 'PUT', `/api/keys/${id}/quota`, { token: admin, body })
      const beyond = await raise({ requests_per_day: 100_001 })
      expect([...codeOf(beyond), beyond.body['details']]).toEqual([
        400,
        'invalid_field',
        { field: 'requests_per_day' },
      ])
      const raised = await raise({ requests_per_day: 1500, requests_per_minute: 50 })
      expect(raised.body['api_key']).toMatchObject({ requests_per_minute: 50, own_quota: true })
      expect(rate(await ask(key))).toEqual(['1500', '1499', '50', '49'])
      expect((await raise({})).body['api_key']).toMatchObject({ requests_per_minute: 5, own_quota: false })
      expect(rate(await ask(key))).toEqual(['150', '148', '5', '3'])
      await call(target, 'revokeApiKey', 'DELETE', `/api/keys/${id}`, { token: admin })
      expect(codeOf(await ask(key))).toEqual([401, 'api_key_invalid'])
      expect(await list(owner.token)).toEqual([])
    })

    it('goes with its account', async () => {
      const { key } = await make()
      const gone = await call(target, 'deleteMe', 'DELETE', '/api/auth/me', {
        token: owner.token,
        body: { password: 'password123' },
      })
      expect(gone.status).toBe(200)
      expect(codeOf(await ask(key))).toEqual([401, 'api_key_invalid'])
    })

    it('tells an address without a key how many different nodes are left', async () => {
      const ask = async (path: string, headers: Record<string, string> = {}) => {
        const answer = await target.fetch(new Request(`${origin}${path}`, { headers }), {
          clientIp: '192.0.2.77',
        })
        return [answer.status, ...rate(answer)]
      }
      await report(target, node)
      advance(61_000)
      expect(await ask('/peer')).toEqual([200, '60', '59', null, null])
      expect(await ask('/api/query')).toEqual([200, '60', '59', null, null])
      const { key } = await make()
      expect(await ask('/peer', { 'x-api-key': key })).toEqual([200, '150', '149', '5', '4'])
      expect(await ask('/api/public')).toEqual([200, null, null, null, null])
    })

    it('has addresses checked when it is made for that, each of a batch counted', async () => {
      const [plain, forChecks] = [await make(), await make({ check: 1 })]
      const health = (key: string) =>
        call(target, 'checkHealth', 'GET', '/api/edgeone/health', { headers: { 'x-api-key': key } })
      expect(codeOf(await health(plain.key))).toEqual([403, 'api_key_scope'])
      expect(codeOf(await health('another'))).toEqual([401, 'api_key_invalid'])
      for (const key of [forChecks.key, checkerKey]) expect((await health(key)).status).toBe(200)
      const batch = (key: string, count: number) =>
        call(target, 'batchCheck', 'POST', '/api/edgeone/batch-check', {
          headers: { 'x-api-key': key },
          body: {
            nodes: Array.from({ length: count }, () => ({
              server: 'quic://1.2.3.4:1',
              network_name: 'a',
              network_secret: 'b',
            })),
          },
        })
      const taken = await batch(forChecks.key, 4)
      expect([taken.status, ...rate(taken)]).toEqual([200, '150', '146', '5', '1'])
      expect(codeOf(await batch(forChecks.key, 2))).toEqual([429, 'rate_limited'])
      // The deployment's own has no quota.
      expect([(await batch(checkerKey, 6)).status, ...rate(await batch(checkerKey, 6))]).toEqual([
        200,
        null,
        null,
        null,
        null,
      ])
    })
  })
}
