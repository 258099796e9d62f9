import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  plansAfterEdit,
  weeklyTimes,
  windowsInForce,
  type WeeklyPlan,
  type WeeklyWindow,
} from '../../../src/domain/presence/index.ts'

const hour = 3_600_000
const day = 24 * hour
/** A Monday, 00:00 UTC. */
const monday = Date.UTC(2026, 10, 30)

const always = (...windows: WeeklyWindow[]): WeeklyPlan[] => [{ fromMs: 0, toMs: 0, windows }]
const around = (plans: readonly WeeklyPlan[], nowMs: number) =>
  weeklyTimes(plans, nowMs).filter(([from, to]) => to > nowMs - 5 * day && from <= nowMs)

describe('weekly maintenance', () => {
  test('is of the weekday of its own clock', () => {
    // Tuesday 03:00 to 05:00 of UTC+8 is Monday 19:00 to 21:00 UTC.
    expect(around(always([2, 180, 300, 480]), monday + day)).toEqual([
      [monday + 19 * hour, monday + 21 * hour],
    ])
    // Sunday 23:00 of UTC-5 is Monday 04:00 UTC.
    expect(around(always([7, 1380, 1410, -300]), monday + day)).toEqual([
      [monday + 4 * hour, monday + 4.5 * hour],
    ])
  })

  test('goes on into the next day where it ends before it begins', () => {
    expect(around(always([7, 1380, 60, 0]), monday + hour / 2)).toEqual([[monday - hour, monday + hour]])
  })

  test('is known 90 days back and a week ahead', () => {
    const times = weeklyTimes(always([1, 0, 60, 0]), monday)
    expect(times.at(-1)).toEqual([monday + 7 * day, monday + 7 * day + hour])
    expect(times[0]?.[0]).toBe(monday - 91 * day)
    expect(times).toHaveLength(15)
  })

  test('counts from the edit on, and what it was before stays what it was', () => {
    const before = plansAfterEdit([], [[1, 0, 120, 0]], monday + hour)
    expect(around(before, monday + 3 * hour)).toEqual([[monday + hour, monday + 2 * hour]])
    const after = plansAfterEdit(before, [[1, 0, 180, 0]], monday + 1.5 * hour)
    expect(windowsInForce(after)).toEqual([[1, 0, 180, 0]])
    expect(around(after, monday + 4 * hour)).toEqual([
      [monday + hour, monday + 1.5 * hour],
      [monday + 1.5 * hour, monday + 3 * hour],
    ])
    const ended = plansAfterEdit(after, [], monday + 2 * hour)
    expect(windowsInForce(ended)).toEqual([])
    expect(around(ended, monday + 4 * hour).at(-1)).toEqual([monday + 1.5 * hour, monday + 2 * hour])
    expect(plansAfterEdit(ended, [[1, 0, 5, 0]], monday + 92 * day)).toHaveLength(1)
  })

  test('the same again changes nothing; a hundred edits leave eight', () => {
    let plans = plansAfterEdit([], [[1, 0, 60, 0]], monday)
    expect(plansAfterEdit(plans, [[1, 0, 60, 0]], monday + 5)).toBe(plans)
    for (let at = 1; at <= 100; at += 1) plans = plansAfterEdit(plans, [[1, 0, at, 0]], monday + at)
    expect(plans).toHaveLength(8)
    expect(windowsInForce(plans)).toEqual([[1, 0, 100, 0]])
  })

  test('is what a calendar says at any minute', () => {
    const minute = fc.integer({ min: 0, max: 1439 })
    const window = fc.tuple(
      fc.integer({ min: 1, max: 7 }),
      minute,
      minute,
      fc.integer({ min: -720, max: 840 }),
    )
    fc.assert(
      fc.property(window, fc.integer({ min: -7 * 1440, max: 7 * 1440 }), (one, atMin) => {
        const [weekday, from, to, offset] = one
        fc.pre(from !== to)
        const ms = monday + atMin * 60_000
        const local = new Date(ms + offset * 60_000)
        const day = ((local.getUTCDay() + 6) % 7) + 1
        const min = local.getUTCHours() * 60 + local.getUTCMinutes()
        const isToday = day === weekday && min >= from && (to < from || min < to)
        const isNextDay = to < from && day === (weekday % 7) + 1 && min < to
        const found = weeklyTimes(always(one), monday).some(([a, b]) => a <= ms && ms < b)
        expect(found).toBe(isToday || isNextDay)
      }),
    )
  })
})
