import { describe, expect, test } from 'vitest'
import { deadlineMs, intervalOf, nextGaps, statedGaps } from '../../../src/domain/presence/interval.ts'
import { isOff, mergeOff, offAfterEdit, offWithExpiry } from '../../../src/domain/presence/off.ts'
import { noEvidence, type Evidence } from '../../../src/domain/evidence/evidence.ts'
import {
  isOnline,
  isUp,
  stateOf,
  statusSinceMs,
  type StateInput,
} from '../../../src/domain/presence/state.ts'

const now = 1_000_000_000
const base: StateInput = {
  is_enabled: 1,
  validUntilMs: now + 1,
  max_traffic: 100,
  max_connections: 10,
  max_bandwidth: 1000,
  tier_bandwidth: 100,
  usedGb: 0,
  connections: 0,
  bandwidth: 0,
  last: { timeMs: now - 1000, online: true, intervalS: 60 },
  seen: noEvidence,
}
const reachable: Evidence = {
  ...noEvidence,
  reachability: 'reachable',
  answeredMs: now - 60_000,
  reachedMs: 3,
}
const unreachable: Evidence = { ...noEvidence, reachability: 'unreachable', sinceMs: now - 5000 }
function last(agoMs: number, online = true) {
  return { timeMs: now - agoMs, online, intervalS: 60 }
}

describe('stateOf', () => {
  test.each<[string, Partial<StateInput>, string]>([
    ['plain', {}, 'online'],
    ['never reported', { last: null }, 'waiting'],
    ['said offline', { last: last(0, false) }, 'offline'],
    ['just not silent', { last: last(179_999) }, 'online'],
    ['silent for three intervals', { last: last(180_000) }, 'offline'],
    ['connections at the maximum', { connections: 10 }, 'full'],
    ['one connection free', { connections: 9 }, 'online'],
    ['95 % of the tier', { bandwidth: 95 }, 'full'],
    ['94 % of the tier', { bandwidth: 94.9 }, 'online'],
    ['no tier: 95 % of the maximum', { tier_bandwidth: 0, bandwidth: 950 }, 'full'],
    ['no limit known', { tier_bandwidth: 0, max_bandwidth: 0, bandwidth: 950 }, 'online'],
    ['95 % of the quota', { usedGb: 95 }, 'quota_low'],
    ['all of the quota', { usedGb: 100 }, 'quota_used'],
    ['used up and full', { usedGb: 100, connections: 10 }, 'quota_used'],
    ['full and low', { usedGb: 96, connections: 10 }, 'full'],
    ['unlimited', { max_traffic: 0, usedGb: 1e9 }, 'online'],
    ['reports, yet nobody can join it', { seen: unreachable }, 'unreachable'],
    ['never reported, nobody can join it', { seen: unreachable, last: null }, 'unreachable'],
    ['never reported, joined from outside', { seen: reachable, last: null }, 'online'],
    ['silent, joined from outside', { seen: reachable, last: last(900_000) }, 'online'],
    [
      'never reported, its first check failed',
      { seen: { ...reachable, answeredMs: 0 }, last: null },
      'waiting',
    ],
    [
      'silent, joined a quarter of an hour ago',
      { seen: { ...reachable, answeredMs: now - 900_000 }, last: last(900_000) },
      'offline',
    ],
    ['joined before it said offline', { seen: reachable, last: last(1000, false) }, 'offline'],
    ['joined after it said offline', { seen: reachable, last: last(90_000, false) }, 'online'],
    ['drained, nobody can join it', { is_enabled: 0, seen: unreachable }, 'drained'],
    ['drained', { is_enabled: 0 }, 'drained'],
    ['expired', { validUntilMs: now, is_enabled: 0 }, 'expired'],
  ])('%s', (_name, change, state) => {
    expect(stateOf({ ...base, ...change }, now)).toBe(state)
  })
  test('silence begins at the deadline, not when somebody looks', () => {
    expect(isOnline(last(180_000), now)).toBe(false)
    const since = (point: StateInput['last'], sinceMs: number, seen = noEvidence): number | null =>
      statusSinceMs({ last: point, seen }, sinceMs, now)
    expect(since(last(500_000), 5)).toBe(now - 500_000 + 180_000)
    expect(since(last(1000), 5)).toBe(5)
    expect(since(last(500_000, false), 7)).toBe(7)
    expect(since(null, 7)).toBeNull()
    expect(since(last(1000), 5, unreachable)).toBe(now - 5000)
    expect(since(last(500_000), 5, reachable)).toBe(3)
    expect(isUp({ last: last(1000), seen: unreachable }, now)).toBe(false)
  })
})

describe('the learnt interval', () => {
  const learn = (...atS: number[]): number => {
    let gaps: number[] = []
    let previous: { timeMs: number; online: boolean } | undefined
    for (const second of atS) {
      gaps = nextGaps(gaps, previous, second * 1000)
      previous = { timeMs: second * 1000, online: true }
    }
    return intervalOf(gaps)
  }
  test.each([
    ['nothing known', [0], 600],
    ['one gap', [0, 300], 300],
    ['the median of the last', [0, 300, 900, 1200], 300],
    ['at least a minute', [0, 20, 40, 60], 60],
    ['bursts teach nothing', [0, 300, 301, 302, 303, 304, 305], 300],
    ['forgets after four gaps', [0, 600, 700, 800, 900, 1000], 100],
    ['a short first gap is no habit yet', [0, 70], 300],
    ['nor are two', [0, 70, 370], 300],
    ['an outage teaches nothing', [0, 60, 120, 180, 86_400], 60],
    ['nor do two, nor ten', [0, 300, 600, 8000, 8300, 20_000, 20_300, 90_000], 300],
    ['short outages are outvoted', [0, 60, 120, 900, 960, 1800], 60],
    ['slowing down is learnt after a few', [0, 60, 660, 1260, 1860], 600],
    ['an unknown rhythm of 20 minutes', [0, 1200], 1200],
  ])('%s', (_name, seconds, interval) => {
    expect(learn(...seconds)).toBe(interval)
  })
  test('silence shows after three intervals, after 15 minutes at most, whatever happened before', () => {
    const second = 1000
    expect(deadlineMs(0, 60)).toBe(180 * second)
    expect(deadlineMs(0, 300)).toBe(900 * second)
    expect(deadlineMs(0, 600)).toBe(900 * second)
    expect(deadlineMs(0, 43_200)).toBe(900 * second)
  })
  test('what the reporter says itself counts at once', () => {
    expect(intervalOf(statedGaps(90))).toBe(90)
    expect(intervalOf(statedGaps(5))).toBe(60)
    expect(intervalOf(nextGaps(statedGaps(90), { timeMs: 0, online: true }, 600_000))).toBe(90)
  })
  test('a pause after saying offline teaches nothing', () => {
    expect(nextGaps([60], { timeMs: 0, online: false }, 100_000)).toEqual([60])
  })
})

describe('off intervals', () => {
  const enabled = { is_enabled: 1 as const, validUntilMs: 1000 }
  test('draining opens one, enabling closes it', () => {
    const drained = offAfterEdit([], enabled, { ...enabled, is_enabled: 0 }, 100)
    expect(drained).toEqual([[100, 0]])
    expect(isOff(drained, 99)).toBe(false)
    expect(isOff(drained, 100)).toBe(true)
    const again = offAfterEdit(drained, { ...enabled, is_enabled: 0 }, enabled, 200)
    expect(again).toEqual([[100, 200]])
    expect(isOff(again, 200)).toBe(false)
  })
  test('an expired time stays off when the validity is prolonged later', () => {
    expect(offAfterEdit([], enabled, { ...enabled, validUntilMs: 9000 }, 1500)).toEqual([[1000, 1500]])
    expect(offAfterEdit([], enabled, { ...enabled, validUntilMs: 9000 }, 500)).toEqual([])
    expect(isOff(offWithExpiry([], 1000), 1000)).toBe(true)
  })
  test('merging joins what overlaps', () => {
    expect(
      mergeOff([
        [5, 9],
        [1, 6],
        [20, 0],
        [30, 40],
      ]),
    ).toEqual([
      [1, 9],
      [20, 0],
    ])
  })
})
