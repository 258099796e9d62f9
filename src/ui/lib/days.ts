import { dayMs } from '../../contract/time.ts'
import { siteZoneMs } from './site-zone.ts'

/** 10-minute slots of a day. */
export const slotsPerDay = 144

const slotMs = 600_000

/** One day of a strip: `down` of `known` slots; `known` 0 = no data. `startMs` is its midnight in the site's zone. */
export type Day = Readonly<{ startMs: number; known: number; down: number }>

/**
 * Reads the 180 characters of `days` (two base-36 digits a day: slots down; `--`: no data), oldest first.
 * The last day is that of `endMs` in the site's zone and counts only the slots that have begun. Other text reads as no data.
 */
export function readDays(text: string, endMs: number): Day[] {
  const days: Day[] = []
  const zoneMs = siteZoneMs()
  const todayMs = Math.floor((endMs + zoneMs) / dayMs) * dayMs - zoneMs
  const amount = Math.floor(text.length / 2)
  for (let i = 0; i < amount; i++) {
    const startMs = todayMs - (amount - 1 - i) * dayMs
    const down = Number.parseInt(text.slice(2 * i, 2 * i + 2), 36)
    const begun = Math.min(slotsPerDay, Math.floor((endMs - startMs) / slotMs) + 1)
    const read = Number.isNaN(down) ? 0 : down
    days.push({ startMs, known: Number.isNaN(down) ? 0 : Math.max(begun, read), down: read })
  }
  return days
}

/** Share up of the known slots, 0 to 100, truncated to two decimals; undefined without data. */
export function uptime(days: readonly Day[]): number | undefined {
  let known = 0
  let down = 0
  for (const day of days) {
    known += day.known
    down += day.down
  }
  return known === 0 ? undefined : Math.floor(((known - down) * 10_000) / known) / 100
}

/** Days at the end of the strip since the first that anything is known of; 0 without data. */
export function daysWatched(days: readonly Day[]): number {
  const first = days.findIndex((day) => day.known > 0)
  return first < 0 ? 0 : days.length - first
}

/** A share of time of less than this many days says little beside one of months. */
export const daysToCompare = 7

/** Days that had downtime. */
export function daysDown(days: readonly Day[]): number {
  return days.filter((day) => day.down > 0).length
}
