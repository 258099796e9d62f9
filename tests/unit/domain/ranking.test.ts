import { protocols } from '../../../src/contract/vocabulary.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hash53, hashUnit, hashUnits } from '../../../src/domain/values/hash.ts'
import {
  drawRanks,
  freeCapacity,
  matches,
  protocolBits,
  rendezvousOrder,
  scoreOf,
  sizeOf,
  type Candidate,
} from '../../../src/domain/placement/ranking.ts'
import { createRace } from '../../../src/domain/placement/race.ts'
import { rankPriorities } from '../../../src/domain/placement/ranking.ts'
import { offersOf, sumOffers } from '../../../src/domain/placement/offers.ts'
import {
  againMs,
  askedBefore,
  atStep,
  noteTurn,
  silentMs,
  type Askers,
} from '../../../src/domain/placement/recent-askers.ts'
import { seededRandom } from '../../support/kv/random.ts'

function candidate(id: number, change: Partial<Candidate> = {}): Candidate {
  return {
    id,
    region: 'domestic',
    relay: false,
    protocols: protocolBits(['TCP']),
    oldProtocols: protocolBits(['TCP']),
    connections: 0,
    connectionsMax: 100,
    bandwidthFree: 100,
    bandwidthShare: 1,
    reportedMs: 0,
    trafficPerDay: Infinity,
    latencyMs: 20,
    isProven: true,
    provenMs: 0,
    trusted: 2000,
    ownerFactor: 1,
    isLast: false,
    tags: '',
    ...change,
  }
}

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

  test('a node with FAKETCP alone is for who asks for it', () => {
    const rare = candidate(1, { protocols: protocolBits(['FAKETCP']) })
    expect(matches({})(rare)).toBe(false)
    expect(matches({ protocols: ['TCP', 'UDP'] })(rare)).toBe(false)
    expect(matches({ protocols: ['FAKETCP'] })(rare)).toBe(true)
    expect(sumOffers(offersOf([rare]), {}, 'latency').proven.count).toBe(0)
    expect(matches({})(candidate(2, { protocols: protocolBits(['TCP', 'FAKETCP']) }))).toBe(true)
  })
})

test('what a part offers tells how many candidates match, and the sum of their scores', () => {
  const some = fc.record({
    region: fc.constantFrom('domestic' as const, 'overseas' as const),
    relay: fc.boolean(),
    isProven: fc.boolean(),
    protocols: fc.subarray([...protocols], { minLength: 1 }).map(protocolBits),
    latencyFrom: fc.option(
      fc.record({
        domestic: fc.constantFrom(-1, 9),
        overseas: fc.constantFrom(-1, 200),
        telecom: fc.constantFrom(-1, 5),
        unicom: fc.constant(9),
        mobile: fc.constant(9),
      }),
      {
        nil: undefined,
      },
    ),
  })
  const priorities = fc.constantFrom(...rankPriorities)
  const filters = fc.record({
    region: fc.constantFrom('all' as const, 'domestic' as const, 'overseas' as const),
    relayOnly: fc.boolean(),
    protocols: fc.subarray([...protocols]),
  })
  fc.assert(
    fc.property(fc.array(some, { maxLength: 5 }), filters, priorities, (list, filter, priority) => {
      const nodes = list.map((change, index) => candidate(index + 1, change))
      const fitting = nodes.filter(matches(filter))
      const sums = sumOffers(offersOf(nodes), filter, priority)
      for (const kind of ['proven', 'unproven'] as const) {
        const those = fitting.filter(({ isProven }) => isProven === (kind === 'proven'))
        expect(sums[kind].count).toBe(those.length)
        expect(sums[kind].score).toBeCloseTo(
          those.reduce((sum, node) => sum + scoreOf(node, priority), 0),
          5,
        )
      }
    }),
  )
})

test('a draw over parts is the draw over all: shares follow the weights, whatever part a candidate is in', () => {
  const random = seededRandom(7)
  const unit = (): number => Math.max(1e-12, random())
  const weights = [1, 2, 3, 4, 10]
  const nodes = weights.map((_weight, at) => candidate(at + 1))
  const weightOf = ({ id }: Candidate): number => weights[id - 1] ?? 0
  const groups = [nodes.slice(0, 1), nodes.slice(1, 4), nodes.slice(4)]
  const firsts = new Map<number, number>()
  const seconds = new Map<number, number>()
  const rounds = 20_000
  for (let round = 0; round < rounds; round += 1) {
    const arrivals = groups
      .map((group, id) => ({
        group,
        at: -Math.log(unit()) / group.reduce((sum, node) => sum + weightOf(node), 0),
        id,
      }))
      .sort((one, other) => one.at - other.at)
    const race = createRace<Candidate>(unit, 2)
    for (const [index, { group, at }] of arrivals.entries()) {
      race.add(group, Float64Array.from(group, weightOf), at)
      if (race.isOver(arrivals[index + 1]?.at ?? Infinity)) break
    }
    const [first, second] = race.first()
    firsts.set(first?.id ?? 0, (firsts.get(first?.id ?? 0) ?? 0) + 1)
    if (first?.id === 5) seconds.set(second?.id ?? 0, (seconds.get(second?.id ?? 0) ?? 0) + 1)
  }
  for (const [at, weight] of weights.entries()) {
    expect((firsts.get(at + 1) ?? 0) / rounds).toBeCloseTo(weight / 20, 1)
  }
  const after = [...seconds.values()].reduce((sum, count) => sum + count, 0)
  for (const at of [0, 1, 2, 3]) {
    expect(Math.abs((seconds.get(at + 1) ?? 0) / after - (weights[at] ?? 0) / 10)).toBeLessThan(0.02)
  }
})

test('free capacity: free connections times the free share of the bandwidth', () => {
  expect(freeCapacity(candidate(1, { connections: 40, bandwidthShare: 0.5 }))).toBe(30)
  expect(freeCapacity(candidate(1, { connections: 40 }), 50)).toBe(10)
  expect(freeCapacity(candidate(1, { connections: 40 }), 70)).toBe(0)
  expect(freeCapacity(candidate(1, { bandwidthShare: 0 }))).toBe(1)
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
        const nodes = list.map((id) => candidate(id, { connectionsMax: 1 + (id % 500) }))
        const order = rendezvousOrder(nodes, key, sizeOf).map(({ id }) => id)
        expect(rendezvousOrder(nodes.toReversed(), key, sizeOf).map(({ id }) => id)).toEqual(order)
        const some = 1 + (lost % 9)
        expect(rendezvousOrder(nodes, key, sizeOf, some).map(({ id }) => id)).toEqual(order.slice(0, some))
        const gone = order[lost % order.length]
        const left = rendezvousOrder(
          nodes.filter(({ id }) => id !== gone),
          key,
          sizeOf,
        ).map(({ id }) => id)
        expect(left).toEqual(order.filter((id) => id !== gone))
      }),
    )
  })
  test('rendezvous spreads keys by size', () => {
    const nodes = Array.from({ length: 10 }, (_unused, index) =>
      candidate(index + 1, { connectionsMax: 100 * (index + 1) }),
    )
    const first = new Map<number, number>()
    for (let key = 0; key < 11_000; key += 1) {
      const [chosen] = rendezvousOrder(nodes, `network-${key}`, sizeOf)
      if (chosen) first.set(chosen.id, (first.get(chosen.id) ?? 0) + 1)
    }
    for (const { id } of nodes) {
      // Four standard deviations.
      expect(Math.abs((first.get(id) ?? 0) - 200 * id)).toBeLessThan(4 * Math.sqrt(200 * id))
    }
  })
  test('rendezvous: a candidate that grows draws keys from others, and moves none between them', () => {
    const nodes = Array.from({ length: 10 }, (_unused, index) => candidate(index + 1))
    const grown = nodes.map((node) => (node.id === 3 ? { ...node, connectionsMax: 300 } : node))
    for (let key = 0; key < 1000; key += 1) {
      const [before] = rendezvousOrder(nodes, `network-${key}`, sizeOf)
      const [after] = rendezvousOrder(grown, `network-${key}`, sizeOf)
      expect([before?.id, 3]).toContain(after?.id)
    }
  })
  test('drawn: first places follow the weights', () => {
    const random = seededRandom(5)
    const nodes = [candidate(1, { bandwidthFree: 300 }), candidate(2, { bandwidthFree: 100 })]
    const weights = Float64Array.from(nodes, (node) => scoreOf(node, 'bandwidth'))
    let first = 0
    for (let count = 0; count < 10_000; count += 1) {
      const [drawn] = drawRanks(nodes, weights, () => random() || 0.5, 1)
      if (drawn?.candidate.id === 1) first += 1
    }
    expect(Math.abs(first - 7500)).toBeLessThan(200)
  })
  test('drawn: each that has a weight comes once, however much the weights differ, one of 0 never', () => {
    const weights = fc.array(fc.constantFrom(0, 1e-9, 1, 1e9), { maxLength: 30 })
    fc.assert(
      fc.property(weights, fc.nat(), (list, seed) => {
        const random = seededRandom(seed)
        const drawn = drawRanks([...list.keys()], Float64Array.from(list), () => random() || 0.5, Infinity)
        const some = [...list.keys()].filter((at) => list[at] !== 0)
        expect(drawn.map(({ candidate: at }) => at).toSorted((one, other) => one - other)).toEqual(some)
        const ranks = drawn.map(({ rank }) => rank)
        expect(ranks).toEqual(ranks.toSorted((one, other) => one - other))
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
  test('stays within (0, 1) as a unit, wherever its text is cut', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (text, cut) => {
        const at = cut % (text.length + 1)
        expect(hashUnits(text.slice(0, at))(text.slice(at))).toBe(hashUnit(text))
        expect(hashUnit(text)).toBeGreaterThan(0)
        expect(hashUnit(text)).toBeLessThan(1)
      }),
    )
  })
})

describe('turns', () => {
  const answer = (...last: number[]) => ({ last, counted: true, returned: false })
  test('count on within ten seconds, begin anew after, keep what was given meanwhile', () => {
    const askers: Askers = new Map()
    expect(askedBefore(askers, 'a', 0)).toBeUndefined()
    noteTurn(askers, 'a', undefined, answer(7), 0)
    const before = askedBefore(askers, 'a', againMs - 1)
    expect(before).toMatchObject({ turn: 0, given: [7] })
    noteTurn(askers, 'a', before, answer(8), againMs - 1)
    expect(askedBefore(askers, 'a', againMs)).toEqual({
      atMs: againMs - 1,
      turn: 1,
      given: [7, 8],
      last: [8],
      counted: true,
      returned: false,
    })
    expect(askedBefore(askers, 'b', againMs)).toBeUndefined()
    expect(askedBefore(askers, 'a', 2 * againMs)).toBeUndefined()
    noteTurn(askers, '', undefined, answer(7), 0)
    expect(askers.has('')).toBe(false)
  })
  test('count on when a client has waited in vain for a node that does not answer', () => {
    const askers: Askers = new Map()
    noteTurn(askers, 'a', undefined, answer(7), 0)
    for (const gapMs of [silentMs.from, 20_000, 21_000, silentMs.to - 1]) {
      expect(askedBefore(askers, 'a', gapMs)).toMatchObject({ turn: 0, given: [7] })
    }
    for (const gapMs of [againMs, silentMs.from - 1, silentMs.to]) {
      expect(askedBefore(askers, 'a', gapMs)).toBeUndefined()
    }
  })
  test('come to everything soon, for who heeds every answer or every other one', () => {
    for (let count = 1; count <= 8; count += 1) {
      const steps = Array.from({ length: 2 * count }, (_unused, step) => atStep(step, count))
      expect(steps.slice(0, count)).toEqual(steps.slice(0, count).map((_unused, step) => step))
      for (const parity of [0, 1]) {
        expect(new Set(steps.filter((_unused, step) => step % 2 === parity)).size).toBe(count)
      }
    }
  })
  test('are bounded: the oldest asker is forgotten, and of one asker the oldest nodes', () => {
    const askers: Askers = new Map()
    for (let count = 0; count < 5000; count += 1) {
      noteTurn(askers, `asker-${count}`, undefined, answer(1), count)
      noteTurn(askers, 'walker', askedBefore(askers, 'walker', count), answer(count), count)
    }
    expect(askers.size).toBe(4096)
    expect(askers.has('asker-0')).toBe(false)
    expect(askers.has('asker-4999')).toBe(true)
    expect(askers.get('walker')?.given).toEqual(Array.from({ length: 64 }, (_unused, at) => 4936 + at))
  })
})
