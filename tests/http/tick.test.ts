import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, createNode, initialize, report, signUp } from '../support/http-client.ts'
import { targets, type Target } from '../support/http-target.ts'

const key = 'a-tick-key-of-the-http-suite'
const nothing = { due: 0, checked: 0, alerted: 0 }

for (const { name, start } of targets) {
  describe(`/api/tick, ${name}`, () => {
    let target: Target
    beforeAll(async () => {
      target = await start({ env: { TICK_KEY: key } })
      await initialize(target)
      await target.idle()
    })
    afterAll(() => target?.stop())

    it.each([
      ['POST', '/api/tick', { 'x-tick-key': key }],
      ['GET', '/api/tick', { 'x-tick-key': key }],
      ['GET', `/api/tick?key=${key}`, {}],
      ['POST', `/api/tick?key=${key}`, {}],
    ])('%s %s does what is due, once a minute', async (method, path, headers) => {
      target.advance(600_000)
      const id = method === 'GET' ? 'tickGet' : 'tick'
      const first = await call(target, id, method, path, { headers })
      expect(first.status).toBe(200)
      expect(first.body['due']).toBeGreaterThan(0)
      expect(first.headers.get('cache-control')).toBe('no-store')
      const again = await call(target, id, method, path, { headers })
      expect(again.body).toMatchObject(nothing)
      expect(again.body['next_due_s']).toBeGreaterThan(0)
      expect(again.body['next_due_s']).toBeLessThanOrEqual(60)
    })

    it.each([
      ['no key', '/api/tick', {}],
      ['a wrong key', '/api/tick', { 'x-tick-key': `${key}x` }],
      ['a wrong key in the address', '/api/tick?key=wrong', {}],
      ['the key as a session', '/api/tick', { authorization: `Bearer ${key}` }],
      // The header is what counts: a right key beside it helps nobody.
      ['a wrong header beside the right address', `/api/tick?key=${key}`, { 'x-tick-key': 'wrong' }],
    ])('refuses %s and starts nothing', async (_, path, headers: Record<string, string>) => {
      for (const method of ['GET', 'POST']) {
        const answer = await call(target, method === 'GET' ? 'tickGet' : 'tick', method, path, { headers })
        expect([answer.status, answer.body['code']]).toEqual([401, 'api_key_invalid'])
      }
    })

    it('HEAD starts nothing', async () => {
      target.advance(600_000)
      const head = await call(target, '', 'HEAD', '/api/tick', { headers: { 'x-tick-key': key } })
      expect(head.status).toBe(405)
      await target.idle()
      if (name === 'workerd') return
      const answer = await call(target, 'tick', 'POST', '/api/tick', { headers: { 'x-tick-key': key } })
      expect(answer.body['due']).toBeGreaterThan(0)
    })
  })

  describe(`/api/tick without TICK_KEY, ${name}`, () => {
    it('is closed to everybody', async () => {
      const target = await start()
      for (const headers of [{}, { 'x-tick-key': '' }, { 'x-tick-key': 'undefined' }] as Record<
        string,
        string
      >[]) {
        const answer = await call(target, 'tick', 'POST', '/api/tick', { headers })
        expect([answer.status, answer.body['code']]).toEqual([401, 'api_key_invalid'])
      }
      await target.stop()
    })
  })
}

describe('the traffic of an edge as its clock', () => {
  it('does the due work behind a report, so that a tick asked for afterwards finds nothing', async () => {
    const workerd = targets.find(({ name }) => name === 'workerd')
    const target = await workerd?.start({ env: { TICK_KEY: key } })
    if (target === undefined) throw new Error('there is no such target')
    await initialize(target)
    const owner = await signUp(target)
    const node = await createNode(target, owner.token)
    await target.idle()
    target.advance(600_000)
    await report(target, node)
    await target.idle()
    const asked = await call(target, 'tick', 'POST', '/api/tick', { headers: { 'x-tick-key': key } })
    expect(asked.body).toMatchObject(nothing)
    target.advance(600_000)
    await target.fetch(new Request('http://nodes.example/peer'))
    await target.idle()
    const askedAgain = await call(target, 'tick', 'POST', '/api/tick', { headers: { 'x-tick-key': key } })
    expect(askedAgain.body).toMatchObject(nothing)
    await target.stop()
  })
})
