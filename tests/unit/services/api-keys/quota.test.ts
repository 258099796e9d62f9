import { describe, expect, it } from 'vitest'
import { takeUses } from '../../../../src/store/api-keys/take-uses.ts'
import { createMemory, type StoreMemory } from '../../../../src/store/context/context.ts'
import { simContext } from '../../../support/kv/context.ts'
import { seededRandom } from '../../../support/kv/random.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const id = 'k3x09abc'
const quota = { perDay: 2000, perMinute: 60 }

let isolates = 0

/** One place of a world: an isolate that remembers. */
function placeOf(world: SimKv, place: number, memory: StoreMemory = createMemory(), allowed = quota) {
  isolates += 1
  const random = seededRandom(isolates)
  return async (amount = 1): Promise<boolean> => {
    const ctx = simContext(world, { place, memory, random })
    const { isTaken } = await takeUses(ctx, id, allowed, amount)
    await ctx.background()
    return isTaken
  }
}

async function countOf(takes: readonly Promise<boolean>[]): Promise<number> {
  return (await Promise.all(takes)).filter(Boolean).length
}

describe('the quota of an API key in one process', () => {
  it('is exact within a minute and within a day, however many ask at once', async () => {
    const world = new SimKv({ startMs: Date.UTC(2026, 0, 15) })
    const take = placeOf(world, 0)
    let all = 0
    for (let minute = 0; minute < 40; minute += 1) {
      const taken = await countOf(Array.from({ length: 90 }, () => take()))
      expect(taken).toBe(minute < 33 ? 60 : minute === 33 ? 20 : 0)
      all += taken
      world.nowMs += 60_000
    }
    expect(all).toBe(quota.perDay)
    world.nowMs = Date.UTC(2026, 0, 16)
    expect(await countOf(Array.from({ length: 90 }, () => take()))).toBe(60)
  })

  it('holds over a restart, and for another process at the same store', async () => {
    const world = new SimKv({ startMs: Date.UTC(2026, 0, 15) })
    expect(await countOf(Array.from({ length: 60 }, placeOf(world, 0)))).toBe(60)
    expect(await countOf(Array.from({ length: 60 }, placeOf(world, 0)))).toBe(0)
  })

  it('takes several uses together or none of them', async () => {
    const world = new SimKv({ startMs: Date.UTC(2026, 0, 15) })
    const take = placeOf(world, 0)
    expect([await take(50), await take(20), await take(10), await take(1)]).toEqual([
      true,
      false,
      true,
      false,
    ])
  })

  it('says what is left and when to come again', async () => {
    const world = new SimKv({ startMs: Date.UTC(2026, 0, 15, 12, 0, 20) })
    const ctx = simContext(world)
    expect(await takeUses(ctx, id, quota, 60)).toMatchObject({
      isTaken: true,
      left: { day: 1940, minute: 0 },
    })
    expect(await takeUses(ctx, id, quota, 1)).toMatchObject({ isTaken: false, waitMs: 40_000 })
    world.nowMs += 60_000
    const day = await takeUses(ctx, id, { perDay: 60, perMinute: 60 }, 1)
    expect(day).toMatchObject({ isTaken: false, waitMs: day.dayLeftMs })
  })
})

describe('the quota of an API key at two places that see each other 60 s late', () => {
  /** Both asked `perSecond` times a second for so many minutes; what each minute let through. */
  async function press(minutes: number, perSecond: number): Promise<number[]> {
    const world = new SimKv({ places: 2, delayMs: () => 60_000, startMs: Date.UTC(2026, 0, 15, 6) })
    const takes = [placeOf(world, 0), placeOf(world, 1)]
    const taken: number[] = []
    for (let second = 0; second < minutes * 60; second += 1) {
      const minute = Math.floor(second / 60)
      for (const take of takes)
        for (let at = 0; at < perSecond; at += 1)
          taken[minute] = (taken[minute] ?? 0) + ((await take()) ? 1 : 0)
      world.nowMs += 1000
    }
    return taken
  }

  it.each([1, 2, 5])('is exceeded by at most a tenth, both pressed %i times a second', async (perSecond) => {
    const taken = await press(45, perSecond)
    const all = taken.reduce((sum, one) => sum + one, 0)
    expect(all).toBeGreaterThanOrEqual(quota.perDay)
    expect(all).toBeLessThanOrEqual(1.1 * quota.perDay)
    const tenMinutes = taken.slice(0, 10).reduce((sum, one) => sum + one, 0)
    expect(tenMinutes).toBeLessThanOrEqual(1.1 * 10 * quota.perMinute)
    // Only as long as neither can know of the other.
    for (const minute of taken.slice(1)) expect(minute).toBeLessThanOrEqual(quota.perMinute)
  })

  it.each([
    [480, 600],
    [560, 601],
  ])('is exceeded by at most a tenth, however both burst when %i of 600 are used', async (used, least) => {
    const world = new SimKv({ places: 2, delayMs: () => 60_000, startMs: Date.UTC(2026, 0, 15, 6) })
    const allowed = { perDay: 600, perMinute: 600 }
    const [one, other] = [0, 1].map((place) => placeOf(world, place, createMemory(), allowed))
    if (one === undefined || other === undefined) throw new Error('two places')
    let all = 0
    for (let minute = 0; minute < 40 && all < used; minute += 1) {
      all += await countOf(Array.from({ length: Math.min(20, used - all) }, () => one()))
      world.nowMs += 60_000
    }
    // The other one sees all of it, and that the first has been quiet.
    world.nowMs += 5 * 60_000 + 52_500
    await other()
    all += 1
    for (const waitMs of [5500, 4000, 56_000, 2000, 1500, 60_000]) {
      world.nowMs += waitMs
      all += await countOf(Array.from({ length: 99 }, () => one()))
      all += await countOf(Array.from({ length: 99 }, () => other()))
    }
    expect(all).toBeGreaterThanOrEqual(least)
    expect(all).toBeLessThanOrEqual(1.1 * allowed.perDay)
  })

  it('gives the whole of a minute to one when the other is quiet again', async () => {
    const world = new SimKv({ places: 2, delayMs: () => 60_000, startMs: Date.UTC(2026, 0, 15, 6) })
    const [one, other] = [placeOf(world, 0), placeOf(world, 1)]
    await countOf(Array.from({ length: 60 }, () => other()))
    world.nowMs += 180_000
    expect(await countOf(Array.from({ length: 90 }, () => one()))).toBe(60)
  })
})
