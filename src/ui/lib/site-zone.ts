import { minuteMs, zoneMs as usualZoneMs } from '../../contract/time.ts'
import { store, stored } from './preferences.ts'
import { zoneName } from './zone-name.ts'

/** Where the zone lies for the next page, in minutes east of UTC. */
const key = 'et.zone'

const known: { minutes: number | undefined } = { minutes: undefined }

function isZone(minutes: number): boolean {
  return Number.isInteger(minutes) && Math.abs(minutes) <= 840
}

/** The zone of the site's days as minutes east of UTC: as told, else as an earlier page knew it, else UTC+8. */
export function siteZoneMinutes(): number {
  if (known.minutes === undefined) {
    const kept = Number(stored(key) ?? Number.NaN)
    known.minutes = isZone(kept) ? kept : usualZoneMs / minuteMs
  }
  return known.minutes
}

/** The same in milliseconds. */
export function siteZoneMs(): number {
  return siteZoneMinutes() * minuteMs
}

/** Keeps what the site told; what is no zone changes nothing. */
export function keepSiteZone(minutes: number | undefined): void {
  if (minutes === undefined || !isZone(minutes)) return
  known.minutes = minutes
  if (stored(key) !== String(minutes)) store(key, String(minutes))
}

/** The zone's name for a text, such as UTC+8. */
export function siteZoneName(): string {
  return zoneName(siteZoneMinutes())
}

/** The date of an instant in the site's zone, as `2026-12-01`. */
export function siteDate(atMs: number): string {
  return new Date(atMs + siteZoneMs()).toISOString().slice(0, 10)
}
