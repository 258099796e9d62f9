import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { daysLeft, periodAt } from '../../../src/domain/traffic/period.ts'

function at(text: string): number {
  return Date.parse(text)
}
function iso(ms: number | null): string {
  return ms === null ? '' : new Date(ms).toISOString().slice(0, 10)
}
const created = at('2026-01-10T15:30:00Z')

describe('periodAt', () => {
  test.each([
    // reset_cycle, reset_day, now, start, end
    [30, 0, '2026-01-10T15:30:00Z', '2026-01-10', '2026-02-09'],
    [30, 0, '2026-02-08T23:59:59Z', '2026-01-10', '2026-02-09'],
    [30, 0, '2026-02-09T00:00:00Z', '2026-02-09', '2026-03-11'],
    [1, 0, '2026-03-01T12:00:00Z', '2026-03-01', '2026-03-02'],
    [366, 0, '2027-01-11T00:00:00Z', '2027-01-11', '2028-01-12'],
    [30, 31, '2026-02-15T00:00:00Z', '2026-01-31', '2026-02-28'],
    [30, 31, '2026-02-28T00:00:00Z', '2026-02-28', '2026-03-31'],
    [30, 30, '2028-02-29T10:00:00Z', '2028-02-29', '2028-03-30'],
    [0, 1, '2026-12-31T23:00:00Z', '2026-12-01', '2027-01-01'],
    [0, 15, '2026-01-14T00:00:00Z', '2025-12-15', '2026-01-15'],
    [0, 0, '2026-05-01T00:00:00Z', '1970-01-01', ''],
  ])('cycle %s day %s at %s: %s to %s', (reset_cycle, reset_day, now, start, end) => {
    const period = periodAt({ reset_cycle, reset_day, createdMs: created }, at(now))
    expect([iso(period.startMs), iso(period.endMs)]).toEqual([start, end])
  })
  test('holds its instant, and the next one begins where it ends', () => {
    const rule = fc.record({
      reset_cycle: fc.nat(366),
      reset_day: fc.nat(31),
      createdMs: fc.integer({ min: at('2025-01-01T00:00:00Z'), max: at('2035-01-01T00:00:00Z') }),
    })
    fc.assert(
      fc.property(rule, fc.nat(3_000_000_000), fc.nat(100), (given, afterMs, months) => {
        const now = given.createdMs + afterMs + months * 2_629_800_000
        const { startMs, endMs } = periodAt(given, now)
        expect(startMs % 86_400_000).toBe(0)
        expect(startMs).toBeLessThanOrEqual(now)
        if (endMs === null) return
        expect(endMs).toBeGreaterThan(now)
        expect(periodAt(given, endMs).startMs).toBe(endMs)
        expect(periodAt(given, endMs - 1)).toEqual({ startMs, endMs })
        expect(daysLeft({ startMs, endMs }, now)).toBeGreaterThan(0)
      }),
    )
  })
})
