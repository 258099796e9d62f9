import { dayMs, zoneMs } from '../../../../contract/time.ts'
/** How long a node is listed: from today, for ever, or to a chosen day. */
export type Validity = 'year' | 'quarter' | 'forever' | 'date'

/** The contract has no "for ever": this day stands for it. */
export const foreverDate = '2999-12-31'

/** The date in UTC+8 of an instant in ms, as `2026-11-22`. */
export function chinaDate(ms: number): string {
  return new Date(ms + zoneMs).toISOString().slice(0, 10)
}

/** The last listed day (UTC+8) of a node's `valid_until`; "" when it cannot be read. */
export function dateOfUntil(validUntil: string): string {
  const ms = Date.parse(validUntil)
  return Number.isNaN(ms) ? '' : chinaDate(ms)
}

/** The date some months after another, clamped to the month's last day. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const target = new Date(Date.UTC(year, month - 1 + months, 1))
  const last = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate()
  return new Date(target.getTime() + (Math.min(day, last) - 1) * dayMs).toISOString().slice(0, 10)
}

/** The date that a choice means on `today` (UTC+8). */
export function untilDate(validity: Validity, date: string, today: string): string {
  if (validity === 'date') return date
  if (validity === 'forever') return foreverDate
  return addMonths(today, validity === 'year' ? 12 : 3)
}

/** The next reset after `nowMs` at UTC midnight, as a date; "" when traffic is never reset. */
export function nextReset(
  reset: { readonly kind: 'cycle' | 'day' | 'never'; readonly days: number; readonly day: number },
  createdMs: number,
  nowMs: number,
): string {
  if (reset.kind === 'never') return ''
  if (reset.kind === 'cycle') {
    if (!(reset.days >= 1)) return ''
    const anchor = Math.floor(createdMs / dayMs)
    const passed = Math.floor((Math.floor(nowMs / dayMs) - anchor) / reset.days) + 1
    return new Date((anchor + Math.max(1, passed) * reset.days) * dayMs).toISOString().slice(0, 10)
  }
  if (!(reset.day >= 1 && reset.day <= 31)) return ''
  const now = new Date(nowMs)
  for (const months of [0, 1]) {
    const last = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months + 1, 0)).getUTCDate()
    const at = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, Math.min(reset.day, last))
    if (at > nowMs) return new Date(at).toISOString().slice(0, 10)
  }
  return ''
}
