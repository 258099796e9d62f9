import { dayMs } from '../../../contract/time.ts'
import { t } from '../../i18n/node.ts'
import { type Day, uptime } from '../../lib/days.ts'
import { clock, duration, percent } from '../../lib/format.ts'
import { siteZoneMs } from '../../lib/site-zone.ts'
import type { NodeAnswer } from './node-answer.ts'

const rangesMost = 3

/** One day in words: percent, downtime, and when it was, as far as the events tell. */
export function dayText(day: Day, events: NodeAnswer['events'], nowMs: number): string {
  const share = uptime([day])
  if (share === undefined) return t('noData')
  const p = `${percent(share)}%`
  if (day.down === 0) return t('dayUp', { p })
  const d = duration(day.down * 600)
  const ranges = outages(day, events, nowMs)
  return ranges.length > 0 && ranges.length <= rangesMost
    ? t('dayDownAt', { p, d, ranges: ranges.join(', ') })
    : t('dayDown', { p, d })
}

function outages(day: Day, events: NodeAnswer['events'], nowMs: number): string[] {
  const ranges: string[] = []
  for (const event of events) {
    if (event.state !== 'down') continue
    const fromMs = Date.parse(event.at)
    const toMs = event.duration_s === null ? nowMs : fromMs + event.duration_s * 1000
    const from = Math.max(fromMs, day.startMs)
    const to = Math.min(toMs, day.startMs + dayMs)
    if (to > from) ranges.unshift(`${clock(from, siteZoneMs())}\u2013${clock(to, siteZoneMs())}`)
  }
  return ranges
}
