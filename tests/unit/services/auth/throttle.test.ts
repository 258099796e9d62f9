import { describe, expect, it } from 'vitest'
import { login } from '../../../../src/services/auth/login.ts'
import { sweptRules } from '../../../../src/store/throttle/rules.ts'
import { sweepThrottles } from '../../../../src/store/throttle/sweep-throttles.ts'
import { chargeThrottle } from '../../../../src/services/throttle/throttle.ts'
import { createMemory } from '../../../../src/store/context/context.ts'
import { hitMemory } from '../../../../src/store/throttle/throttle-memory.ts'
import { hashText, throttlePrefix, timeKey } from '../../../../src/store/kv/keys.ts'
import {
  accountContext,
  addUser,
  codeOf,
  initializedWorld,
  type AccountOptions,
} from '../../../support/accounts.ts'
import { seededRandom } from '../../../support/kv/random.ts'
import { SimKv, type SimFault } from '../../../support/kv/sim-kv.ts'

const rule = { kind: 'zz', max: 3, windowMs: 60_000 }
const email = 'user@example.com'
const password = 'password123'

function throttleKeys(world: SimKv): string[] {
  return [...world.dump().keys()].filter((key) => key.startsWith('t_'))
}

async function world(): Promise<SimKv> {
  const made = await initializedWorld()
  await addUser(made, email)
  made.nowMs += 90_000_000
  made.wipe((key) => key.startsWith('t_'))
  return made
}

describe('one throttle', () => {
  it('allows so many hits within the window and tells when the next one is due', async () => {
    const world = new SimKv()
    const take = (subject = 'a') => chargeThrottle(accountContext(world), [[rule, subject]])
    for (let count = 0; count < 3; count += 1) {
      await take()
      world.nowMs += 10_000
    }
    await expect(take()).rejects.toMatchObject({ code: 'rate_limited', details: { retry_after_seconds: 30 } })
    expect(await codeOf(take('b'))).toBe('ok')
    world.nowMs += 30_000
    expect(await codeOf(take())).toBe('ok')
    await expect(take()).rejects.toMatchObject({ details: { retry_after_seconds: 10 } })
  })

  it('keeps no hit of a refused call, so that waiting always helps', async () => {
    const world = new SimKv()
    for (let count = 0; count < 20; count += 1) {
      const ctx = accountContext(world)
      await codeOf(chargeThrottle(ctx, [[rule, 'a']]))
      await ctx.background()
    }
    expect(throttleKeys(world)).toHaveLength(3)
  })

  it('keeps no hit of a call that the store failed', async () => {
    const world = new SimKv()
    const memory = createMemory()
    const failing = { memory, fault: (): SimFault => 'lost_before' }
    for (let count = 0; count < 20; count += 1)
      await expect(chargeThrottle(accountContext(world, failing), [[rule, 'a']])).rejects.toThrow(
        'lost before',
      )
    expect(await codeOf(chargeThrottle(accountContext(world, { memory }), [[rule, 'a']]))).toBe('ok')
  })

  it('refuses when any of its subjects is used up, and charges none of them', async () => {
    const world = new SimKv()
    for (let count = 0; count < 3; count += 1) await chargeThrottle(accountContext(world), [[rule, 'ip']])
    const ctx = accountContext(world)
    const both = [
      [rule, 'address'],
      [rule, 'ip'],
    ] as const
    expect(await codeOf(chargeThrottle(ctx, both))).toBe('rate_limited')
    await ctx.background()
    expect(throttleKeys(world)).toHaveLength(3)
  })

  it('gives everybody of whom no IP is known one share', async () => {
    const world = new SimKv()
    for (let count = 0; count < 3; count += 1) await chargeThrottle(accountContext(world), [[rule, '']])
    expect(await codeOf(chargeThrottle(accountContext(world), [[rule, '']]))).toBe('rate_limited')
  })

  it('counts what shares a tag by itself', async () => {
    const world = new SimKv()
    const tagged = { ...rule, perTag: { max: 1, windowMs: 60_000 } }
    const take = (tag: string) => chargeThrottle(accountContext(world), [[tagged, 'ip', tag]])
    expect([await codeOf(take('a')), await codeOf(take('a')), await codeOf(take('b'))]).toEqual([
      'ok',
      'rate_limited',
      'ok',
    ])
    expect([await codeOf(take('c')), await codeOf(take('d'))]).toEqual(['ok', 'rate_limited'])
  })

  it('grows slower and never shuts', async () => {
    const world = new SimKv()
    const growing = { kind: 'zg', max: 2, windowMs: 86_400_000, growing: { firstMs: 1000, mostMs: 60_000 } }
    const waits: number[] = []
    for (let count = 0; count < 12; count += 1) {
      const before = world.nowMs
      while ((await codeOf(chargeThrottle(accountContext(world), [[growing, 'a']]))) !== 'ok') {
        world.nowMs += 500
      }
      waits.push(world.nowMs - before)
    }
    expect(waits).toEqual([0, 0, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000])
  })

  it('sees the newest hits behind any number of old ones', async () => {
    const world = new SimKv()
    const prefix = throttlePrefix('zz', hashText('a', 32))
    for (let count = 0; count < 400; count += 1) {
      world.write(
        `${prefix}${timeKey(world.nowMs - 3_600_000)}_${count.toString(16).padStart(16, '0')}`,
        '1',
        0,
      )
    }
    for (let count = 0; count < 3; count += 1) await chargeThrottle(accountContext(world), [[rule, 'a']])
    expect(await codeOf(chargeThrottle(accountContext(world), [[rule, 'a']]))).toBe('rate_limited')
  })

  it('lets no more than the limit pass of calls side by side at several isolates of a place', async () => {
    const world = new SimKv()
    const random = seededRandom(7)
    const work = Array.from({ length: 40 }, () => async () => {
      await chargeThrottle(accountContext(world, { random }), [[rule, 'a']])
    })
    const results = await world.interleave(work, random)
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(3)
  })

  it('costs a refused caller nothing once the isolate knows', async () => {
    const world = new SimKv()
    const memory = createMemory()
    for (let count = 0; count < 4; count += 1) {
      await codeOf(chargeThrottle(accountContext(world, { memory }), [[rule, 'a']]))
    }
    const ctx = accountContext(world, { memory })
    expect(await codeOf(chargeThrottle(ctx, [[rule, 'a']]))).toBe('rate_limited')
    expect(ctx.kv.operations).toBe(0)
  })

  it('remembers a bounded number of subjects', async () => {
    const world = new SimKv()
    const memory = createMemory()
    const ctx = accountContext(world, { memory })
    for (let count = 0; count < 10_050; count += 1) hitMemory(ctx, { rule, subject: `s${count}` })
    expect(memory.throttles.size).toBe(10_000)
  })

  it('writes a lazy hit when it stands, or when the isolate knows another', async () => {
    const world = new SimKv()
    const memory = createMemory()
    const lazy = { ...rule, lazy: true } as const
    const ctx = (): ReturnType<typeof accountContext> => accountContext(world, { memory })
    const first = await chargeThrottle(ctx(), [[lazy, 'a']])
    expect(throttleKeys(world)).toEqual([])
    await first.keep()
    expect(throttleKeys(world)).toHaveLength(1)
    await chargeThrottle(ctx(), [[lazy, 'a']])
    expect(throttleKeys(world)).toHaveLength(2)
  })

  it('has a kind of its own for each rule', () => {
    const kinds = sweptRules.map(({ kind }) => kind)
    expect(new Set(kinds).size).toBe(kinds.length)
    for (const kind of kinds) expect(kind).toMatch(/^[a-z]{2}$/)
  })
})

describe('guessing a password', () => {
  const guess = (kv: SimKv, options: AccountOptions, wrong = 'wrong') =>
    codeOf(login(accountContext(kv, options), { email, password: wrong }))

  it('evaluates at most the limit of 500 guesses side by side at one isolate', async () => {
    const kv = await world()
    const random = seededRandom(3)
    const memory = createMemory()
    const work = Array.from({ length: 500 }, () => () => guess(kv, { memory, random }))
    const results = await kv.interleave(work, random)
    const codes = results.map((result) => (result.status === 'fulfilled' ? result.value : 'broken'))
    expect(codes.filter((code) => code === 'invalid_credentials').length).toBeLessThanOrEqual(10)
    expect(codes.filter((code) => code !== 'invalid_credentials' && code !== 'rate_limited')).toEqual([])
  })

  it('evaluates at most the limit of each place while none of three sees the others', async () => {
    const kv = new SimKv({ places: 3, delayMs: () => 60_000 })
    await initializedWorld(kv)
    await addUser(kv, email)
    kv.settle()
    const random = seededRandom(5)
    const memories = [createMemory(), createMemory(), createMemory()]
    const work = Array.from({ length: 300 }, (_unused, index) => () => {
      const place = index % 3
      return guess(kv, { place, memory: memories[place] ?? createMemory(), random })
    })
    const results = await kv.interleave(work, random)
    const evaluated = results.filter(
      (result) => result.status === 'fulfilled' && result.value === 'invalid_credentials',
    )
    expect(evaluated.length).toBeLessThanOrEqual(30)
    kv.settle()
    expect(await guess(kv, { place: 0 })).toBe('rate_limited')
  })

  it('costs the store nothing more from a caller that it has refused', async () => {
    const kv = await world()
    for (let count = 0; count < 10; count += 1) await guess(kv, {})
    const memory = createMemory()
    expect(await guess(kv, { memory })).toBe('rate_limited')
    const ctx = accountContext(kv, { memory })
    expect(await codeOf(login(ctx, { email, password }))).toBe('rate_limited')
    expect(ctx.kv.counts).toEqual({ get: 1, put: 0, delete: 0, list: 1 })
    // Others of the address are not refused for it.
    kv.nowMs += 3_600_000
    expect(await guess(kv, { memory, clientIp: '198.51.100.1' })).toBe('invalid_credentials')
  })

  it('from many addresses is slowed down, and never keeps out the browser that has signed in before', async () => {
    const kv = await world()
    const cookies = new Map<string, string>()
    const devices = {
      cookieOf: (user: string) => cookies.get(user),
      remember: (user: string, value: string) => void cookies.set(user, value),
    }
    const own = (given: string) =>
      codeOf(login({ ...accountContext(kv, { clientIp: '192.0.2.7' }), devices }, { email, password: given }))
    expect(await own(password)).toBe('ok')
    for (let count = 0; count < 200; count += 1) {
      await guess(kv, { clientIp: `198.51.100.${count}` })
      // Somebody on the owner's own IP as well.
      await guess(kv, { clientIp: '192.0.2.7' })
    }
    expect(await guess(kv, { clientIp: '203.0.113.77' }, password)).toBe('rate_limited')
    expect(await own(password)).toBe('ok')
    for (let count = 0; count < 10; count += 1) expect(await own('wrong')).toBe('invalid_credentials')
    expect(await own(password)).toBe('rate_limited')
    // A cookie of another account, or one that was changed, is none.
    const [value = ''] = cookies.values()
    for (const forged of [value.replace(/^./, 'f'), value.slice(0, -1), '']) {
      const forgery = { cookieOf: () => forged, remember: () => undefined }
      const ctx = { ...accountContext(kv, { clientIp: '203.0.113.78' }), devices: forgery }
      expect(await codeOf(login(ctx, { email, password }))).toBe('rate_limited')
    }
  })

  it('leaves the right password free of charge', async () => {
    const kv = await world()
    for (let count = 0; count < 40; count += 1) {
      const ctx = accountContext(kv)
      await login(ctx, { email, password })
      await ctx.background()
    }
    expect(throttleKeys(kv)).toEqual([])
  })

  it('is charged before a hash is computed', async () => {
    const kv = await world()
    const memory = createMemory()
    for (let count = 0; count < 10; count += 1) await guess(kv, { memory })
    const ctx = accountContext(kv, { memory, policy: undefined })
    for (let count = 0; count < 500; count += 1) await codeOf(login(ctx, { email, password: 'wrong' }))
    // 500 hashes of full strength would take longer than the test may.
    expect(ctx.kv.counts.put).toBe(0)
  })
})

it('two days after a week of attack from 2,000 addresses no key is left', async () => {
  const kv = await world()
  const random = seededRandom(11)
  const stepMs = 180_000
  const memory = createMemory()
  for (let at = 0; at < (7 * 86_400_000) / stepMs; at += 1) {
    kv.nowMs += stepMs
    const address = Math.floor(random() * 2000)
    const clientIp = `10.${address % 250}.${Math.floor(address / 250)}.1`
    const target = at % 3 === 0 ? email : `nobody${address}@example.com`
    const ctx = accountContext(kv, { clientIp, memory, random })
    await codeOf(login(ctx, { email: target, password: 'wrong' }))
    await ctx.background()
    kv.log.length = 0
  }
  expect(throttleKeys(kv).length).toBeGreaterThan(0)
  // Rebuilds of the view sweep as well, once in two minutes while anybody looks at the site.
  for (let at = 0; at < 2 * 720; at += 1) {
    kv.nowMs += 120_000
    await sweepThrottles(accountContext(kv, { random }))
    kv.log.length = 0
  }
  expect(throttleKeys(kv)).toEqual([])
}, 120_000)
