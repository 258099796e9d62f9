import { language } from '../i18n/language.ts'
import { t } from '../i18n/core.ts'
import { dayMs, hourMs, minuteMs } from '../../contract/time.ts'

const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>()

function number(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return cached(options, (locale) => new Intl.NumberFormat(locale, options))
}

function date(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return cached(options, (locale) => new Intl.DateTimeFormat(locale, options))
}

function cached<F extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(
  options: object,
  make: (locale: string) => F,
): F {
  const locale = language()
  const key = locale + JSON.stringify(options)
  const have = made.get(key)
  // The key holds every option, so the kind under it is always the same.
  if (have) return have as F
  const fresh = make(locale)
  made.set(key, fresh)
  return fresh
}

/** A number with the language's grouping, at most `digits` decimals. */
export function plain(value: number, digits = 0): string {
  return number({ maximumFractionDigits: digits }).format(value)
}

/** An amount with its unit apart, so that a page can set them in different weights. */
export type Amount = Readonly<{ value: string; unit: string }>

function threeDigits(value: number): string {
  return number({ maximumSignificantDigits: 3 }).format(value)
}

/** Mbps as "52 Mbps" or "1.94 Gbps", three digits. */
export function mbps(value: number): Amount {
  return value >= 999.5
    ? { value: threeDigits(value / 1000), unit: 'Gbps' }
    : { value: threeDigits(value), unit: 'Mbps' }
}

/** GB (10^9 bytes) as "552 GB", "1.08 TB" or "2.3 PB", three digits. */
export function gigabytes(value: number): Amount {
  if (value >= 999_500) return { value: threeDigits(value / 1_000_000), unit: 'PB' }
  return value >= 999.5
    ? { value: threeDigits(value / 1000), unit: 'TB' }
    : { value: threeDigits(value), unit: 'GB' }
}

/** Two amounts of Mbps in the unit of the larger: "52 / 100 Mbps". */
export function mbpsPair(used: number, all: number): Readonly<{ used: string; all: string }> {
  const unit = mbps(Math.max(used, all)).unit
  const scale = unit === 'Gbps' ? 1000 : 1
  return { used: threeDigits(used / scale), all: `${threeDigits(all / scale)} ${unit}` }
}

/** An amount as one string. */
export function withUnit(amount: Amount): string {
  return `${amount.value} ${amount.unit}`
}

/** Whole milliseconds; an empty string when nothing was measured (negative). */
export function latency(ms: number): string {
  return ms < 0 ? '' : `${plain(Math.round(ms))} ms`
}

/** A share of 0 to 100 with always two decimals, truncated; "100" only when it is exactly that. */
export function percent(share: number): string {
  if (share >= 100) return plain(100)
  const hundredths = Math.floor(Math.round(share * 1e6) / 1e4)
  return number({ minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(hundredths / 100)
}

/** How long ago: "just now" below 45 s, minutes, hours, days up to 7, then the date. Times are epoch milliseconds. */
export function ago(atMs: number, nowMs: number): string {
  const gone = nowMs - atMs
  if (gone < 45_000) return t('justNow')
  if (gone >= 7 * dayMs) return day(atMs)
  const relative = cached(
    { relative: 1 },
    (locale) => new Intl.RelativeTimeFormat(locale, { style: 'short' }),
  )
  const [amount, unit] =
    gone < hourMs
      ? ([Math.max(1, Math.floor(gone / minuteMs)), 'minute'] as const)
      : gone < dayMs
        ? ([Math.floor(gone / hourMs), 'hour'] as const)
        : ([Math.floor(gone / dayMs), 'day'] as const)
  // English abbreviates with a full stop, which reads as the end of a sentence here.
  return relative.format(-amount, unit).replace('.', '')
}

/** A length of time in its two largest units: "14 h 50 min". */
export function duration(seconds: number): string {
  const minutes = Math.max(0, Math.round(seconds / 60))
  const parts: Array<[number, string]> = [
    [Math.floor(minutes / 1440), 'day'],
    [Math.floor((minutes % 1440) / 60), 'hour'],
    [minutes % 60, 'minute'],
  ]
  const first = parts.findIndex(([amount]) => amount > 0)
  const shown = first < 0 ? parts.slice(2) : parts.slice(first, first + 2).filter(([amount]) => amount > 0)
  return shown
    .map(([amount, unit]) =>
      number({ style: 'unit', unit, unitDisplay: language() === 'en' ? 'short' : 'long' }).format(amount),
    )
    .join(' ')
}

/** Whole days as "12 days". */
export function days(amount: number): string {
  return number({ style: 'unit', unit: 'day', unitDisplay: 'long' }).format(amount)
}

/** A shifted instant is read in UTC: a site's zone is a distance, which not every browser takes as a zone. */
function inZone(zoneMs: number | undefined): { timeZone?: string } {
  return zoneMs === undefined ? {} : { timeZone: 'UTC' }
}

/** Date and time in the reader's zone, for titles. */
export function absolute(atMs: number): string {
  return date({ dateStyle: 'long', timeStyle: 'medium' }).format(atMs)
}

/** Hours and minutes in the reader's zone, or in the one that lies `zoneMs` east of UTC. */
export function clock(atMs: number, zoneMs?: number): string {
  return date({
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...inZone(zoneMs),
  }).format(atMs + (zoneMs ?? 0))
}

/** Month and day, with the year when it is not this one; in the zone that lies `zoneMs` east of UTC, absent = the reader's. */
export function day(atMs: number, zoneMs?: number, nowMs = Date.now()): string {
  const thisYear = new Date(atMs).getUTCFullYear() === new Date(nowMs).getUTCFullYear()
  return date({
    month: language() === 'en' ? 'short' : 'long',
    day: 'numeric',
    ...(thisYear ? {} : { year: 'numeric' }),
    ...inZone(zoneMs),
  }).format(atMs + (zoneMs ?? 0))
}

/** Name of a weekday, 1 = Monday to 7. */
export function weekday(number: number): string {
  return date({ weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, number))
}

/** `2026-12-01`, the day of UTC+8 in which an instant lies: by these the contract counts how long a node is valid. */
export function isoDay(atMs: number): string {
  return new Date(atMs + 8 * hourMs).toISOString().slice(0, 10)
}

/** Time of an event: the clock today, "yesterday 23:10", else date and clock. Reader's zone. */
export function moment(atMs: number, nowMs: number): string {
  const startOfDay = new Date(nowMs).setHours(0, 0, 0, 0)
  const isLater = atMs >= new Date(nowMs).setHours(24, 0, 0, 0)
  if (atMs >= startOfDay && !isLater) return clock(atMs)
  if (atMs >= startOfDay - dayMs && !isLater) return t('yesterdayAt', { t: clock(atMs) })
  return `${day(atMs, undefined, nowMs)} ${clock(atMs)}`
}
