import { describe, expect, it } from 'vitest'
import { levelEvents, mayBeLevel, type LevelConfig } from '../../../src/domain/events/index.ts'

const day = 86_400_000
const startMs = Date.UTC(2026, 10, 1)
const gb = 1e9

const config: LevelConfig = {
  id: 7,
  createdMs: startMs,
  reset_cycle: 30,
  reset_day: 0,
  max_traffic: 100,
  max_connections: 50,
  max_bandwidth: 100,
  tier_bandwidth: 0,
  tierMs: 0,
  correction_traffic: 0,
  correctionMs: 0,
}

/** Figures of a report, so many days after the period began. */
function at(days: number, over: Record<string, unknown> = {}) {
  return {
    timeMs: startMs + days * day,
    online: true,
    bandwidth: 1,
    connections: 1,
    tier: null,
    version: '2.6.4',
    usedBytes: 0,
    periodStartMs: startMs,
    ...over,
  }
}

type Figures = ReturnType<typeof at>

function kinds(before: Figures | undefined, after: Figures, rule = config): string[] {
  // Whoever looks at that first must not miss anything.
  if (!mayBeLevel(rule, after)) expect(levelEvents(rule, undefined, after)).toEqual([])
  return levelEvents(rule, before, after).map(({ event }) => event.kind)
}

describe('what one report changes', () => {
  it.each([
    [79, 80, ['quota_80']],
    [80, 94.9, []],
    [94, 96, ['quota_95']],
    [99, 100, ['quota_100']],
    [10, 150, ['quota_80', 'quota_95', 'quota_100']],
    [100, 120, []],
  ])('from %d to %d GB of 100 tells %j', (before, after, told) => {
    const [one, other] = [at(1, { usedBytes: before * gb }), at(2, { usedBytes: after * gb })]
    expect(kinds(one, other)).toEqual(told)
    expect(levelEvents(config, one, other).every(({ event }) => event.ms === other.timeMs)).toBe(true)
    expect(kinds(one, other, { ...config, max_traffic: 0 })).toEqual([])
  })

  it('counts a new period from nothing, and the owner’s correction', () => {
    const next = startMs + 30 * day
    const before = at(29, { usedBytes: 99 * gb })
    expect(kinds(before, at(31, { usedBytes: 81 * gb, periodStartMs: next }))).toEqual(['quota_80'])
    expect(kinds(before, at(31, { usedBytes: 99 * gb }))).toEqual([])
    const corrected = { ...config, correction_traffic: 50, correctionMs: startMs + day }
    expect(kinds(at(2, { usedBytes: 20 * gb }), at(3, { usedBytes: 31 * gb }), corrected)).toEqual([
      'quota_80',
    ])
  })

  it('is full once, by connections or by bandwidth, and no news again within the hour', () => {
    const full = at(2, { connections: 50 })
    expect(kinds(at(1), full)).toEqual(['full'])
    expect(levelEvents(config, at(1), full)[0]?.quietMs).toBe(3_600_000)
    expect(kinds(full, at(3, { connections: 51 }))).toEqual([])
    expect(kinds(at(1), at(2, { bandwidth: 100 }))).toEqual(['full'])
    expect(kinds(at(1), at(2, { connections: 50, online: false }))).toEqual([])
  })

  it('tells of a version that is too old when it appears, and which', () => {
    const old = at(2, { version: '2.0.3-abcdef' })
    expect(levelEvents(config, at(1), old).map(({ event }) => [event.kind, event.why])).toEqual([
      ['outdated_version', '2.0.3-abcdef'],
    ])
    expect(kinds(old, at(3, { version: '2.0.3-abcdef' }))).toEqual([])
    for (const version of ['2.4.0', '3.0.0', 'v2.6.4', '', 'nightly'])
      expect(kinds(at(1), at(2, { version }))).toEqual([])
    expect(kinds(undefined, at(1, { version: 'v1.9' }))).toEqual(['outdated_version'])
  })
})
