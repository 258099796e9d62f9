import type { EventKind, SiteEvent } from '../../contract/events.ts'
import { levelEvents, mayBeLevel, type EventWindow } from '../../domain/events/index.ts'
import type { StoreContext } from '../context/context.ts'
import { liveOfKey } from '../kv/fact-keys.ts'
import { readNodeData } from '../nodes/node-data.ts'
import type { CollectedNode } from '../views/view-collect.ts'
import { siteLogName } from './event-keys.ts'
import { toldName, type KnownEvents } from './event-log.ts'
import { levelsOfReports, onlyNews } from './note-report-events.ts'

/** What the newest report of a node brought, as far as its lists tell and the log does not: its account must say it. */
export type LevelNews = { readonly node: number; readonly kinds: ReadonlySet<EventKind> }

/**
 * A quota passed, no room left or an old version in the newest report of a node. The report after it tells of that, but
 * there may be none: a line that is used up is often cut off. Pure, and nothing for nearly all nodes.
 */
export function levelNews(
  { node, facts: { live, lives } }: CollectedNode,
  known: KnownEvents,
  window: EventWindow,
): LevelNews | undefined {
  if (live === undefined || live.timeMs <= window.fromMs || live.timeMs > window.untilMs) return undefined
  if (!mayBeLevel(node, live)) return undefined
  const entry = lives.at(-2)
  const before = entry && liveOfKey(entry)
  const isSure = before !== undefined || live.firstMs === live.timeMs
  const kinds = levelEvents(node, before, live).flatMap(({ event, quietMs }): EventKind[] => {
    // A quota that was passed is told once a period; of the others nobody knows whether they are old.
    if (!isSure && !event.kind.startsWith('quota_')) return []
    const toldMs = known.levels.get(toldName(event)) ?? -Infinity
    return known.names.has(siteLogName(event)) || toldMs > event.ms - quietMs ? [] : [event.kind]
  })
  return kinds.length === 0 ? undefined : { node: node.id, kinds: new Set(kinds) }
}

/** The same out of the reports themselves, without what the node's own log has: six operations. */
export async function levelsOfNewest(
  ctx: StoreContext,
  { node, kinds }: LevelNews,
  { untilMs }: EventWindow,
): Promise<readonly SiteEvent[]> {
  const data = await readNodeData(ctx, node)
  const newest = data?.reports.at(-1)
  if (data === undefined || newest === undefined || !data.hasAccount) return []
  const found = levelsOfReports(data, { fromMs: newest.fact.timeMs - 1, untilMs })
  const some = found.filter(({ event }) => kinds.has(event.kind))
  return some.length === 0 ? [] : onlyNews(ctx, node, some)
}
