import { decode36 } from '../values/base36.ts'
import { deadlineMs } from './interval.ts'
import { countSlots, dataSlotsOfDay, type Point, type Presence, type SlotState } from './slots.ts'
import {
  firstSlotOfDay,
  historyDays,
  slotOf,
  slotsPerDay,
  zoneDayOf,
  zoneDayStartMs,
  dayMs,
} from '../values/time.ts'

/** Down slots of a day as two base36 digits; `__` = no data (the API's `--`, which a key cannot hold). */
export const noDay = '__'

/** Code of a day with `down` slots of downtime among `data` slots that are known. */
export function dayCode(down: number, data: number): string {
  return data === 0 ? noDay : Math.min(down, slotsPerDay).toString(36).padStart(2, '0')
}

/** A strip of 90 codes ending with the day of `nowMs`. */
export type DayStrip = string

/** The strip as the API writes it. Most begin with days before the first report, which are not replaced one by one. */
export function toApiDays(strip: DayStrip): string {
  let from = 0
  while (from < strip.length && strip.charCodeAt(from) === noDayUnit) from += 1
  const rest = strip.slice(from)
  return '-'.repeat(from) + (rest.includes('_') ? rest.replaceAll('_', '-') : rest)
}

const noDayUnit = noDay.charCodeAt(0)

const emptyStrip = noDay.repeat(historyDays)

/** Down slots after the last report of a strip's day, that report's own open slot included. */
function downSince(last: Point, presence: Presence, day: number, nowMs: number): number {
  const { zoneMs } = presence
  const from = Math.max(firstSlotOfDay(day, zoneMs), slotOf(last.timeMs))
  const to = Math.min(firstSlotOfDay(day, zoneMs) + slotsPerDay - 1, slotOf(nowMs))
  const startMs = zoneDayStartMs(day, zoneMs)
  const whole = startMs > last.timeMs && (!last.online || startMs >= deadlineMs(last.timeMs, last.intervalS))
  if (whole) return dataSlotsOfDay(presence, day, nowMs)
  return countSlots([last], presence, { from, to, nowMs }).down
}

type StripAtReport = {
  readonly days: DayStrip
  readonly window: readonly { readonly state: SlotState }[]
}

/**
 * A strip as it was at `last`, with the slots up to then, brought forward to `nowMs`: what followed the last report is up until the node
 * counts as silent, then down. Costs nothing but the days that have begun since.
 */
export function extendStrip(
  { days: strip, window }: StripAtReport,
  last: Point,
  presence: Presence,
  nowMs: number,
): DayStrip {
  const { zoneMs } = presence
  const then = zoneDayOf(last.timeMs, zoneMs)
  const today = zoneDayOf(nowMs, zoneMs)
  const shift = today - then
  if (shift < 0) return strip
  const atReport = decode36(strip.slice(-2)) ?? 0
  // The report's own slot was counted by its state at the report; it is counted again by its end.
  const openDown = window.at(-1)?.state === 'down' ? 1 : 0
  const down = atReport - openDown + downSince(last, presence, then, nowMs)
  let text =
    strip.slice(0, -2) +
    dayCode(down, dataSlotsOfDay(presence, then, Math.min(nowMs, zoneDayStartMs(then, zoneMs) + dayMs - 1)))
  for (let day = Math.max(then + 1, today - historyDays + 1); day <= today; day += 1) {
    text += dayCode(downSince(last, presence, day, nowMs), dataSlotsOfDay(presence, day, nowMs))
  }
  return (emptyStrip + text).slice(-2 * historyDays)
}

const apiNoDayUnit = '-'.charCodeAt(0)

/** Up and down slots of each day of a strip, oldest first. */
export type StripCounts = { readonly up: Uint8Array; readonly down: Uint8Array }

/** Counts a strip out: a day's slots with data that were not down were up. Takes `-` and `_` as no data. */
export function countStrip(strip: DayStrip, presence: Presence, nowMs: number): StripCounts {
  const { zoneMs } = presence
  const today = zoneDayOf(nowMs, zoneMs)
  const counts = { up: new Uint8Array(historyDays), down: new Uint8Array(historyDays) }
  for (let at = 0; at < historyDays; at += 1) {
    const first = strip.charCodeAt(2 * at)
    if (first === noDayUnit || first === apiNoDayUnit) continue
    const down = decode36(strip.slice(2 * at, 2 * at + 2))
    if (down === undefined) continue
    const data = dataSlotsOfDay(presence, today - historyDays + 1 + at, nowMs)
    counts.down[at] = Math.min(down, data)
    counts.up[at] = Math.max(0, data - down)
  }
  return counts
}

/** Share up of the newest `days` days, 0 to 100 truncated to two decimals; null without data. */
export function uptimeOfCounts({ up, down }: StripCounts, days: number): number | null {
  let [ups, downs] = [0, 0]
  for (let at = historyDays - days; at < historyDays; at += 1) {
    ups += up[at] ?? 0
    downs += down[at] ?? 0
  }
  return uptimeOf(ups, downs)
}

/** Percent truncated to two decimals, so that 100 means no downtime at all; null without data. */
export function uptimeOf(up: number, down: number): number | null {
  return up + down === 0 ? null : Math.floor((up * 10_000) / (up + down)) / 100
}
