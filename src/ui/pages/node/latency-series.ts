import type { NodeChecksAnswer } from '../../../contract/checks.ts'
import { dayMs } from '../../../contract/time.ts'
import { median } from '../../lib/statistics.ts'

export const latencyRanges = ['h24', 'd7', 'd30', 'd90'] as const
export type LatencyRange = (typeof latencyRanges)[number]

const rangeDays = { d7: 7, d30: 30, d90: 90 } as const

/** Latency value by value with the time of each, oldest first; null = not measured. */
export type LatencySeries = {
  readonly values: readonly (number | null)[]
  readonly startMs: number
  readonly stepMs: number
}

type Column = readonly (number | null)[]

/** The middle of what the places found at the same time, as the list has it. */
function middle(columns: readonly Column[]): (number | null)[] {
  const [first = []] = columns
  if (columns.length === 1) return [...first]
  return first.map((_, at) => median(columns.map((column) => column[at] ?? null)))
}

/** What a chart of one place shows, or of all ('') together. */
export function latencySeries(answer: NodeChecksAnswer, place: string, range: LatencyRange): LatencySeries {
  const chosen = answer.places.filter(({ id }) => place === '' || id === place)
  const endMs = Date.parse(answer.generated_at)
  if (range === 'h24') {
    const values = middle(chosen.map(({ slots }) => slots.latency_ms))
    return { values, startMs: Date.parse(answer.slots_start), stepMs: answer.step_s * 1000 }
  }
  const count = rangeDays[range]
  const values = middle(chosen.map(({ days }) => days.latency_ms.slice(-count)))
  return { values, startMs: endMs - (count - 1) * dayMs, stepMs: dayMs }
}

/** Whether anybody measured anything at all. */
export function isMeasured({ places }: NodeChecksAnswer): boolean {
  return places.some(({ slots, days }) =>
    [...slots.latency_ms, ...days.latency_ms].some((value) => value !== null),
  )
}
