import { describe, expect, it } from 'vitest'
import { cumulative, forecastOf } from '../../../src/ui/lib/forecast.ts'
import { quantile, roundUp } from '../../../src/ui/lib/statistics.ts'

const day = 86_400_000
const start = Date.parse('2026-11-04T00:00:00Z')
const input = { usedGb: 180, maxGb: 1000, startMs: start, endMs: start + 30 * day, nowMs: start + 18 * day }

describe('forecastOf', () => {
  it('carries the average on to the end of the period', () => {
    expect(forecastOf(input)).toEqual({ perDayGb: 10, atEndGb: 300, usedUpMs: undefined })
  })

  it('tells when the quota ends before the period does', () => {
    expect(forecastOf({ ...input, maxGb: 200 })?.usedUpMs).toBe(start + 20 * day)
    expect(forecastOf({ ...input, maxGb: 180 })?.usedUpMs).toBe(input.nowMs)
    expect(forecastOf({ ...input, maxGb: 300 })?.usedUpMs).toBeUndefined()
    expect(forecastOf({ ...input, maxGb: 0 })?.usedUpMs).toBeUndefined()
  })

  it('always reaches the quota of a period that never ends', () => {
    const forecast = forecastOf({ ...input, endMs: Number.NaN })
    expect(forecast).toEqual({ perDayGb: 10, atEndGb: undefined, usedUpMs: start + 100 * day })
  })

  it('says nothing out of less than a day or no traffic', () => {
    expect(forecastOf({ ...input, nowMs: start + day / 2 })).toBeUndefined()
    expect(forecastOf({ ...input, usedGb: 0 })).toBeUndefined()
    expect(forecastOf({ ...input, startMs: Number.NaN })).toBeUndefined()
  })
})

describe('cumulative', () => {
  const daily = [
    { date: '2026-11-04', gb: 10 },
    { date: '2026-11-05', gb: 20 },
  ]

  it('sums the days up to what was used, the unexplained part first', () => {
    const nowMs = start + 1.5 * day
    expect(cumulative(daily, { usedGb: 35, startMs: start, nowMs })).toEqual({
      timesMs: [start, start + day, nowMs],
      gb: [5, 15, 35],
    })
  })

  it('begins with the first day when the period has no beginning', () => {
    const grown = cumulative(daily, { usedGb: 30, startMs: Number.NaN, nowMs: start + 5 * day })
    expect(grown).toEqual({ timesMs: [start, start + day, start + 2 * day], gb: [0, 10, 30] })
    expect(cumulative([], { usedGb: 0, startMs: Number.NaN, nowMs: start })).toEqual({ timesMs: [], gb: [] })
  })
})

describe('statistics', () => {
  it('takes nearest ranks of the known values', () => {
    const values = [null, 5, 1, 3, null, 2, 4, -1]
    expect(quantile(values, 0.5)).toBe(3)
    expect(quantile(values, 0.95)).toBe(5)
    expect(quantile(values, 1)).toBe(5)
    expect(quantile([null, -1], 0.5)).toBeUndefined()
  })

  it('rounds up to numbers with a round half', () => {
    expect([0, 0.3, 1, 1.5, 62, 80, 81, 1001].map(roundUp)).toEqual([1, 0.4, 1, 2, 80, 80, 100, 2000])
  })
})
