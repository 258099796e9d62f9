import type { OffInterval } from './off.ts'
import { dayMs, historyDays, minuteMs } from '../values/index.ts'

/**
 * A maintenance that comes every week: weekday (1 = Monday to 7), minutes of that day from and to (`to` not above `from`:
 * until the next day), and by how many minutes its clock is ahead of UTC.
 */
export type WeeklyWindow = readonly [weekday: number, fromMin: number, toMin: number, utcOffsetMin: number]

/** Windows with the time in which they are in force, ms; `toMs` 0 = still. */
export type WeeklyPlan = {
  readonly fromMs: number
  readonly toMs: number
  readonly windows: readonly WeeklyWindow[]
}

const weekMs = 7 * dayMs
/** How far back histories reach, and how far ahead the next window of each is known. */
const reachBackMs = (historyDays + 1) * dayMs
const reachAheadMs = weekMs + dayMs
/** Plans of earlier times that are kept, so that what they took out of a history stays out of it. */
const plansMax = 8

/** 1970-01-05, the first Monday. */
const mondayMs = 4 * dayMs

/** Times of maintenance by `plans` around `nowMs`: what histories show of them, and the next one of each window. Oldest first. */
export function weeklyTimes(plans: readonly WeeklyPlan[], nowMs: number): readonly OffInterval[] {
  const found: OffInterval[] = []
  for (const { fromMs, toMs, windows } of plans) {
    const sinceMs = Math.max(fromMs, nowMs - reachBackMs)
    const untilMs = Math.min(toMs === 0 ? Infinity : toMs, nowMs + reachAheadMs)
    for (const [weekday, from, to, offset] of windows) {
      const lengthMs = (to > from ? to - from : to + 1440 - from) * minuteMs
      const firstMs = mondayMs + (weekday - 1) * dayMs + (from - offset) * minuteMs
      const weeks = Math.floor((sinceMs - lengthMs - firstMs) / weekMs)
      for (let beginMs = firstMs + weeks * weekMs; beginMs < untilMs; beginMs += weekMs) {
        const [startMs, endMs] = [Math.max(beginMs, sinceMs), Math.min(beginMs + lengthMs, untilMs)]
        if (startMs < endMs) found.push([startMs, endMs])
      }
    }
  }
  return found.sort((one, other) => one[0] - other[0])
}

/** Plans after an edit at `nowMs`: what was in force ends, the new windows begin; what no history shows any more goes. */
export function plansAfterEdit(
  plans: readonly WeeklyPlan[],
  windows: readonly WeeklyWindow[],
  nowMs: number,
): readonly WeeklyPlan[] {
  if (JSON.stringify(windows) === JSON.stringify(windowsInForce(plans))) return plans
  const ended = plans
    .map((plan) => (plan.toMs === 0 ? { ...plan, toMs: Math.max(nowMs, plan.fromMs) } : plan))
    .filter(({ fromMs, toMs }) => toMs > Math.max(fromMs, nowMs - reachBackMs))
  const begun = windows.length === 0 ? [] : [{ fromMs: nowMs, toMs: 0, windows }]
  return [...ended, ...begun].slice(-plansMax)
}

/** The windows that are in force. */
export function windowsInForce(plans: readonly WeeklyPlan[]): readonly WeeklyWindow[] {
  return plans.find(({ toMs }) => toMs === 0)?.windows ?? []
}
