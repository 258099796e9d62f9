import { dayMs, utcDayOf } from '../values/time.ts'

export type PeriodRule = {
  /** Days of a period, counted from the node's creation; 0 = never reset. */
  readonly reset_cycle: number
  /** Day of the month, 1 to 31, clamped to the month; 0 = by reset_cycle. */
  readonly reset_day: number
  readonly createdMs: number
}

/** Both ends are UTC midnights; the start of a period without a beginning is 0, its end null. */
export type Period = { readonly startMs: number; readonly endMs: number | null }

function resetOfMonthMs(year: number, month: number, day: number): number {
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return Date.UTC(year, month, Math.min(day, lastDay))
}

/** The traffic period that holds `nowMs`; its end is the node's `reset_date`. */
export function periodAt(rule: PeriodRule, nowMs: number): Period {
  if (rule.reset_day > 0) {
    const now = new Date(nowMs)
    const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()]
    const reset = resetOfMonthMs(year, month, rule.reset_day)
    return nowMs < reset
      ? { startMs: resetOfMonthMs(year, month - 1, rule.reset_day), endMs: reset }
      : { startMs: reset, endMs: resetOfMonthMs(year, month + 1, rule.reset_day) }
  }
  if (rule.reset_cycle <= 0) return { startMs: 0, endMs: null }
  const anchor = utcDayOf(rule.createdMs)
  const passed = Math.max(0, Math.floor((utcDayOf(nowMs) - anchor) / rule.reset_cycle))
  const start = anchor + passed * rule.reset_cycle
  return { startMs: start * dayMs, endMs: (start + rule.reset_cycle) * dayMs }
}

/** Days until the next reset, at least an hour; 30 where traffic is never reset. */
export function daysLeft(period: Period, nowMs: number): number {
  return period.endMs === null ? 30 : Math.max((period.endMs - nowMs) / dayMs, 1 / 24)
}
