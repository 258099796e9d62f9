import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressTag, checkCodes, type Result } from '../../../src/domain/evidence/index.ts'
import { evidenceKeys, parseEvidenceKey, resultsPerKey } from '../../../src/store/kv/evidence-keys.ts'
import { emptyValue, listAll } from '../../../src/store/kv/port.ts'
import { makeId } from '../../../src/store/kv/keys.ts'
import {
  addResults,
  foldEvidence,
  readEvidence,
  readLooks,
  readNodeChecks,
  type NewResult,
} from '../../../src/store/evidence/index.ts'
import { addPlace, revokePlace } from '../../../src/store/places/index.ts'
import { isProven } from '../../../src/domain/placement/index.ts'
import { simContext } from '../../support/kv/context.ts'
import { makeNode } from '../../support/kv/nodes.ts'
import { seededBytes, seededRandom } from '../../support/kv/random.ts'
import { SimKv } from '../../support/kv/sim-kv.ts'

const bytes = seededBytes(seededRandom(1))
const minute = 60_000

const arbitraryResult = (place: string): fc.Arbitrary<Result> =>
  fc
    .record({
      node: fc.integer({ min: 1, max: 1e6 }).map((ms) => makeId(1_790_000_000_000 + ms, bytes)),
      address: fc.string({ minLength: 1 }).map(addressTag),
      seconds: fc.integer({ min: 0, max: 4000 }),
      code: fc.constantFrom(...checkCodes),
      latencyMs: fc.oneof(
        fc.constant(-1),
        fc.integer({ min: 0, max: 46_000 }).map((tenths) => tenths / 10),
      ),
      peers: fc.integer({ min: 0, max: 40_000 }),
      mostSeen: fc.integer({ min: 0, max: 40_000 }),
      version: fc.constantFrom('', '2.0.3', '2.6.4', '12.3.45'),
      avoidsRelay: fc.constantFrom(undefined, true, false),
      sinceMin: fc.integer({ min: 0, max: 500_000 }),
    })
    .map(({ seconds, sinceMin, ...rest }) => {
      const ms = 1_800_000_000_000 + seconds * 1000
      return { ...rest, place, ms, sinceMs: ms - sinceMin * minute }
    })

function byTime(one: Result, other: Result): number {
  return one.ms - other.ms || one.node - other.node || (one.address < other.address ? -1 : 1)
}

test('what is written into keys is read out of them', () => {
  fc.assert(
    fc.property(fc.array(arbitraryResult('a1b2c3'), { maxLength: 60 }), (results) => {
      const keys = evidenceKeys('a1b2c3', results)
      for (const key of keys) expect(key).toMatch(/^[A-Za-z0-9_]{1,512}$/)
      expect(keys.length).toBeLessThanOrEqual(Math.ceil(results.length / resultsPerKey) + 4)
      const read = keys.flatMap((key) => parseEvidenceKey(key) ?? [])
      expect(read.sort(byTime)).toEqual(results.toSorted(byTime))
    }),
  )
})

test.each(['h_', 'h_00000000a1b2c3_', 'hr_0000000000000', `h_00000000a1b2c3_${'!'.repeat(36)}`])(
  'no results: %s',
  (key) => expect(parseEvidenceKey(key)).toBeUndefined(),
)

const node = makeId(1_790_000_000_000, bytes)

function found(world: SimKv, change: Partial<NewResult> = {}): NewResult {
  return {
    node,
    address: 'abc',
    ms: world.nowMs,
    code: 'ok',
    latencyMs: 12.3,
    peers: 3,
    version: '2.6.4',
    avoidsRelay: undefined,
    ...change,
  }
}

test('an isolate that remembers checks finds what one that begins finds, whatever comes, goes and lies in the future', async () => {
  const result = arbitraryResult('a1b2c3')
  const step = fc.record({
    comes: fc.array(result, { maxLength: 5 }),
    goes: fc.nat({ max: 20 }),
    laterMs: fc.integer({ min: 6000, max: 900_000 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
      const world = new SimKv()
      let nowMs = 1_800_000_000_000
      const ctx = { ...simContext(world), clock: () => nowMs }
      for (const { comes, goes, laterMs } of steps) {
        nowMs += laterMs
        for (const key of evidenceKeys('a1b2c3', comes)) await ctx.kv.put(key, emptyValue)
        const gone = (await listAll(ctx.kv, 'h_')).keys[goes]
        if (gone !== undefined) await ctx.kv.delete(gone)
        const found = await readLooks(ctx)
        expect(found).toEqual(await readLooks({ ...simContext(world), clock: () => nowMs }))
        // What is there already is not read again.
        nowMs += 6000
        if (ctx.memory.looks?.isWhole === true) expect(await readLooks(ctx)).toBe(found)
      }
    }),
    { numRuns: 60 },
  )
})

describe('keeping results', () => {
  test('the same results again are the same fact', async () => {
    const world = new SimKv()
    const results = [found(world), found(world, { node: node + 36 })]
    expect(await addResults(simContext(world), 'aaaaaa', results)).toBe(2)
    expect(await addResults(simContext(world), 'aaaaaa', results)).toBe(0)
    expect([...world.dump().keys()].filter((key) => key.startsWith('h_'))).toHaveLength(1)
  })
  test('since when, and the most connections seen, are carried from check to check, over an hour without any too', async () => {
    const world = new SimKv()
    const firstMs = world.nowMs - (world.nowMs % 1000)
    await addResults(simContext(world), 'aaaaaa', [found(world, { peers: 90 })])
    world.nowMs += 10 * minute
    await addResults(simContext(world), 'aaaaaa', [found(world, { peers: 2 })])
    const newest = async () =>
      (await readLooks(simContext(world))).get('aaaaaa')?.nodes.get(node)?.results.at(-1)
    expect(await newest()).toMatchObject({ sinceMs: firstMs, mostSeen: 90, peers: 2 })
    world.nowMs += 150 * minute
    await foldEvidence(simContext(world))
    await addResults(simContext(world), 'bbbbbb', [found(world, { peers: 5 })])
    const other = (await readLooks(simContext(world))).get('bbbbbb')?.nodes.get(node)?.results.at(-1)
    expect(other?.mostSeen).toBe(90)
  })
  test('40 checks of one round are at most 4 puts', async () => {
    const world = new SimKv()
    const round = Array.from({ length: 40 }, (_, at) => found(world, { node: node + 36 * at }))
    const ctx = simContext(world)
    await addResults(ctx, 'aaaaaa', round)
    expect(ctx.kv.counts.put).toBeLessThanOrEqual(4)
  })
})

describe('folding', () => {
  async function filled(hours: number): Promise<SimKv> {
    const world = new SimKv()
    const failing = { code: 'refused', latencyMs: -1 } as const
    for (let at = 0; at < hours * 6; at += 1) {
      const isDown = at % 6 === 0
      // Two others vouch for the place.
      const others = [1, 2].map((other) => found(world, { node: node + 36 * other }))
      await addResults(simContext(world), 'aaaaaa', [found(world, isDown ? failing : {}), ...others])
      world.nowMs += 10 * minute
    }
    return world
  }
  const record = (world: SimKv): unknown => {
    const key = [...world.dump().keys()].find((one) => one.startsWith('hr_')) ?? ''
    return JSON.parse(world.dump().get(key) ?? 'null')
  }

  test('what is older than the window goes into the node’s record, twice as well as once', async () => {
    const world = await filled(5)
    await foldEvidence(simContext(world))
    const once = record(world) as { places: Record<string, { slots: number[][] }> }
    expect(once.places['aaaaaa']?.slots.length).toBeGreaterThan(18)
    const left = [...world.dump().keys()].filter((key) => key.startsWith('h_')).length
    expect(left).toBeLessThanOrEqual(9)
    const again = await filled(5)
    const before = [...again.dump()]
    await foldEvidence(simContext(again))
    for (const [key, value] of before) if (key.startsWith('h_')) again.write(key, value, 0)
    again.nowMs += minute
    await foldEvidence(simContext(again))
    expect(record(again)).toEqual(once)
  })
  test('days keep what their slots said after these are gone', async () => {
    const world = await filled(24 * 4)
    for (let at = 0; at < 6; at += 1) await foldEvidence(simContext(world))
    const { places } = record(world) as {
      places: Record<string, { slots: number[][]; days: [number, number, number, number][] }>
    }
    const days = places['aaaaaa']?.days ?? []
    expect(days.length).toBeGreaterThanOrEqual(4)
    // One check in six failed, on every whole day.
    for (const [, good, failed] of days.slice(1, -1)) expect([good, failed]).toEqual([120, 24])
    expect(places['aaaaaa']?.slots.length).toBeLessThanOrEqual(294)
  })

  describe('failures that tell of the place', () => {
    const id = (at: number): number => node + 36 * at
    /** A check of each of six nodes every ten minutes; `down` of them fail between these minutes. */
    async function checked(
      world: SimKv,
      minutes: number,
      [fromMin, toMin, down]: readonly [number, number, number],
    ): Promise<void> {
      for (let min = 0; min < minutes; min += 10) {
        const isOut = min >= fromMin && min < toMin
        const results = Array.from({ length: 6 }, (_, at) =>
          found(world, { node: id(at), ...(isOut && at < down ? { code: 'refused', latencyMs: -1 } : {}) }),
        )
        await addResults(simContext(world), 'aaaaaa', results)
        world.nowMs += 10 * minute
        if (min % 40 === 0) await foldEvidence(simContext(world))
      }
    }
    async function failures(world: SimKv, at: number): Promise<number> {
      const connections = [{ type: 'TCP' as const, ip: '1.2.3.4', port: 11010 }]
      await addPlace(simContext(world), {
        v: 1,
        id: 'aaaaaa',
        name: 'Frankfurt',
        trusted: 0,
        hash: '',
        createdMs: 0,
      })
      const [place] = await readNodeChecks(simContext(world), { id: id(at), connections })
      return place?.slots.reached.filter((share) => share !== null && share < 1).length ?? -1
    }

    test.each([
      ['a place that lost its way out for fifty minutes', [100, 150, 6], 0, 0],
      ['one that lost it for hours', [100, 700, 6], 0, 0],
      ['a round in which more than half fail', [100, 110, 4], 0, 0],
      ['two nodes of six that are down', [100, 150, 2], 0, 5],
      ['two nodes of six that are down for hours', [100, 700, 2], 1, 60],
      ['nodes beside them', [100, 700, 2], 3, 0],
    ] as const)('%s: recent and folded alike', async (_name, outage, at, expected) => {
      for (const minutes of [200, 720, 1000]) {
        const world = new SimKv()
        await checked(world, minutes, outage)
        const seen = Math.min(expected, (minutes - outage[0]) / 10)
        expect(await failures(world, at), `after ${minutes} minutes`).toBe(seen)
      }
    })
  })
})

test('what a revoked place has found counts no more: it proves nothing, and takes nothing out', async () => {
  const world = new SimKv()
  const node = await makeNode(world, { connections: [{ type: 'TCP', ip: '192.0.2.1', port: 11010 }] })
  const found = (place: string, code: 'ok' | 'refused'): Promise<number> =>
    addResults(simContext(world), place, [
      {
        node: node.id,
        address: addressTag('tcp://192.0.2.1:11010'),
        ms: world.nowMs,
        code,
        latencyMs: code === 'ok' ? 5 : -1,
        peers: 3,
        version: '2.6.4',
        avoidsRelay: undefined,
      },
    ])
  await addPlace(simContext(world), {
    v: 1,
    id: 'd00001',
    name: 'x',
    trusted: 0,
    hash: '',
    createdMs: world.nowMs,
  })
  await found('d00001', 'ok')
  world.nowMs += minute
  const evidence = async (): Promise<[proven: boolean, reachability: string, latencyMs: number]> => {
    const seen = await readEvidence(simContext(world), node)
    return [isProven(seen, world.nowMs), seen.reachability, seen.latencyMs]
  }
  expect(await evidence()).toEqual([true, 'reachable', 5])
  const elsewhere = simContext(world)
  await readLooks(elsewhere)
  await revokePlace(simContext(world), 'd00001')
  expect(await evidence()).toEqual([false, 'unknown', -1])
  // An isolate that has just looked believes it for a minute.
  world.nowMs += minute + 1000
  expect((await readLooks(elsewhere)).size).toBe(0)
  // Another list where others have looked, none where the site's own place alone does.
  await found('000000', 'ok')
  const own = simContext(world)
  expect((await readLooks(own)).size).toBe(1)
  expect(own.kv.operations).toBe(2)
  const lone = simContext(new SimKv())
  await readLooks(lone)
  expect(lone.kv.operations).toBe(1)
})
