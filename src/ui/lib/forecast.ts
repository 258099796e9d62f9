import { dayMs } from '../../contract/time.ts'

export type TrafficInput = Readonly<{
  usedGb: number
  /** 0 = unlimited. */
  maxGb: number
  /** Epoch ms; NaN when the period has no beginning or no end. */
  startMs: number
  endMs: number
  nowMs: number
}>

/** `usedUpMs` is set when the quota ends before the period does (or the period never ends). */
export type Forecast = Readonly<{
  perDayGb: number
  atEndGb: number | undefined
  usedUpMs: number | undefined
}>

/** Carries the average of the period so far on; undefined when less than a day of it has passed or nothing was used. */
export function forecastOf(input: TrafficInput): Forecast | undefined {
  const { usedGb, maxGb, startMs, endMs, nowMs } = input
  const gone = (nowMs - startMs) / dayMs
  if (!(gone >= 1) || usedGb <= 0) return undefined
  const perDayGb = usedGb / gone
  const ends = endMs > nowMs
  const atEndGb = ends ? usedGb + (perDayGb * (endMs - nowMs)) / dayMs : undefined
  const reachMs = maxGb > usedGb ? nowMs + ((maxGb - usedGb) / perDayGb) * dayMs : nowMs
  const usedUpMs = maxGb > 0 && (!ends || reachMs < endMs) ? reachMs : undefined
  return { perDayGb, atEndGb, usedUpMs }
}

/** Daily amounts summed up to the used traffic, GB at each day's end; the first point is the period's start. */
export function cumulative(
  daily: readonly Readonly<{ date: string; gb: number }>[],
  input: Pick<TrafficInput, 'usedGb' | 'startMs' | 'nowMs'> & { readonly zoneMs?: number },
): Readonly<{ timesMs: number[]; gb: number[] }> {
  const { zoneMs = 0 } = input
  const counted = daily.reduce((sum, day) => sum + day.gb, 0)
  // What the days do not explain (corrections, rounding) came before them.
  let sum = Math.max(0, input.usedGb - counted)
  const first = Date.parse(daily[0]?.date ?? '') - zoneMs
  const startMs = Number.isNaN(input.startMs)
    ? first
    : Math.min(input.startMs, Number.isNaN(first) ? Infinity : first)
  if (Number.isNaN(startMs)) return { timesMs: [], gb: [] }
  const timesMs = [startMs]
  const gb = [sum]
  for (const day of daily) {
    const atMs = Math.min(Date.parse(day.date) - zoneMs + dayMs, input.nowMs)
    sum += day.gb
    if (atMs > (timesMs.at(-1) ?? 0)) {
      timesMs.push(atMs)
      gb.push(sum)
    }
  }
  return { timesMs, gb }
}
