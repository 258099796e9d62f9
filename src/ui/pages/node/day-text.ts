import { dayMs } from '../../../contract/time.ts'
import { t } from '../../i18n/node.ts'
import { type Day, uptime } from '../../lib/days.ts'
import { clock, duration, percent } from '../../lib/format.ts'
import { siteZoneMs } from '../../lib/site-zone.ts'
import type { NodeAnswer } from './node-answer.ts'

const rangesMost = 3
/** A time that began and ended within slots counts up to two of them more. */
const roundedS = 1200

/** One day in words: percent, downtime, and when it was, as far as the events tell. */
export function dayText(day: Day, events: NodeAnswer['events'], nowMs: number): string {
  const share = uptime([day])
  if (share === undefined) return t('noData')
  const p = `${percent(share)}%`
  if (day.down === 0) return t('dayUp', { p })
  const slotsS = day.down * 600
  const ranges = outages(day, events, nowMs)
  if (ranges.length === 0 || ranges.length > rangesMost) return t('dayDown', { p, d: duration(slotsS) })
  // Events are exact where slots are not: nobody wants to read 3 h 10 min beside 11:07 to 14:04.
  const exactS = ranges.reduce((sum, [from, to]) => sum + (to - from) / 1000, 0)
  const texts = ranges.map((range) => range.map((ms) => clock(ms, siteZoneMs())).join('\u2013'))
  const isTold = Math.abs(slotsS - exactS) <= ranges.length * roundedS
  return t('dayDownAt', { p, d: duration(isTold ? exactS : slotsS), ranges: texts.join(', ') })
}

function outages(day: Day, events: NodeAnswer['events'], nowMs: number): (readonly [number, number])[] {
  const ranges: (readonly [number, number])[] = []
  for (const event of events) {
    if (event.state !== 'down') continue
    const fromMs = Date.parse(event.at)
    const toMs = event.duration_s === null ? nowMs : fromMs + event.duration_s * 1000
    const from = Math.max(fromMs, day.startMs)
    const to = Math.min(toMs, day.startMs + dayMs)
    if (to > from) ranges.unshift([from, to])
  }
  return ranges
}
