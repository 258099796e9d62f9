import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test, vi } from 'vitest'
import type { Clock } from '../../../src/probe/clock.ts'
import { createHealth } from '../../../src/probe/health.ts'
import { limits } from '../../../src/probe/limits.ts'
import { askEcho, hold, readQuestion } from '../../../src/probe/self-test.ts'

/** A clock whose waits are over when the test says so. */
function handClock(): Clock & { readonly waits: number[]; end(): void } {
  const waiting: (() => void)[] = []
  const waits: number[] = []
  return {
    waits,
    nowMs: () => 0,
    wallMs: () => 0,
    after: (delayMs, run) => {
      waits.push(delayMs)
      waiting.push(run)
      return () => {}
    },
    end: () => {
      for (const run of waiting.splice(0)) run()
    },
  }
}

test('a wait is as long as is asked and no longer than a check; of too many the rest do not wait', async () => {
  const clock = handClock()
  const asked = readQuestion('{"hold_ms": 99999999}').holdMs ?? 0
  expect(asked).toBe(limits.totalMs)
  const held = Array.from({ length: limits.holdsMax + 2 }, () => hold(clock, asked))
  expect(clock.waits).toHaveLength(limits.holdsMax)
  clock.end()
  expect(await Promise.all(held)).toEqual([...Array.from({ length: limits.holdsMax }, () => asked), 0, 0])
  for (const odd of ['{"hold_ms":-1}', '{"hold_ms":"9"}', '[]', 'no JSON', ''])
    expect(readQuestion(odd)).toEqual({ isDeep: false, holdMs: undefined, echo: undefined })
  for (const half of ['{"run":"r"}', '{"ticket":"t"}', '{"run":"r","ticket":1}'])
    expect(readQuestion(half).echo).toBeUndefined()
})

test('the health of a checker answers when it has waited', async () => {
  const clock = handClock()
  const health = createHealth(async () => ({ status: 'ok' }), clock)
  const ask = (body: string): Promise<Response> =>
    Promise.resolve(
      health({ request: new Request('http://host/probe/health', { method: 'POST', body }), env: {} }),
    )
  const waiting = ask('{"hold_ms":1200}')
  await vi.waitUntil(() => clock.waits.length > 0)
  clock.end()
  expect(clock.waits).toEqual([1200])
  expect(await (await waiting).json()).toEqual({ status: 'ok', held_ms: 1200 })
  expect(await (await ask('')).json()).toEqual({ status: 'ok' })
})

test('the health of a checker leads back to itself when asked, behind its key', async () => {
  const health = createHealth(async () => ({ status: 'ok' }), handClock())
  const ask = (key: string): Promise<Response> =>
    health({
      request: new Request('http://host/probe/health?redirect=1', { headers: { 'x-api-key': key } }),
      env: { API_KEY: 'the key' },
    })
  const led = await ask('the key')
  expect([led.status, led.headers.get('location')]).toEqual([302, '/probe/health'])
  expect((await ask('another')).status).toBe(401)
})

test('the echo goes to PUBLIC_ORIGIN alone, and takes nothing but an address from it', async () => {
  const echo = { run: 'r', ticket: 't' }
  const answers = [
    '{"rows":[{"measured":"2001:db8::1"}]}',
    '{"rows":[{"measured":"<script>"}]}',
    '{"rows":[{"measured":""}]}',
    'x'.repeat(limits.echoBytesMax * 2),
  ]
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.end(answers[asked.length - 1])
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const clock = handClock()
  expect(await askEcho(clock, undefined, echo)).toBeUndefined()
  expect(await askEcho(clock, `${origin}/elsewhere`, echo)).toBeUndefined()
  expect(await askEcho(clock, origin, undefined)).toBeUndefined()
  expect(asked).toEqual([])
  expect(await askEcho(clock, origin, echo)).toBe('2001:db8::1')
  expect(await askEcho(clock, origin, echo)).toBeNull()
  expect(await askEcho(clock, origin, echo)).toBeUndefined()
  expect(await askEcho(clock, origin, echo)).toBeNull()
  expect(new Set(asked)).toEqual(new Set(['POST /api/system/self-test']))
  server.close()
  server.closeAllConnections()
  expect(await askEcho(clock, origin, echo)).toBeNull()
})
