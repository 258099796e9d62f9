import { dayMs, hourMs, minuteMs, zoneMs } from '../../contract/time.ts'
import { figuresAt } from './figures.ts'
import type { SampleNode, SampleOutage } from './sample-node.ts'
import type { OffInterval } from '../../domain/presence/index.ts'
import type { Past } from './past.ts'
import { periodAt } from '../../domain/traffic/index.ts'

const restartEveryMs = 20 * dayMs

/** One step of a node's life, as its reporter or its owner makes it. */
export type PlannedStep =
  | {
      readonly kind: 'report'
      readonly atMs: number
      readonly status: 'online' | 'offline'
      readonly bandwidth: number
      readonly connections: number
      readonly latency: number
      readonly trafficGb: number
      readonly uptimeS: number
    }
  | { readonly kind: 'drain' | 'enable'; readonly atMs: number }
  /** All that came before the reports that are played. */
  | { readonly kind: 'past'; readonly atMs: number; readonly past: Past }

export type PlanOptions = {
  readonly nowMs: number
  readonly seed: number
  /** Distance of the reports of the last `fineMs`, and of those before. */
  readonly fineMs: number
  readonly fineEveryMs: number
  readonly coarseEveryMs: number
}

/** From `since` on: the first report, then every so often (traffic alone is told by these); the last one exactly at `lastMs`. */
function reportTimes(sinceMs: number, lastMs: number, options: PlanOptions): number[] {
  const times: number[] = []
  let atMs = lastMs
  for (; atMs > sinceMs && atMs > lastMs - options.fineMs; atMs -= options.fineEveryMs) times.push(atMs)
  const fineFromMs = times.at(-1) ?? lastMs
  atMs = sinceMs
  while (atMs < fineFromMs) {
    times.push(atMs)
    atMs += options.coarseEveryMs
  }
  return times.sort((a, b) => a - b)
}

function outageStart(outage: SampleOutage, nowMs: number): number {
  if ('hoursAgo' in outage) return nowMs - outage.hoursAgo * hourMs
  const today = Math.floor((nowMs + zoneMs) / dayMs) * dayMs - zoneMs
  // Within a ten-minute slot, so that its end decides it.
  return today - outage.daysAgo * dayMs + outage.hour * hourMs + 4 * minuteMs
}

function createdAt(node: SampleNode, nowMs: number): number {
  return nowMs - node.ageDays * dayMs
}

/** Day of the month on which the node's traffic starts anew. */
export function resetDayOf(node: SampleNode, nowMs: number): number {
  return new Date(nowMs + node.resetInDays * dayMs).getUTCDate()
}

/** Traffic of one unit of weight, so that the current period comes to what the sample says. */
function trafficScale(
  node: SampleNode,
  nowMs: number,
  weights: readonly { readonly atMs: number; readonly weight: number }[],
): number {
  const rule = { reset_cycle: 30, reset_day: resetDayOf(node, nowMs), createdMs: createdAt(node, nowMs) }
  const { startMs } = periodAt(rule, nowMs)
  let sum = 0
  for (const { atMs, weight } of weights) if (atMs >= startMs) sum += weight
  return sum === 0 ? 0 : node.used / sum
}

type Point = { readonly atMs: number; readonly online: boolean }

type Span = { readonly fromMs: number; readonly toMs: number }

function outagesOf(node: SampleNode, sinceMs: number, lastMs: number, nowMs: number): Span[] {
  return node.outages
    .map((outage) => {
      const fromMs = outageStart(outage, nowMs)
      return { fromMs, toMs: fromMs + outage.minutes * minuteMs }
    })
    .filter(({ fromMs, toMs }) => fromMs > sinceMs + dayMs && toMs < lastMs)
    .sort((a, b) => a.fromMs - b.fromMs)
}

function pointsOf(times: readonly number[], outages: readonly Span[]): Point[] {
  const regular = times
    .filter((atMs) => !outages.some(({ fromMs, toMs }) => atMs >= fromMs && atMs <= toMs))
    .map((atMs) => ({ atMs, online: true }))
  const edges = outages.flatMap(({ fromMs, toMs }) => [
    { atMs: fromMs, online: false },
    { atMs: toMs, online: true },
  ])
  return [...regular, ...edges].sort((a, b) => a.atMs - b.atMs)
}

function pauseSteps(node: SampleNode, nowMs: number): PlannedStep[] {
  if (node.drained) return [{ kind: 'drain', atMs: nowMs - 2 * dayMs }]
  if (node.pause === undefined) return []
  const atMs = outageStart(node.pause, nowMs)
  return [
    { kind: 'drain', atMs },
    { kind: 'enable', atMs: atMs + node.pause.minutes * minuteMs },
  ]
}

/** Everything that happens to a node between its registration and now, oldest first. */
export function planNode(node: SampleNode, options: PlanOptions): PlannedStep[] {
  const { nowMs, seed } = options
  if (node.silentMinutes === Infinity) return []
  const sinceMs = createdAt(node, nowMs) + 2 * minuteMs
  const lastMs = nowMs - node.silentMinutes * minuteMs
  const outages = outagesOf(node, sinceMs, lastMs, nowMs)
  const points = pointsOf(reportTimes(sinceMs, lastMs, options), outages)
  const weighed = points.map(({ atMs, online }, at) => {
    const figures = figuresAt(node, seed, nowMs, atMs)
    const gapMs = Math.min(atMs - (points[at - 1]?.atMs ?? atMs), 12 * hourMs)
    return { atMs, online, figures, weight: online ? figures.weight * gapMs : 0 }
  })
  const scale = trafficScale(node, nowMs, weighed)
  const bootMs = (seed % 19) * dayMs
  const reports = weighed.map(({ atMs, online, figures, weight }) => ({
    kind: 'report' as const,
    atMs,
    status: online ? ('online' as const) : ('offline' as const),
    bandwidth: online ? figures.bandwidth : 0,
    connections: online ? figures.connections : 0,
    latency: figures.latency,
    trafficGb: Math.round(weight * scale * 1e6) / 1e6,
    uptimeS: Math.round(((atMs + bootMs) % restartEveryMs) / 1000),
  }))
  const pauses = pauseSteps(node, nowMs)
  const untilMs = Math.max(sinceMs, lastMs - options.fineMs)
  const past: PlannedStep[] =
    untilMs - sinceMs < hourMs
      ? []
      : [
          {
            kind: 'past',
            atMs: untilMs,
            past: {
              firstMs: sinceMs,
              untilMs,
              outages,
              off: offOf(pauses),
              traffic: reports
                .filter(({ atMs }) => atMs < untilMs)
                .map(({ atMs, trafficGb }) => ({ atMs, gb: trafficGb })),
              figuresAt: (atMs) => figuresAt(node, seed, nowMs, atMs),
            },
          },
        ]
  const played = past.length === 0 ? reports : reports.filter(({ atMs }) => atMs >= untilMs)
  return [...past, ...played, ...pauses].sort((a, b) => a.atMs - b.atMs)
}

function offOf(pauses: readonly PlannedStep[]): OffInterval[] {
  const [drain, enable] = pauses
  return drain === undefined ? [] : [[drain.atMs, enable?.atMs ?? 0]]
}
