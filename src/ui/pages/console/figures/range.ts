import type { NodeHistoryAnswer } from '../../../../contract/node.ts'
import { csvTable } from '../bulk/csv.ts'

/** How far back figures are shown: a day by ten minutes, the others by days of the site's zone. */
export const ranges = ['h24', 'd7', 'd30', 'd90'] as const
export type Range = (typeof ranges)[number]

const daysOf = { h24: 1, d7: 7, d30: 30, d90: 90 } as const satisfies Record<Range, number>

/** The figures in the order in which they are shown. */
export const figureNames = ['bandwidth', 'connections', 'traffic', 'latency_ms', 'uptime'] as const
export type FigureName = (typeof figureNames)[number]

/** Ten minutes or a day; `at` is an ISO time or a date. */
export type Span = Readonly<{ at: string } & Omit<NodeHistoryAnswer['days'][number], 'date'>>

/** The spans of a range, oldest first. */
export function spansOf(history: NodeHistoryAnswer, range: Range): Span[] {
  return range === 'h24'
    ? [...history.slots]
    : history.days.slice(-daysOf[range]).map(({ date, ...figures }) => ({ at: date, ...figures }))
}

/** What a chart draws: the sum of the span that is still running would look like a fall. */
export function valuesOf(spans: readonly Span[], name: FigureName): (number | null)[] {
  return spans.map((span, at) => (name === 'traffic' && at === spans.length - 1 ? null : span[name]))
}

/** Mean, peak and sum of a figure over the spans that have it; undefined where none has. */
export function summaryOf(
  spans: readonly Span[],
  name: FigureName,
): { readonly mean: number; readonly peak: number; readonly sum: number } | undefined {
  const known = spans.map((span) => span[name]).filter((value) => value !== null)
  if (known.length === 0) return undefined
  const peaks = spans.map((span) =>
    name === 'bandwidth' ? span.bandwidth_max : name === 'connections' ? span.connections_max : span[name],
  )
  const sum = known.reduce((total, value) => total + value, 0)
  return { mean: sum / known.length, peak: Math.max(...peaks.map((value) => value ?? 0)), sum }
}

const columns = [
  'at',
  'bandwidth',
  'bandwidth_max',
  'connections',
  'connections_max',
  'traffic',
  'latency_ms',
  'uptime',
] as const

/** A range as CSV: Mbps, GB, ms, percent; ISO times in UTC, or dates of the site's zone. */
export function historyCsv(spans: readonly Span[]): string {
  return csvTable(
    columns,
    spans.map((span) => columns.map((name) => span[name])),
  )
}
