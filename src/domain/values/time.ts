import { dayMs, zoneMs } from '../../contract/time.ts'

export { dayMs, hourMs, minuteMs } from '../../contract/time.ts'
/** History is kept in slots of ten minutes; 144 of them are a day. */
export const slotMs = 600_000
export const slotsPerDay = 144
/** Days shown and kept of every node. */
export const historyDays = 90

/** Number of the slot that holds an instant. */
export function slotOf(ms: number): number {
  return Math.floor(ms / slotMs)
}
/** Number of the UTC+8 day that holds an instant. */
export function zoneDayOf(ms: number): number {
  return Math.floor((ms + zoneMs) / dayMs)
}
/** First instant of a UTC+8 day. */
export function zoneDayStartMs(day: number): number {
  return day * dayMs - zoneMs
}
/** First slot of a UTC+8 day (its start is a multiple of ten minutes). */
export function firstSlotOfDay(day: number): number {
  return zoneDayStartMs(day) / slotMs
}
/** Number of the UTC day that holds an instant; traffic is accounted by these. */
export function utcDayOf(ms: number): number {
  return Math.floor(ms / dayMs)
}

/** ISO 8601 UTC with milliseconds. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}
/** ISO time, or null where there is none. */
export function isoTimeOrNull(ms: number | null): string | null {
  return ms === null ? null : isoTime(ms)
}
