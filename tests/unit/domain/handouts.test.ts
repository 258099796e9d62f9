import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addHandout,
  admitSource,
  createHandouts,
  handedOut,
  releaseSource,
  takeBackHandout,
} from '../../../src/domain/placement/unreported-handouts.ts'
import { createStrata, pickStratified } from '../../../src/domain/placement/stratified-pick.ts'
import { failPin, pinnedIds, setPins, type Pins } from '../../../src/domain/placement/network-pins.ts'
import { seededRandom } from '../../support/kv/random.ts'

const minuteMs = 60_000

describe('hand-outs', () => {
  test('count until the node has reported after them', () => {
    const handouts = createHandouts()
    addHandout(handouts, 1, 1, 100_000)
    addHandout(handouts, 1, 0.5, 103_000)
    addHandout(handouts, 1, 1, 130_000)
    expect(handedOut(handouts, 1, 0, 140_000)).toBe(2.5)
    // What was given out just before a report may not have connected by then.
    expect(handedOut(handouts, 1, 110_000, 140_000)).toBe(2.5)
    expect(handedOut(handouts, 1, 120_000, 140_000)).toBe(1)
    expect(handedOut(handouts, 1, 141_000, 150_000)).toBe(0)
    expect(handedOut(handouts, 2, 0, 140_000)).toBe(0)
  })
  test('are taken back, never below none', () => {
    const handouts = createHandouts()
    addHandout(handouts, 1, 1, 100_000)
    addHandout(handouts, 1, 1, 120_000)
    takeBackHandout(handouts, 1, 1, 100_000)
    expect(handedOut(handouts, 1, 0, 125_000)).toBe(1)
    takeBackHandout(handouts, 1, 1, 100_000)
    takeBackHandout(handouts, 2, 1, 100_000)
    expect(handedOut(handouts, 1, 0, 125_000)).toBe(1)
  })
  test('are bounded for each node and in all, and lose no count of an hour', () => {
    const handouts = createHandouts()
    for (let at = 0; at < 3000; at += 1) addHandout(handouts, 1, 1, at * 1000)
    expect(handouts.nodes.get(1)?.length).toBeLessThanOrEqual(32)
    expect(handedOut(handouts, 1, 0, 3_000_000)).toBe(3000)
    expect(handedOut(handouts, 1, 0, 3_000_000 + 61 * minuteMs)).toBe(0)
    for (let id = 2; id < 20_000; id += 1) addHandout(handouts, id, 1, 0)
    expect(handouts.nodes.size).toBe(16_384)
    expect(handedOut(handouts, 19_999, 0, 0)).toBe(1)
  })
  test('of one source count 64 times in five minutes', () => {
    const handouts = createHandouts()
    const admitted = (source: string, nowMs: number): number => {
      let count = 0
      for (let at = 0; at < 100; at += 1) if (admitSource(handouts, source, nowMs)) count += 1
      return count
    }
    expect(admitted('a', 0)).toBe(64)
    expect(admitted('b', 0)).toBe(64)
    releaseSource(handouts, 'a')
    expect(admitted('a', 5 * minuteMs - 1)).toBe(1)
    expect(admitted('a', 5 * minuteMs)).toBe(64)
    for (let at = 0; at < 5000; at += 1) admitSource(handouts, `s${at}`, 0)
    expect(handouts.sources.size).toBe(4096)
  })
})

describe('the paced choice', () => {
  const weights = fc.array(fc.double({ min: 0.01, max: 1000, noNaN: true }), {
    minLength: 1,
    maxLength: 20,
  })
  test('never is a whole choice away from the share that a weight has earned', () => {
    fc.assert(
      fc.property(weights, fc.nat(), (list, seed) => {
        const random = seededRandom(seed)
        const pace = createStrata()
        const nodes = list.map((_weight, id) => ({ id }))
        const counts = list.map(() => 0)
        for (let round = 0; round < 300; round += 1) {
          const chosen = pickStratified(pace, nodes, Float64Array.from(list), () => random() || 0.5)
          counts[chosen?.id ?? -1] = (counts[chosen?.id ?? -1] ?? 0) + 1
        }
        // Turns earned so far lie within one of the count for every node at once.
        const least = Math.max(...list.map((weight, id) => ((counts[id] ?? 0) - 1) / weight))
        const most = Math.min(...list.map((weight, id) => ((counts[id] ?? 0) + 1) / weight))
        expect(least).toBeLessThanOrEqual(most * (1 + 1e-9))
      }),
    )
  })
  test('is random: every node may be the first, by its weight, and orders differ', () => {
    const first = [0, 0]
    const orders = new Set<string>()
    for (let seed = 0; seed < 4000; seed += 1) {
      const random = seededRandom(seed)
      const pace = createStrata()
      const nodes = [{ id: 0 }, { id: 1 }]
      const weights = Float64Array.of(3, 1)
      const order = Array.from(
        { length: 8 },
        () => pickStratified(pace, nodes, weights, () => random() || 0.5)?.id,
      )
      first[order[0] ?? -1] = (first[order[0] ?? -1] ?? 0) + 1
      orders.add(order.join(''))
    }
    // Four standard deviations.
    expect(Math.abs((first[0] ?? 0) - 3000)).toBeLessThan(110)
    expect(orders.size).toBeGreaterThan(15)
  })
  test('has nothing to choose from nothing', () => {
    expect(pickStratified(createStrata(), [], new Float64Array(), () => 0.5)).toBeUndefined()
  })
})

describe('pins', () => {
  const never = (_id: number): boolean => false
  const give = (pins: Pins, caller: string, ids: number[], nowMs: number, isGone = never): void =>
    setPins(pins, 'net', { ids, caller }, isGone, nowMs)
  test('keep the order in which nodes were given, at most four, for twelve hours', () => {
    const pins: Pins = new Map()
    give(pins, 'a', [5, 3], 0)
    give(pins, 'b', [3, 9, 1, 8], 1)
    expect(pinnedIds(pins, 'net', 2)).toEqual([5, 3, 9, 1])
    give(pins, 'a', [3], 3, (id: number) => id === 5)
    expect(pinnedIds(pins, 'net', 4)).toEqual([3, 9, 1])
    expect(pinnedIds(pins, 'net', 3 + 720 * minuteMs)).toEqual([])
    expect(pinnedIds(pins, 'other', 4)).toEqual([])
  })
  test('leave a node when the last that was there could not come back to it', () => {
    const pins: Pins = new Map()
    const first = (nowMs = 0): number | undefined => pinnedIds(pins, 'net', nowMs)[0]
    const fail = (id: number, caller: string, returned: boolean): void =>
      failPin(pins, 'net', { id, caller, returned }, 0)
    give(pins, 'a', [5, 3, 9], 0)
    give(pins, 'b', [5], 0)
    fail(3, 'a', true)
    fail(5, 'a', true)
    expect(first()).toBe(5)
    fail(5, 'b', true)
    expect(first()).toBe(3)
    failPin(pins, 'other', { id: 3, caller: 'a', returned: true }, 0)
    expect(first()).toBe(3)
  })
  test('leave a node a minute after the only one that tried it could not connect, unless another does', () => {
    const pins: Pins = new Map()
    const first = (nowMs: number): number | undefined => pinnedIds(pins, 'net', nowMs)[0]
    give(pins, 'a', [5], 0)
    failPin(pins, 'net', { id: 5, caller: 'a', returned: false }, 1000)
    give(pins, 'a', [3], 1000)
    expect(first(60_999)).toBe(5)
    expect(first(61_000)).toBe(3)
    give(pins, 'b', [5], 30_000)
    expect(first(61_000)).toBe(5)
  })
  test('are bounded: the key that was not asked for longest is forgotten', () => {
    const pins: Pins = new Map()
    for (let at = 0; at < 5000; at += 1) setPins(pins, `net-${at}`, { ids: [at], caller: 'a' }, never, at)
    expect(pins.size).toBe(4096)
    expect(pinnedIds(pins, 'net-0', 5000)).toEqual([])
    expect(pinnedIds(pins, 'net-4999', 5000)).toEqual([4999])
  })
})
