import { historyDays, slotsPerDay } from '../values/index.ts'
import type { CheckHistory, CheckSlot } from './history.ts'

/** What a place found, value by value up to now, oldest first; null = it did not look, or measured nothing. */
export type CheckSeries = {
  /** Median, in milliseconds. */
  readonly latency_ms: (number | null)[]
  /** Share of the checks that were answered, 0 to 1. */
  readonly reached: (number | null)[]
}

function seriesOf(slots: readonly CheckSlot[], last: number, count: number): CheckSeries {
  const known = new Map(slots.map((slot) => [slot[0], slot]))
  const series: CheckSeries = { latency_ms: [], reached: [] }
  for (let at = last - count + 1; at <= last; at += 1) {
    const [, good = 0, failed = 0, latencyMs = -1] = known.get(at) ?? []
    series.latency_ms.push(latencyMs < 0 ? null : latencyMs)
    series.reached.push(good + failed === 0 ? null : Math.round((good / (good + failed)) * 1000) / 1000)
  }
  return series
}

/** 144 slots of ten minutes up to `slot`, and 90 days up to `day`. */
export function checkSeries(
  { slots, days }: CheckHistory,
  now: { readonly slot: number; readonly day: number },
): { readonly slots: CheckSeries; readonly days: CheckSeries } {
  return {
    slots: seriesOf(slots, now.slot, slotsPerDay),
    days: seriesOf(days, now.day, historyDays),
  }
}
