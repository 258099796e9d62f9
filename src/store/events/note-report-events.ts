import type { SiteEvent } from '../../contract/events.ts'
import { levelEvents, presenceEvents, type EventWindow, type QuietEvent } from '../../domain/events/index.ts'
import { changesOf, counterWarnings, type TrafficAccount } from '../../domain/traffic/index.ts'
import { dayMs } from '../../domain/values/index.ts'
import type { StoreContext } from '../context/context.ts'
import { marginsOf } from '../context/margins.ts'
import type { NodeData } from '../nodes/node-data.ts'
import { timesOff } from '../nodes/times-off.ts'
import { newestOfNode, writeEventsAtOnce } from './event-log.ts'

/** Clocks of two places differ by less. */
const clocksMs = 10_000
const twoMachinesQuietMs = dayMs

/**
 * Writes what has happened to a node since the report before this one, as far as it is seen everywhere: up to two minutes
 * ago. No state is kept for it: the reports that are still listed and the account tell all, so a report after any
 * outage finds what nobody noticed meanwhile, and two that do not see each other find the same. Called before the
 * report's own fact is written: whoever sees that fact may trust that all this is in the log. Costs nothing where nothing
 * happened; else two puts an event, and a list before one that may be old news. `whole`: the account with this report
 * inside.
 */
export async function noteReportEvents(
  ctx: StoreContext,
  data: NodeData,
  whole: TrafficAccount,
  nowMs: number,
): Promise<void> {
  const last = data.reports.at(-1)
  if (last === undefined || !data.hasAccount) return
  const { visibleMs } = marginsOf(ctx)
  const window = { fromMs: last.fact.timeMs - visibleMs - clocksMs, untilMs: nowMs - visibleMs }
  const exact = presenceOfReports(data, whole, window)
  const levels = [...levelsOfReports(data, window), ...countersOf(data, whole, nowMs)]
  const news = levels.length === 0 ? [] : await onlyNews(ctx, data.node.id, levels)
  await writeEventsAtOnce(ctx, [...exact, ...news])
}

/** Coming and going of a node within a window, out of all reports that are known of it. */
export function presenceOfReports(data: NodeData, whole: TrafficAccount, window: EventWindow): SiteEvent[] {
  const { node } = data
  const said = [
    ...whole.seen.flatMap(([, timeMs, , online]) => (online === 0 ? [timeMs] : [])),
    ...data.reports.flatMap(({ fact }) => (fact.online ? [] : [fact.timeMs])),
  ]
  return presenceEvents(
    {
      node: node.id,
      firstMs: whole.firstMs,
      changes: changesOf(whole, window.untilMs),
      off: timesOff(node),
      saidMs: new Set(said),
    },
    window,
  )
}

/** What the reports of the window changed, each against the one before it, which its successor has left in place. */
export function levelsOfReports({ node, reports }: NodeData, window: EventWindow): QuietEvent[] {
  return reports.flatMap(({ live }, at) =>
    live.timeMs > window.fromMs && live.timeMs <= window.untilMs
      ? levelEvents(node, reports[at - 1]?.live, live)
      : [],
  )
}

/** Two machines on one token: told when a report brings it to light. */
function countersOf({ node, account }: NodeData, whole: TrafficAccount, nowMs: number): QuietEvent[] {
  const isNew = counterWarnings(whole, nowMs).twoMachines && !counterWarnings(account, nowMs).twoMachines
  const event = { ms: nowMs, node: node.id, kind: 'two_machines', why: '' } as const
  return isNew ? [{ event, quietMs: twoMachinesQuietMs }] : []
}

/** Those that have not happened to the node within their time already, of several of a kind the first. */
export async function onlyNews(
  ctx: StoreContext,
  node: number,
  found: readonly QuietEvent[],
): Promise<readonly SiteEvent[]> {
  const known = [...(await newestOfNode(ctx, node))]
  const news: SiteEvent[] = []
  for (const { event, quietMs } of found.toSorted((one, other) => one.event.ms - other.event.ms)) {
    const isOld = known.some(
      ({ kind, ms }) => kind === event.kind && ms <= event.ms && ms > event.ms - quietMs,
    )
    if (isOld) continue
    known.push(event)
    news.push(event)
  }
  return news
}
