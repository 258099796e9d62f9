import fc from 'fast-check'
import type { Side } from '../../../../src/contract/sides.ts'
import { describe, expect, test } from 'vitest'
import {
  addressTag,
  checkCodes,
  evidenceOf,
  isDoubtful,
  looksOf,
  noEvidence,
  placeIdOf,
  sideOf,
  sitePlace,
  type CheckCode,
  type Evidence,
  type Result,
} from '../../../../src/domain/evidence/index.ts'
import { probeCodes } from '../../../../src/easytier/codes.ts'
import { checkCodeOf } from '../../../../src/domain/evidence/check-codes.ts'
import { plainReachability } from '../../../support/plain-evidence.ts'

const minute = 60_000
const startMs = 1_800_000_000_000

function fail(): never {
  throw new Error('the place is not there')
}
const url = (node: number, at = 0): string => `tcp://192.0.2.${node}:${11010 + at}`

function result(node: number, atMin: number, code: CheckCode, change: Partial<Result> = {}): Result {
  const ms = startMs + atMin * minute
  return {
    node,
    address: addressTag(url(node)),
    place: 'aaaaaa',
    ms,
    code,
    latencyMs: code === 'ok' ? 20 : -1,
    peers: 1,
    version: code === 'ok' ? '2.6.4' : '',
    avoidsRelay: undefined,
    sinceMs: ms,
    mostSeen: 1,
    ...change,
  }
}

/** What a node's checks amount to, with other nodes that vouch for the place all the time. */
function seen(results: readonly Result[], atMin: number, urls = [url(1)]) {
  const places = new Set(results.map(({ place }) => place))
  const others = [...places].flatMap((place) =>
    Array.from({ length: atMin + 1 }, (_, min) => [
      result(8, min, 'ok', { place }),
      result(9, min, 'ok', { place }),
    ]).flat(),
  )
  return evidenceOf(looksOf([...results, ...others]), 1, urls, startMs + atMin * minute)
}

describe('evidence', () => {
  test('latency is that of the asker’s side where a place of it looks, else of all', () => {
    const at = (min: number, place: string, latencyMs: number): Result =>
      result(1, min, 'ok', { place, latencyMs })
    const far = [at(50, 'o00001', 180), at(58, 'o00002', 220)]
    const near = [at(55, 'd00001', 20), at(59, 'd00001', 30)]
    const own = at(57, 'aaaaaa', 100)
    expect(seen([...far, own], 60)).toMatchObject({
      latencyMs: 180,
      latencyFrom: { domestic: 180, overseas: 200 },
    })
    expect(seen([...far, ...near, own], 60)).toMatchObject({
      latencyMs: 100,
      latencyFrom: { domestic: 25, overseas: 200 },
    })
    // A place of the side that looks and measures nothing: nobody there knows.
    expect(seen([...far, result(1, 59, 'refused', { place: 'd00001' })], 60).latencyFrom).toMatchObject({
      domestic: -1,
      overseas: 200,
    })
    const nobody = { domestic: -1, overseas: -1, telecom: -1, unicom: -1, mobile: -1 }
    expect(seen(near, 140).latencyFrom).toEqual(nobody)
  })
  test('within mainland China it is that of the asker’s carrier, else of the region; the site’s own place has a side, too', () => {
    const at = (place: string, latencyMs: number): Result => result(1, 59, 'ok', { place, latencyMs })
    const results = [at('t00001', 10), at('u00001', 40), at('o00001', 200), at(sitePlace, 90)]
    const from = (ownSide?: Side): Evidence['latencyFrom'] =>
      evidenceOf(looksOf(results, ownSide), 1, [url(1)], startMs + 60 * minute).latencyFrom
    expect(from()).toEqual({ domestic: 25, overseas: 200, telecom: 10, unicom: 40, mobile: 25 })
    expect(from('overseas')).toMatchObject({ domestic: 25, overseas: 145, telecom: 10 })
    expect(from('mobile')).toMatchObject({ domestic: 40, mobile: 90, telecom: 10 })
  })
  test('a place’s id tells its side, and one of no side is of none', () => {
    for (const random of ['d3x09a', 'o3x09a', 'k3x09a']) {
      expect(sideOf(placeIdOf('domestic', random))).toBe('domestic')
      expect(sideOf(placeIdOf('overseas', random))).toBe('overseas')
      expect(sideOf(placeIdOf(undefined, random))).toBeUndefined()
      expect(placeIdOf(undefined, random)).toMatch(/^[0-9a-z]{6}$/)
    }
    expect(sideOf(sitePlace)).toBeUndefined()
  })
  test('nobody has looked', () => {
    expect(evidenceOf(looksOf([]), 1, [url(1)], startMs)).toEqual(noEvidence)
  })
  test('one failure is none, two in a row are, one good check ends it', () => {
    const history = [result(1, 0, 'ok'), result(1, 10, 'refused')]
    expect(seen(history, 10).reachability).toBe('reachable')
    history.push(result(1, 11, 'refused', { sinceMs: startMs + 10 * minute }))
    expect(seen(history, 11)).toMatchObject({
      reachability: 'unreachable',
      sinceMs: startMs + 10 * minute,
      reason: 'refused',
      isHandedOut: false,
      goodUrls: [],
    })
    history.push(result(1, 13, 'ok'))
    expect(seen(history, 13)).toMatchObject({ reachability: 'reachable', isHandedOut: false, reason: '' })
    history.push(result(1, 14, 'ok'))
    expect(seen(history, 14)).toMatchObject({ reachability: 'reachable', isHandedOut: true })
  })
  test('a failure with nobody beside it who answers says nothing, also of a node that this place has never joined', () => {
    const reach = (results: readonly Result[]): string =>
      evidenceOf(looksOf(results), 1, [url(1)], startMs + 30 * minute).reachability
    const vouched = [result(8, 0, 'ok'), result(9, 0, 'ok')]
    const alone = [result(1, 20, 'refused'), result(1, 30, 'refused')]
    expect(reach([...vouched, ...alone])).toBe('unknown')
    const beside = [result(8, 20, 'ok'), result(8, 30, 'ok')]
    expect(reach([...vouched, ...alone, ...beside])).toBe('unreachable')
  })
  test('of a round each node’s nearest check counts: who answered before the place went dark vouches for nothing after it', () => {
    const reach = (results: readonly Result[]): string =>
      evidenceOf(looksOf(results), 1, [url(1)], startMs + 2 * minute).reachability
    const before = [result(8, 0, 'ok'), result(9, 0, 'ok')]
    const own = [result(1, 0.2, 'refused'), result(1, 1.3, 'refused')]
    const dark = [result(8, 1.3, 'refused'), result(9, 1.3, 'refused')]
    expect(reach([...before, ...own, ...dark])).toBe('reachable')
    expect(reach([...before, ...own])).toBe('unreachable')
  })
  test('who looked within 15 minutes counts', () => {
    const down = [result(1, 0, 'refused'), result(1, 1, 'refused')]
    expect(seen(down, 15).reachability).toBe('unreachable')
    expect(seen(down, 16).reachability).toBe('unknown')
  })
  test('every place must have failed twice', () => {
    const down = [result(1, 0, 'refused'), result(1, 1, 'refused')]
    const other = { place: 'bbbbbb' }
    expect(seen([...down, result(1, 1, 'ok', other)], 2).reachability).toBe('reachable')
    expect(seen([...down, result(1, 1, 'dns_error', other)], 2).reachability).toBe('reachable')
    const both = [...down, result(1, 0, 'dns_error', other), result(1, 1, 'dns_error', other)]
    expect(seen(both, 2).reachability).toBe('unreachable')
  })
  test('a node that answers and refuses strangers is reachable, not proven', () => {
    expect(seen([result(1, 0, 'foreign_rejected')], 1)).toMatchObject({
      reachability: 'reachable',
      admits: false,
      provenMs: 0,
      goodUrls: [],
      reason: 'foreign_rejected',
    })
  })
  test('addresses that the node no longer has say nothing', () => {
    const down = [result(1, 0, 'refused'), result(1, 1, 'refused')]
    expect(seen(down, 2, [url(1, 1)])).toEqual(noEvidence)
  })
  test('figures: the median of the last hour, the newest version, the most connections', () => {
    const history = [
      result(1, 0, 'ok', { latencyMs: 900, mostSeen: 40 }),
      result(1, 62, 'ok', { latencyMs: 10, version: '2.0.3' }),
      result(1, 72, 'ok', { latencyMs: 30, version: '2.4.5', peers: 7, mostSeen: 7 }),
    ]
    expect(seen(history, 73)).toMatchObject({
      latencyMs: 20,
      version: '2.4.5',
      connections: 7,
      mostSeen: 40,
      goodUrls: [url(1)],
      checkedMs: startMs + 72 * minute,
      provenMs: startMs + 72 * minute,
    })
  })
})

describe('a place’s own outage', () => {
  const down = [result(1, 0, 'refused'), result(1, 1, 'refused')]
  test('failures of a place that has succeeded with fewer than two other nodes count for nothing', () => {
    const one = [result(8, 0, 'ok'), result(8, 1, 'ok')]
    const at = startMs + 2 * minute
    expect(evidenceOf(looksOf(down), 1, [url(1)], at).reachability).toBe('unknown')
    expect(evidenceOf(looksOf([...down, ...one]), 1, [url(1)], at).reachability).toBe('unknown')
    const two = [...one, result(9, 0, 'ok')]
    expect(evidenceOf(looksOf([...down, ...two]), 1, [url(1)], at).reachability).toBe('unreachable')
  })
  test('an address that is there for this vouches alone', () => {
    const control = [result(0, 0, 'ok'), result(0, 1, 'ok')]
    const looks = looksOf([...down, ...control])
    expect(evidenceOf(looks, 1, [url(1)], startMs + 2 * minute).reachability).toBe('unreachable')
  })
  test('one place’s word is proof, but for what it joins while it is in doubt; another’s is, all the while', () => {
    const well = [1, 2, 3, 4].flatMap((node) => [result(node, 0, 'ok'), result(node, 10, 'ok')])
    const lost = [2, 3, 4].map((node) => result(node, 20, 'refused'))
    const joined = result(1, 20, 'ok')
    const provenAt = (results: readonly Result[], atMin: number): number =>
      evidenceOf(looksOf(results), 1, [url(1)], startMs + atMin * minute).provenMs - startMs
    expect(provenAt([...well, joined], 21)).toBe(20 * minute)
    const doubted = [...well, ...lost, joined]
    expect(isDoubtful(looksOf(doubted).get('aaaaaa') ?? fail(), startMs + 21 * minute)).toBe(true)
    expect(provenAt(doubted, 21)).toBe(10 * minute)
    expect(provenAt([...doubted, result(1, 20, 'ok', { place: 'bbbbbb' })], 21)).toBe(20 * minute)
    // The doubt is over: what was joined meanwhile was joined.
    expect(provenAt(doubted, 40)).toBe(20 * minute)
  })
  test('a round in which more than half of those that were well fail is set aside, and the place doubtful', () => {
    const nodes = [1, 2, 3, 4]
    const well = nodes.map((node) => result(node, 0, 'ok'))
    const failed = (...ids: number[]) =>
      ids.flatMap((node) => [result(node, 10, 'dns_error'), result(node, 11, 'dns_error')])
    const good = (...ids: number[]) => ids.flatMap((node) => [result(node, 10, 'ok'), result(node, 11, 'ok')])
    const at = startMs + 12 * minute
    const three = looksOf([...well, ...failed(1, 2, 3), ...good(4)])
    expect(nodes.map((node) => evidenceOf(three, node, [url(node)], at).reachability)).toEqual(
      nodes.map(() => 'reachable'),
    )
    expect([...three.values()].map((looks) => isDoubtful(looks, at))).toEqual([true])
    const half = looksOf([...well, ...failed(1, 2), ...good(3, 4)])
    expect(evidenceOf(half, 1, [url(1)], at).reachability).toBe('unreachable')
    expect([...half.values()].map((looks) => isDoubtful(looks, at))).toEqual([false])
  })
})

test('every code of the probe makes a result or says nothing of the node', () => {
  const kept = new Map(probeCodes.map((code) => [code, checkCodeOf(false, code)]))
  const untried = probeCodes.filter((code) => kept.get(code) === undefined)
  expect(untried).toEqual(['aborted', 'checker_unavailable'])
  const unlooked = probeCodes.filter((code) => kept.get(code) === 'unlooked')
  expect(unlooked).toContain('unsupported_here')
  for (const code of probeCodes) {
    if (!untried.includes(code) && !unlooked.includes(code)) expect(kept.get(code)).toBe(code)
  }
  expect([checkCodeOf(true, 'no_pong'), checkCodeOf(false, 'x'), checkCodeOf(false, 'ok')]).toEqual([
    'ok',
    'other',
    'other',
  ])
})

test('any history of three places: the same as the sentences say', () => {
  const check = fc.record({
    node: fc.integer({ min: 1, max: 5 }),
    place: fc.constantFrom('aaaaaa', 'bbbbbb', 'cccccc'),
    atHalfMin: fc.integer({ min: 0, max: 100 }),
    code: fc.constantFrom<CheckCode>('ok', 'ok', 'refused', 'foreign_rejected', 'connect_timeout'),
  })
  fc.assert(
    fc.property(fc.array(check, { maxLength: 120 }), (checks) => {
      const known = new Set<string>()
      const results = checks.flatMap(({ node, place, atHalfMin, code }) => {
        const id = `${node} ${place} ${atHalfMin}`
        if (known.has(id)) return []
        known.add(id)
        return [result(node, atHalfMin / 2, code, { place })]
      })
      const looks = looksOf(results)
      const nowMs = startMs + 50 * minute
      for (const node of [1, 2, 3, 4, 5]) {
        const { reachability } = evidenceOf(looks, node, [url(node)], nowMs)
        expect(reachability).toBe(plainReachability(results, node, nowMs))
      }
    }),
    { numRuns: 1000 },
  )
})

test('codes have one place each', () => {
  expect(new Set(checkCodes).size).toBe(checkCodes.length)
  expect(checkCodes.length).toBeLessThanOrEqual(36)
})
