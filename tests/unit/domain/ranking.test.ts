import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hash53, hashUnit } from '../../../src/domain/hash.ts'
import {
  matches,
  protocolBits,
  rendezvousOrder,
  scoreOf,
  seededOrder,
  weightedOrder,
  type Candidate,
} from '../../../src/domain/ranking.ts'
import { againMs, takeTurn, type Askers } from '../../../src/domain/turns.ts'
import { seededRandom } from '../../support/kv/random.ts'

const candidate = (id: number, change: Partial<Candidate> = {}): Candidate => ({
  id,
  region: 'domestic',
  relay: false,
  protocols: protocolBits(['TCP']),
  connections: 0,
  connectionsMax: 100,
  bandwidthFree: 100,
  trafficPerDay: Infinity,
  latencyMs: 20,
  ...change,
})

describe('filters', () => {
  const node = candidate(1, { region: 'overseas', relay: true, protocols: protocolBits(['TCP', 'WSS']) })
  test.each([
    [{}, true],
    [{ region: 'all' as const }, true],
    [{ region: 'domestic' as const }, false],
    [{ relayOnly: true }, true],
    [{ protocols: ['WSS'] }, true],
    [{ protocols: ['UDP', 'TCP'] }, true],
    [{ protocols: ['QUIC'] }, false],
    [{ protocols: [] }, true],
  ])('%j', (filter, fits) => {
    expect(matches(filter)(node)).toBe(fits)
  })
})

describe('scores', () => {
  test('traffic: what is left a day for one connection, unlimited above all', () => {
    const limited = candidate(1, { trafficPerDay: 10 })
    expect(scoreOf(candidate(2), 'traffic')).toBeGreaterThan(scoreOf(limited, 'traffic'))
    expect(scoreOf({ ...limited, connections: 9 }, 'traffic')).toBeCloseTo(1)
    expect(scoreOf({ ...limited, trafficPerDay: 0 }, 'traffic')).toBeGreaterThan(0)
  })
  test('bandwidth: what is free for one connection', () => {
    expect(scoreOf(candidate(1, { connections: 4 }), 'bandwidth')).toBeCloseTo(20)
  })
  test('latency: the quicker first, then the emptier, unmeasured last', () => {
    const score = (latencyMs: number, connections = 0): number =>
      scoreOf(candidate(1, { latencyMs, connections }), 'latency')
    expect(score(20)).toBeGreaterThan(score(60))
    expect(score(20)).toBeGreaterThan(score(20, 50))
    expect(score(300)).toBeGreaterThan(score(-1))
  })
})

describe('orders', () => {
  const ids = fc.uniqueArray(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), {
    minLength: 1,
    maxLength: 30,
  })
  test('rendezvous: the same for the same key, and losing one candidate moves no other', () => {
    fc.assert(
      fc.property(ids, fc.string(), fc.nat(), (list, key, lost) => {
        const nodes = list.map((id) => candidate(id))
        const order = rendezvousOrder(nodes, key).map(({ id }) => id)
        expect(rendezvousOrder(nodes.toReversed(), key).map(({ id }) => id)).toEqual(order)
        const gone = order[lost % order.length]
        const left = rendezvousOrder(
          nodes.filter(({ id }) => id !== gone),
          key,
        ).map(({ id }) => id)
        expect(left).toEqual(order.filter((id) => id !== gone))
      }),
    )
  })
  test('rendezvous spreads keys evenly', () => {
    const nodes = Array.from({ length: 10 }, (_unused, index) => candidate(index + 1))
    const first = new Map<number, number>()
    for (let key = 0; key < 10_000; key += 1) {
      const [chosen] = rendezvousOrder(nodes, `network-${key}`)
      if (chosen) first.set(chosen.id, (first.get(chosen.id) ?? 0) + 1)
    }
    for (const count of first.values()) expect(Math.abs(count - 1000)).toBeLessThan(150)
    expect(first.size).toBe(10)
  })
  test('weighted: first places follow the scores', () => {
    const random = seededRandom(5)
    const nodes = [candidate(1, { bandwidthFree: 300 }), candidate(2, { bandwidthFree: 100 })]
    let first = 0
    for (let count = 0; count < 10_000; count += 1) {
      if (weightedOrder(nodes, 'bandwidth', () => random() || 0.5)[0]?.id === 1) first += 1
    }
    expect(Math.abs(first - 7500)).toBeLessThan(200)
  })
  test('seeded: a permutation that the seed alone decides', () => {
    fc.assert(
      fc.property(ids, fc.string(), (list, seed) => {
        const nodes = list.map((id) => candidate(id))
        const order = seededOrder(nodes, 'traffic', seed)
        expect(seededOrder(nodes.toReversed(), 'traffic', seed)).toEqual(order)
        expect(new Set(order)).toEqual(new Set(nodes))
      }),
    )
  })
})

describe('hash53', () => {
  test('is what it always was: stored choices and ETags depend on it', () => {
    expect([hash53(''), hash53('a'), hash53('节点')]).toMatchInlineSnapshot(`
      [
        3338908027751811,
        7929297801672961,
        8062732570991436,
      ]
    `)
  })
  test('stays within (0, 1) as a unit', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(hashUnit(text)).toBeGreaterThan(0)
        expect(hashUnit(text)).toBeLessThan(1)
      }),
    )
  })
})

describe('turns', () => {
  test('count on within ten seconds, begin anew after, keep the seed meanwhile', () => {
    const askers: Askers = new Map()
    expect(takeTurn(askers, 'a', 's1', 0)).toEqual({ turn: 0, seed: 's1' })
    expect(takeTurn(askers, 'a', 's2', againMs - 1)).toEqual({ turn: 1, seed: 's1' })
    expect(takeTurn(askers, 'b', 's3', againMs)).toEqual({ turn: 0, seed: 's3' })
    expect(takeTurn(askers, 'a', 's4', 2 * againMs)).toEqual({ turn: 0, seed: 's4' })
    expect(takeTurn(askers, '', 's5', 0)).toEqual({ turn: 0, seed: 's5' })
    expect(askers.has('')).toBe(false)
  })
  test('are bounded: the oldest asker is forgotten', () => {
    const askers: Askers = new Map()
    for (let count = 0; count < 5000; count += 1) takeTurn(askers, `asker-${count}`, 's', count)
    expect(askers.size).toBe(4096)
    expect(askers.has('asker-0')).toBe(false)
    expect(askers.has('asker-4999')).toBe(true)
  })
})
