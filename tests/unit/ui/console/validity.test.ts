import { describe, expect, it } from 'vitest'
import {
  addMonths,
  chinaDate,
  dateOfUntil,
  nextReset,
} from '../../../../src/ui/pages/console/form/validity.ts'

it('a day is a day of UTC+8', () => {
  expect(chinaDate(Date.parse('2026-11-22T15:59:59.999Z'))).toBe('2026-11-22')
  expect(chinaDate(Date.parse('2026-11-22T16:00:00.000Z'))).toBe('2026-11-23')
  expect(dateOfUntil('2026-11-04T15:59:59.999Z')).toBe('2026-11-04')
  expect(dateOfUntil('never')).toBe('')
})

it.each([
  ['2026-11-22', 12, '2027-11-22'],
  ['2026-11-30', 3, '2027-02-28'],
  ['2028-02-29', 12, '2029-02-28'],
  ['2026-12-31', 1, '2027-01-31'],
])('%s and %d months is %s', (date, months, expected) => expect(addMonths(date, months)).toBe(expected))

describe('nextReset', () => {
  const created = Date.parse('2026-11-04T08:00:00.000Z')
  const at = (text: string): number => Date.parse(text)

  it('counts days from the creation', () => {
    const next = (now: string, days = 30) => nextReset({ kind: 'cycle', days, day: 0 }, created, at(now))
    expect(next('2026-11-04T09:00:00.000Z')).toBe('2026-12-04')
    expect(next('2026-12-03T23:59:00.000Z')).toBe('2026-12-04')
    expect(next('2026-12-04T00:00:00.000Z')).toBe('2027-01-03')
    expect(next('2026-11-04T09:00:00.000Z', Number.NaN)).toBe('')
  })

  it('takes the day of a month, clamped, still in this month when it lies ahead', () => {
    const next = (now: string, day: number) => nextReset({ kind: 'day', days: 0, day }, created, at(now))
    expect(next('2026-11-22T00:00:00.000Z', 4)).toBe('2026-12-04')
    expect(next('2026-11-02T00:00:00.000Z', 4)).toBe('2026-11-04')
    expect(next('2026-11-22T00:00:00.000Z', 31)).toBe('2026-11-30')
    expect(next('2026-11-22T00:00:00.000Z', 0)).toBe('')
  })

  it('never is never', () => {
    expect(nextReset({ kind: 'never', days: 30, day: 1 }, created, created)).toBe('')
  })
})
