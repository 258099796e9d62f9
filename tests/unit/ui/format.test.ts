import { beforeEach, describe, expect, it } from 'vitest'
import { setMessages } from '../../../src/ui/i18n/language.ts'
import { core as en } from '../../../src/ui/i18n/en/core.ts'
import { core as zh } from '../../../src/ui/i18n/zh-CN/core.ts'
import {
  ago,
  day,
  duration,
  gigabytes,
  isoDay,
  latency,
  mbps,
  mbpsPair,
  moment,
  percent,
  withUnit,
} from '../../../src/ui/lib/format.ts'

const now = Date.parse('2026-11-22T06:00:00.000Z')
const minute = 60_000

describe('format', () => {
  beforeEach(() => setMessages('en', en))

  it('writes bandwidth with three digits and changes the unit at 1000', () => {
    expect(withUnit(mbps(52))).toBe('52 Mbps')
    expect(withUnit(mbps(0.34))).toBe('0.34 Mbps')
    expect(withUnit(mbps(999.4))).toBe('999 Mbps')
    expect(withUnit(mbps(999.6))).toBe('1 Gbps')
    expect(withUnit(mbps(1940))).toBe('1.94 Gbps')
    expect(mbpsPair(1940, 5200)).toEqual({ used: '1.94', all: '5.2 Gbps' })
    expect(mbpsPair(52, 100)).toEqual({ used: '52', all: '100 Mbps' })
  })

  it('tells the time of an event by the clock alone on this day only, whether it is past or to come', () => {
    const at = new Date(2026, 10, 22, 12, 0).getTime()
    const hour = 60 * minute
    expect(moment(at - 3 * hour, at)).toBe('09:00')
    expect(moment(at + 3 * hour, at)).toBe('15:00')
    expect(moment(at - 24 * hour, at)).toMatch(/yesterday 12:00/i)
    expect(moment(at + 24 * hour, at)).toMatch(/23.* 12:00$/)
    expect(moment(at + 72 * hour, at)).toMatch(/25.* 12:00$/)
  })

  it('writes traffic in powers of ten', () => {
    expect(withUnit(gigabytes(552))).toBe('552 GB')
    expect(withUnit(gigabytes(1080))).toBe('1.08 TB')
    expect(withUnit(gigabytes(999_600))).toBe('1 PB')
  })

  it('truncates percent and keeps 100 for no downtime at all', () => {
    expect(percent(100)).toBe('100')
    expect(percent(99.999)).toBe('99.99')
    expect(percent(97.899)).toBe('97.89')
    expect(percent(99.9)).toBe('99.90')
    expect(percent(0.29)).toBe('0.29')
    expect(percent(0)).toBe('0.00')
  })

  it('tells nothing for a latency that nobody measured', () => {
    expect(latency(-1)).toBe('')
    expect(latency(31.6)).toBe('32 ms')
  })

  it('tells how long ago, up to seven days', () => {
    expect(ago(now - 44_000, now)).toBe('just now')
    expect(ago(now + 5_000, now)).toBe('just now')
    expect(ago(now - 45_000, now)).toBe('1 min ago')
    expect(ago(now - 59.6 * minute, now)).toBe('59 min ago')
    expect(ago(now - 119 * minute, now)).toBe('1 hr ago')
    expect(ago(now - 6.9 * 1440 * minute, now)).toBe('6 days ago')
    expect(ago(now - 7 * 1440 * minute, now)).toBe('Nov 15')
  })

  it('speaks Chinese', () => {
    setMessages('zh-CN', zh)
    expect(ago(now - 1000, now)).toBe('刚刚')
    expect(ago(now - 2 * minute, now)).toBe('2分钟前')
    expect(duration(14 * 3600 + 50 * 60)).toBe('14小时 50分钟')
    expect(day(now, 28_800_000, now)).toBe('11月22日')
  })

  it('names a length of time by its two largest units', () => {
    expect(duration(20)).toBe('0 min')
    expect(duration(1800)).toBe('30 min')
    expect(duration(12 * 86_400 + 4 * 3600 + 300)).toBe('12 days 4 hr')
    expect(duration(3600)).toBe('1 hr')
  })

  it('counts days in UTC+8', () => {
    expect(isoDay(Date.parse('2026-11-21T16:00:00Z'))).toBe('2026-11-22')
    expect(isoDay(Date.parse('2026-11-21T15:59:59Z'))).toBe('2026-11-21')
    expect(day(Date.parse('2026-11-21T16:00:00Z'), 28_800_000, now)).toBe('Nov 22')
    expect(day(Date.parse('2025-11-21T15:00:00Z'), 0, now)).toBe('Nov 21, 2025')
  })
})
