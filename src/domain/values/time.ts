import { dayMs, zoneMs } from '../../contract/time.ts'

export { dayMs, hourMs, minuteMs } from '../../contract/time.ts'
/** History is kept in slots of ten minutes; 144 of them are a day. */
export const slotMs = 600_000
export const slotsPerDay = 144
/** Days shown and kept of every node. */
export const historyDays = 90
/** Days of uptime and of traffic are those of one zone, a setting of the site: UTC+8 unless it says otherwise. */
export const defaultZoneMs = zoneMs

/** Number of the slot that holds an instant. */
export function slotOf(ms: number): number {
  return Math.floor(ms / slotMs)
}
/** Number of the zone's day that holds an instant. */
export function zoneDayOf(ms: number, zoneMs = defaultZoneMs): number {
  return Math.floor((ms + zoneMs) / dayMs)
}
/** First instant of a zone's day. */
export function zoneDayStartMs(day: number, zoneMs = defaultZoneMs): number {
  return day * dayMs - zoneMs
}
/** First slot of a zone's day (zones are whole half hours, so that it begins with a slot). */
export function firstSlotOfDay(day: number, zoneMs = defaultZoneMs): number {
  return zoneDayStartMs(day, zoneMs) / slotMs
}
/** Number of the UTC day that holds an instant; traffic of periods is accounted by these, because resets are at 00:00 UTC. */
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
