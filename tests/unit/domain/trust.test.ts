import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { noEvidence } from '../../../src/domain/evidence/index.ts'
import {
  believedMbps,
  isProven,
  mayBeGivenOut,
  createFailedHandouts,
  noteFailure,
  offeredAddresses,
  ownerFactors,
  provenUntilMs,
  relays,
  triesUnproven,
  trustOf,
  unprovenFactor,
  unprovenShareMax,
  weightLeft,
  needsIpv6,
  needsNewCore,
} from '../../../src/domain/placement/index.ts'

const minuteMs = 60_000
const nowMs = 1_800_000_000_000

describe('what is believed of a node', () => {
  test('a check that joined proves it for 30 minutes', () => {
    const evidence = { provenMs: nowMs - 10 * minuteMs }
    expect(isProven({ provenMs: 0 }, nowMs)).toBe(false)
    expect(isProven(evidence, nowMs)).toBe(true)
    expect(isProven(evidence, nowMs + 20 * minuteMs - 1)).toBe(true)
    expect(isProven(evidence, nowMs + 20 * minuteMs)).toBe(false)
    expect(provenUntilMs(evidence, nowMs)).toBe(nowMs + 20 * minuteMs)
    expect(provenUntilMs({ provenMs: 0 }, nowMs)).toBe(Infinity)
  })

  test.each([
    [false, 0, 50],
    [false, 1000, 50],
    [true, 0, 50],
    [true, 12, 50],
    [true, 13, 52],
    [true, 300, 1200],
    [true, 1000, 2000],
  ])('proven %s, seen to carry %i: trusted with %i', (proven, mostSeen, trusted) => {
    const evidence = { provenMs: proven ? nowMs : 0, mostSeen }
    expect(trustOf(evidence, 2000, nowMs)).toMatchObject({ isProven: proven, trusted })
  })

  test('the site says how much is trusted at most, of unproven nodes too', () => {
    expect(trustOf({ provenMs: nowMs, mostSeen: 300 }, 20, nowMs).trusted).toBe(20)
    expect(trustOf({ provenMs: 0, mostSeen: 0 }, 20, nowMs).trusted).toBe(20)
  })

  test('bandwidth is believed as far as its places would take it', () => {
    expect(believedMbps(1e7, { trusted: 50 })).toBe(100)
    expect(believedMbps(30, { trusted: 50 })).toBe(30)
  })

  test('not given out: out after failures, refusing others, unreachable', () => {
    expect(mayBeGivenOut(noEvidence)).toBe(true)
    expect(mayBeGivenOut({ ...noEvidence, isHandedOut: false })).toBe(false)
    expect(mayBeGivenOut({ ...noEvidence, admits: false })).toBe(false)
    expect(mayBeGivenOut({ ...noEvidence, reachability: 'unreachable' })).toBe(false)
  })

  test('relays by its word, unless its handshake contradicts', () => {
    expect(relays(true, noEvidence)).toBe(true)
    expect(relays(true, { avoidsRelay: false })).toBe(true)
    expect(relays(true, { avoidsRelay: true })).toBe(false)
    expect(relays(false, { avoidsRelay: false })).toBe(false)
  })
})

describe('the share of those that are not proven', () => {
  test('is a twentieth at most beside proven ones, all without any', () => {
    const weight = fc.double({ min: 1e-6, max: 1e9, noNaN: true })
    fc.assert(
      fc.property(weight, weight, (proven, unproven) => {
        const left = unproven * unprovenFactor(proven, unproven)
        expect(left / (left + proven)).toBeLessThanOrEqual(unprovenShareMax + 1e-9)
        expect(left).toBeLessThanOrEqual(unproven)
        expect(unprovenFactor(0, unproven)).toBe(1)
        expect(unprovenFactor(proven, 0)).toBe(1)
      }),
    )
  })

  test('of networks is a twentieth at most, and the same ones whoever asks', () => {
    const keys = Array.from({ length: 20_000 }, (_, at) => `net-${at}`)
    const trying = (proven: number, unproven: number): string[] =>
      keys.filter((key) => triesUnproven(key, proven, unproven))
    expect(trying(70, 30).length / keys.length).toBeCloseTo(0.045, 2)
    expect(trying(99, 1).length / keys.length).toBeCloseTo(0.01, 2)
    expect(trying(99, 0)).toEqual([])
    expect(trying(0, 3)).toEqual(keys)
    // A node more or less moves nobody while the bound holds, and next to nobody below it.
    expect(trying(70, 30)).toEqual(trying(50, 40))
    const few = new Set(trying(100, 2))
    expect(trying(100, 1).filter((key) => !few.has(key))).toEqual([])
  })
})

describe('the share of an owner', () => {
  const some = fc.array(
    fc.record({
      owner: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      weight: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
    }),
    { minLength: 1, maxLength: 30 },
  )

  test('is never above the bound, or an equal one where there are too few owners', () => {
    fc.assert(
      fc.property(some, fc.integer({ min: 1, max: 100 }), (nodes, percent) => {
        const factors = ownerFactors(nodes, percent / 100)
        const left = new Map<string, number>()
        for (const { owner, weight } of nodes) {
          const factor = factors.get(owner) ?? 1
          expect(factor).toBeGreaterThan(0)
          expect(factor).toBeLessThanOrEqual(1)
          left.set(owner, (left.get(owner) ?? 0) + weight * factor)
        }
        const total = [...left.values()].reduce((sum, weight) => sum + weight, 0)
        const bound = Math.max(percent / 100, 1 / left.size)
        for (const weight of left.values()) expect(weight / total).toBeLessThanOrEqual(bound + 1e-6)
      }),
      { numRuns: 500 },
    )
  })

  test('leaves those below the bound alone', () => {
    const nodes = [
      { owner: 'large', weight: 60 },
      { owner: 'large', weight: 20 },
      { owner: 'small', weight: 15 },
      { owner: 'tiny', weight: 5 },
    ]
    expect([...ownerFactors(nodes, 0.5)]).toEqual([['large', 0.25]])
    expect(ownerFactors(nodes, 0.8).size).toBe(0)
    expect(ownerFactors(nodes.slice(0, 2), 0.5).size).toBe(0)
  })
})

describe('callers that come back', () => {
  test('cost the node weight until a check joins again, each source once', () => {
    const failures = createFailedHandouts()
    expect(weightLeft(failures, 1, 0)).toBe(1)
    for (let at = 0; at < 20; at += 1) noteFailure(failures, 1, 'one', nowMs + at)
    expect(weightLeft(failures, 1, nowMs - 1)).toBe(0.75)
    noteFailure(failures, 1, 'two', nowMs + 100)
    expect(weightLeft(failures, 1, nowMs - 1)).toBe(0.75 ** 2)
    expect(weightLeft(failures, 2, 0)).toBe(1)
    expect(weightLeft(failures, 1, nowMs + 50)).toBe(0.75)
    expect(weightLeft(failures, 1, nowMs + 100)).toBe(1)
  })

  test('leave a tenth at least, and are bounded', () => {
    const failures = createFailedHandouts()
    for (let at = 0; at < 100; at += 1) noteFailure(failures, 1, `from ${at}`, nowMs)
    expect(weightLeft(failures, 1, 0)).toBeCloseTo(0.1, 2)
    for (let id = 2; id < 6000; id += 1) noteFailure(failures, id, 'one', nowMs)
    expect(failures.nodes.size).toBe(4096)
    expect(weightLeft(failures, 1, 0)).toBe(1)
  })
})

describe('addresses', () => {
  const at = (type: string, ip: string, port = 11010) => ({ type, ip, port })
  const addresses = [
    at('WG', '192.0.2.1'),
    at('TCP', '2001:db8::1'),
    at('QUIC', '192.0.2.1'),
    at('UDP', 'node.example.org'),
    at('TCP', '192.0.2.1'),
  ]

  test('what most clients can dial comes first, else the order of the owner', () => {
    expect(offeredAddresses(addresses, noEvidence).map(({ type, ip }) => `${type} ${ip}`)).toEqual([
      'UDP node.example.org',
      'TCP 192.0.2.1',
      'TCP 2001:db8::1',
      'WG 192.0.2.1',
      'QUIC 192.0.2.1',
    ])
  })

  test('only those that passed are offered, all while none has', () => {
    const goodUrls = ['tcp://192.0.2.1:11010', 'udp://gone.example.org:11010']
    expect(offeredAddresses(addresses, { goodUrls })).toEqual([at('TCP', '192.0.2.1')])
    expect(offeredAddresses(addresses, { goodUrls: goodUrls.slice(1) })).toHaveLength(5)
  })

  test('a default port is lost on cores before 2.6', () => {
    expect(needsNewCore(at('WSS', 'node.example.org', 443))).toBe(true)
    expect(needsNewCore(at('WS', 'node.example.org', 80))).toBe(true)
    expect(needsNewCore(at('WSS', 'node.example.org', 8443))).toBe(false)
    expect(needsNewCore(at('TCP', 'node.example.org', 443))).toBe(false)
    expect(needsIpv6(at('TCP', '2001:db8::1'))).toBe(true)
    expect(needsIpv6(at('TCP', 'node.example.org'))).toBe(false)
  })
})
