import { describe, expect, it } from 'vitest'
import {
  checkThrottle,
  countHit,
  takeThrottle,
  throttles,
} from '../../../../src/services/throttle/throttle.ts'
import { accountContext, codeOf } from '../../../support/accounts.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const rule = { kind: 'zz', max: 3, windowMs: 60_000 }

describe('throttle', () => {
  it('allows so many hits within the window and tells when the next one is due', async () => {
    const world = new SimKv()
    const take = (subject = 'a') => takeThrottle(accountContext(world), [[rule, subject]])
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

  it('does not count a refused call, so that waiting always helps', async () => {
    const world = new SimKv()
    for (let count = 0; count < 20; count += 1)
      await codeOf(takeThrottle(accountContext(world), [[rule, 'a']]))
    expect([...world.dump().keys()].filter((key) => key.startsWith('t_zz'))).toHaveLength(3)
  })

  it('refuses when any of its subjects is used up', async () => {
    const world = new SimKv()
    for (let count = 0; count < 3; count += 1) await countHit(accountContext(world), [[rule, 'ip']])
    const both = [
      [rule, 'address'],
      [rule, 'ip'],
    ] as const
    expect(await codeOf(checkThrottle(accountContext(world), both))).toBe('rate_limited')
  })

  it('limits nobody when the platform tells no IP', async () => {
    const world = new SimKv()
    for (let count = 0; count < 9; count += 1) await takeThrottle(accountContext(world), [[rule, '']])
    expect(world.dump().size).toBe(0)
  })

  it('loses no hit of another place that it can see', async () => {
    const world = new SimKv({ places: 2, delayMs: () => 30_000 })
    for (const place of [0, 1, 1]) await countHit(accountContext(world, { place }), [[rule, 'a']])
    expect(await codeOf(checkThrottle(accountContext(world), [[rule, 'a']]))).toBe('ok')
    world.nowMs += 30_000
    expect(await codeOf(checkThrottle(accountContext(world), [[rule, 'a']]))).toBe('rate_limited')
  })

  it('sweeps expired hits of its subject and, in time, of all others', async () => {
    const world = new SimKv()
    for (let count = 0; count < 30; count += 1)
      await countHit(accountContext(world), [[rule, `subject${count}`]])
    world.nowMs += 120_000
    const left = (): number => [...world.dump().keys()].filter((key) => key.startsWith('t_zz')).length
    for (let count = 0; left() > 5 && count < 3000; count += 1) {
      const ctx = accountContext(world)
      await codeOf(takeThrottle(ctx, [[rule, 'one']]))
      await ctx.background()
      world.nowMs += 60_000
    }
    expect(left()).toBeLessThanOrEqual(5)
  })

  it('has a kind of its own for each rule', () => {
    const kinds = Object.values(throttles).map(({ kind }) => kind)
    expect(new Set(kinds).size).toBe(kinds.length)
    for (const kind of kinds) expect(kind).toMatch(/^[a-z]{2}$/)
  })
})
