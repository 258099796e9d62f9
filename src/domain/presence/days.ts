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

/** Down slots of a day after a strip was made, the slot of that moment included. */
function downSince(
  madeMs: number,
  last: Point | undefined,
  presence: Presence,
  day: number,
  nowMs: number,
): number {
  const { zoneMs } = presence
  const from = Math.max(firstSlotOfDay(day, zoneMs), slotOf(madeMs))
  const to = Math.min(firstSlotOfDay(day, zoneMs) + slotsPerDay - 1, slotOf(nowMs))
  const startMs = zoneDayStartMs(day, zoneMs)
  const isSilent = last?.online !== true || startMs >= deadlineMs(last.timeMs, last.intervalS)
  const isAnswered = presence.answered?.some(([, to]) => to === 0 || to > startMs) === true
  if (startMs > madeMs && isSilent && !isAnswered) return dataSlotsOfDay(presence, day, nowMs)
  return countSlots(last === undefined ? [] : [last], presence, { from, to, nowMs }).down
}

type StripAtReport = {
  /** When it was made. */
  readonly timeMs: number
  readonly days: DayStrip
  readonly window: readonly { readonly state: SlotState }[]
}

/**
 * A strip with the slots up to when it was made, brought forward to `nowMs`: what followed the last report is up until the
 * node counts as silent, then down but for what checks say. Costs nothing but the days that have begun since.
 */
export function extendStrip(
  { timeMs: madeMs, days: strip, window }: StripAtReport,
  last: Point | undefined,
  presence: Presence,
  nowMs: number,
): DayStrip {
  const { zoneMs } = presence
  const then = zoneDayOf(madeMs, zoneMs)
  const today = zoneDayOf(nowMs, zoneMs)
  const shift = today - then
  if (shift < 0) return strip
  const atReport = decode36(strip.slice(-2)) ?? 0
  // The slot of that moment was counted by its state then; it is counted again by its end.
  const openDown = window.at(-1)?.state === 'down' ? 1 : 0
  const down = atReport - openDown + downSince(madeMs, last, presence, then, nowMs)
  let text =
    strip.slice(0, -2) +
    dayCode(down, dataSlotsOfDay(presence, then, Math.min(nowMs, zoneDayStartMs(then, zoneMs) + dayMs - 1)))
  for (let day = Math.max(then + 1, today - historyDays + 1); day <= today; day += 1) {
    text += dayCode(downSince(madeMs, last, presence, day, nowMs), dataSlotsOfDay(presence, day, nowMs))
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
