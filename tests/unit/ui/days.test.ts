import { afterEach, describe, expect, it } from 'vitest'
import { clock, day } from '../../../src/ui/lib/format.ts'
import { keepSiteZone, siteDate, siteZoneMs, siteZoneName } from '../../../src/ui/lib/site-zone.ts'
import { daysDown, readDays, uptime } from '../../../src/ui/lib/days.ts'

const noonUtc8 = Date.parse('2026-11-22T04:00:00Z')

describe('readDays', () => {
  it('ends with the UTC+8 day of the given time and counts only its slots that have begun', () => {
    const days = readDays('00'.repeat(90), noonUtc8)
    expect(days).toHaveLength(90)
    expect(new Date(days[89]?.startMs ?? 0).toISOString()).toBe('2026-11-21T16:00:00.000Z')
    expect(days[89]).toMatchObject({ known: 73, down: 0 })
    expect(days[88]).toMatchObject({ known: 144, down: 0 })
  })

  it('changes the day at midnight of UTC+8', () => {
    const before = readDays('0001', Date.parse('2026-11-22T15:59:59.999Z'))
    const after = readDays('0001', Date.parse('2026-11-22T16:00:00Z'))
    expect(before[1]).toMatchObject({ known: 144, down: 1 })
    expect(after[1]).toMatchObject({ known: 1, down: 1 })
    expect((after[1]?.startMs ?? 0) - (before[1]?.startMs ?? 0)).toBe(86_400_000)
  })

  it('reads two base-36 digits a day and dashes as no data', () => {
    const days = readDays('--400300', noonUtc8)
    expect(days.map((day) => [day.known, day.down])).toEqual([
      [0, 0],
      [144, 144],
      [144, 3],
      [73, 0],
    ])
    expect(daysDown(days)).toBe(2)
  })

  it('never has more slots down than known', () => {
    expect(readDays('20', Date.parse('2026-11-21T16:00:00Z'))[0]).toMatchObject({ known: 72, down: 72 })
  })
})

describe('days of another zone', () => {
  afterEach(() => keepSiteZone(480))

  it('begin at its midnight, and the strip ends with its today', () => {
    keepSiteZone(-210)
    // 00:30 of 22 November in UTC-3:30.
    const days = readDays('0002', Date.parse('2026-11-22T04:00:00Z'))
    expect(new Date(days[1]?.startMs ?? 0).toISOString()).toBe('2026-11-22T03:30:00.000Z')
    expect(days[1]).toMatchObject({ known: 4, down: 2 })
    expect([siteDate(days[1]?.startMs ?? 0), siteZoneName()]).toEqual(['2026-11-22', 'UTC-3:30'])
    expect(day(days[1]?.startMs ?? 0, siteZoneMs(), noonUtc8)).toBe('11月22日')
    expect(clock(days[1]?.startMs ?? 0, siteZoneMs())).toBe('00:00')
  })

  it('stay as they were when the site tells none, or no zone at all', () => {
    for (const told of [undefined, Number.NaN, 9000]) keepSiteZone(told)
    expect(siteZoneName()).toBe('UTC+8')
  })
})

describe('uptime', () => {
  it('is up / (up + down), truncated, and undefined without data', () => {
    expect(uptime(readDays('--'.repeat(90), noonUtc8))).toBeUndefined()
    expect(uptime(readDays('00'.repeat(90), noonUtc8))).toBe(100)
    expect(uptime(readDays(`01${'00'.repeat(89)}`, noonUtc8))).toBe(99.99)
    expect(uptime(readDays('40--', noonUtc8))).toBe(0)
    expect(uptime([{ startMs: 0, known: 3, down: 1 }])).toBe(66.66)
  })
})
