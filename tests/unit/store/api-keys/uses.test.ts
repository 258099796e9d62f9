import { describe, expect, it } from 'vitest'
import { foldUses } from '../../../../src/store/api-keys/fold-uses.ts'
import { readUses } from '../../../../src/store/api-keys/read-uses.ts'
import { takeUses } from '../../../../src/store/api-keys/take-uses.ts'
import { createMemory } from '../../../../src/store/context/context.ts'
import { margins } from '../../../../src/store/context/margins.ts'
import { parseUse, parseUseSum, useKey, useSumKey } from '../../../../src/store/kv/api-key-keys.ts'
import { simContext } from '../../../support/kv/context.ts'
import { seededRandom } from '../../../support/kv/random.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const id = 'k3x09abc'
const quota = { perDay: 5000, perMinute: 60 }
const dayMs = 86_400_000
const start = Date.UTC(2026, 0, 15, 22)

function keysOf(world: SimKv, prefix: string): string[] {
  return [...world.dump().keys()].filter((key) => key.startsWith(prefix))
}

/** Uses at a place, an isolate after the other. */
async function use(
  world: SimKv,
  place: number,
  times: number,
  random = seededRandom(place + 3),
): Promise<void> {
  const memory = createMemory()
  for (let at = 0; at < times; at += 1) {
    const ctx = simContext(world, { place, memory, random })
    await takeUses(ctx, id, quota, 1)
    await ctx.background()
    world.nowMs += 1500
  }
}

async function fold(world: SimKv, place = 0): Promise<void> {
  // Whichever shard is drawn: each of them.
  for (let byte = 0; byte < 36; byte += 1) {
    const ctx = {
      ...simContext(world, { place }),
      random: (length: number) => new Uint8Array(length).fill(byte),
    }
    await foldUses(ctx)
  }
}

async function totalsOf(world: SimKv, place = 0): Promise<number[]> {
  return (await readUses(simContext(world, { place }), id)).map(({ count }) => count)
}

describe('uses of an API key', () => {
  it('have keys that read back', () => {
    const count = { writer: '0123abcd', count: 12_345, minute: 1439, inMinute: 60 }
    expect(parseUse(useKey(id, 20_468, count))).toMatchObject({ id, day: 20_468, ...count })
    expect(parseUseSum(useSumKey(id, 20_468, 7, start))).toMatchObject({
      id,
      day: 20_468,
      count: 7,
      ms: start,
    })
    expect([parseUse('ac_k3x09abc_x'), parseUseSum('ad_')]).toEqual([undefined, undefined])
  })

  it('are counted of all writers, 30 days, the last of them today', async () => {
    const world = new SimKv({ places: 2, startMs: start })
    await use(world, 0, 40)
    await use(world, 1, 20)
    const totals = await totalsOf(world)
    expect([totals.length, totals.at(-1), totals.at(-2)]).toEqual([30, 60, 0])
  })

  it('leave few keys behind while they are counted', async () => {
    const world = new SimKv({ startMs: start })
    await use(world, 0, 400)
    expect(keysOf(world, 'ac_').length).toBeLessThan(200)
    expect((await totalsOf(world)).at(-1)).toBe(400)
  })

  it('are summed up when the day is over, and nothing is counted twice or lost, at two places either', async () => {
    const random = seededRandom(11)
    const world = new SimKv({ places: 2, delayMs: (unit) => unit() * 60_000, random, startMs: start })
    await use(world, 0, 30)
    await use(world, 1, 25)
    await fold(world)
    expect(keysOf(world, 'ad_')).toEqual([])
    world.nowMs = start + 3 * 3_600_000
    for (let round = 0; round < 8; round += 1) {
      await fold(world, round % 2)
      for (const place of [0, 1]) expect((await totalsOf(world, place)).at(-2)).toBe(55)
      world.nowMs += 100_000
    }
    expect(keysOf(world, 'ac_')).toEqual([])
    world.nowMs += 40 * dayMs
    await fold(world)
    expect(keysOf(world, 'ad_')).toEqual([])
  })

  it('keep their counts until the sum of a day is seen everywhere', async () => {
    const world = new SimKv({ startMs: start })
    await use(world, 0, 5)
    world.nowMs = start + 3 * 3_600_000
    await fold(world)
    const counts = keysOf(world, 'ac_')
    expect(keysOf(world, 'ad_')).toHaveLength(1)
    world.nowMs += margins.foldMs
    await fold(world)
    expect(keysOf(world, 'ac_')).toEqual(counts)
    world.nowMs += 1000
    await fold(world)
    expect(keysOf(world, 'ac_')).toEqual([])
  })
})
