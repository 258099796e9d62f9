import type { SiteEvent } from '../../contract/events.ts'
import { eventOrder, sameEvent } from '../../domain/events/index.ts'
import type { StoreContext } from '../context/context.ts'
import { marginsOf } from '../context/margins.ts'
import { emptyValue, listAll, listPage, mapBounded, pageKeysMax } from '../kv/port.ts'
import {
  downTime,
  keptKeys,
  eventsKeptMs,
  nodeLogName,
  nodeLogPrefixOf,
  parseEventKey,
  siteLogName,
  siteLogPrefix,
} from './event-keys.ts'
import { walkLog } from './walk-log.ts'

const width = 16

/**
 * Writes events into the log; twice is the same as once, for the name of an event is when, where and what. The keys of the
 * nodes' logs come first: who looks later what is missing looks into the site's.
 */
export async function writeEvents(
  ctx: Pick<StoreContext, 'kv'>,
  events: readonly SiteEvent[],
): Promise<void> {
  const keys = events.map(keptKeys)
  const put = (key: string): Promise<void> => ctx.kv.put(key, emptyValue)
  await mapBounded(
    keys.flatMap((both) => both.slice(0, -1)),
    width,
    put,
  )
  await mapBounded(
    keys.flatMap((both) => both.slice(-1)),
    width,
    put,
  )
}

/** The same in one round trip, for a writer whose own fact, written after it, makes the next one look again. */
export async function writeEventsAtOnce(
  ctx: Pick<StoreContext, 'kv'>,
  events: readonly SiteEvent[],
): Promise<void> {
  await Promise.all(events.flatMap(keptKeys).map((key) => ctx.kv.put(key, emptyValue)))
}

/** Where a page of the log begins: behind this event. */
export type EventPosition = Omit<SiteEvent, 'why'>

/** A page of the log, newest first. `next`: behind which event to go on; undefined = nothing older is there. */
export type EventPage = { readonly events: readonly SiteEvent[]; readonly next: EventPosition | undefined }

type EventQuestion = {
  /** Of one node; absent = of the site and all nodes. */
  readonly node?: number
  readonly before?: EventPosition
  readonly limit: number
  readonly accept?: (event: SiteEvent) => boolean
}

/**
 * Events of the site or of a node, newest first. A page may be shorter than `limit`, even empty, and yet have a `next`: a
 * question looks at so many keys at most. One list, more where the log is long.
 */
export async function listEvents(
  ctx: Pick<StoreContext, 'kv' | 'clock' | 'margins'>,
  { node, before, limit, accept = () => true }: EventQuestion,
): Promise<EventPage> {
  const prefix = node === undefined ? siteLogPrefix : nodeLogPrefixOf(node)
  const nameOf = node === undefined ? siteLogName : nodeLogName
  const part = await walkLog(ctx.kv, prefix, {
    after: before === undefined ? '' : nameOf(before),
    end: downTime(ctx.clock() - eventsKeptMs),
    enough: pageKeysMax,
  })
  const all = part.names.flatMap((name) => parseEventKey(prefix + name) ?? [])
  const events = withoutRepeats(all, marginsOf(ctx).visibleMs).filter(accept)
  const page = events.slice(0, limit)
  const last = page.at(-1)
  if (events.length > limit && last !== undefined) return { events: page, next: last }
  return { events: page, next: part.reached === undefined ? undefined : positionOf(part.reached, all.at(-1)) }
}

/** The place that a walk reached: of its last event, or the end of a stretch without any. */
function positionOf(reached: string, last: SiteEvent | undefined): EventPosition {
  if (last !== undefined) return last
  const ms = Number.parseInt(downTime(0), 36) - Number.parseInt(reached.slice(0, downTime(0).length), 36)
  return { ms, node: 0, kind: 'announcement' }
}

/**
 * Without second notices of one thing: those that differ in `why` alone, and those that two places made within the time
 * in which they do not see each other; the earliest stays.
 */
function withoutRepeats(newestFirst: readonly SiteEvent[], visibleMs: number): SiteEvent[] {
  return newestFirst.filter((event, at) => {
    for (let next = at + 1; next < newestFirst.length; next += 1) {
      const other = newestFirst[next]
      if (other === undefined || event.ms - other.ms > visibleMs) return true
      if (sameEvent(event, other)) return false
      if (event.node === other.node && event.kind === other.kind && isOnce(event)) return false
    }
    return true
  })
}

/** Kinds that are noticed at a place that may not have seen the report or the check before it. */
function isOnce({ kind }: SiteEvent): boolean {
  return (
    kind.startsWith('quota_') ||
    ['full', 'two_machines', 'token_refused', 'unreachable', 'reachable'].includes(kind)
  )
}

/**
 * The newest events that happened after `ms`, newest first, `bound` at most; `isComplete` is false where there are more. For
 * who has something to do about each: an event comes into the log up to some minutes after it happened, after an
 * outage of the clock later still, so ask for a stretch that overlaps the last one and know by `eventName` what is done.
 */
export async function listEventsSince(
  ctx: Pick<StoreContext, 'kv' | 'margins'>,
  ms: number,
  bound: number,
): Promise<{ readonly events: readonly SiteEvent[]; readonly isComplete: boolean }> {
  const found: SiteEvent[] = []
  let cursor = ''
  let isDone = false
  while (!isDone && found.length < bound) {
    const { keys, next } = await listPage(ctx.kv, siteLogPrefix, cursor)
    const events = keys.flatMap((key) => parseEventKey(key) ?? []).sort(eventOrder)
    found.push(...events.filter((event) => event.ms > ms))
    isDone = next === '' || next === cursor || events.some((event) => event.ms <= ms)
    cursor = next
  }
  const events = withoutRepeats(found.sort(eventOrder), marginsOf(ctx).visibleMs)
  return { events: events.slice(0, bound), isComplete: isDone && events.length <= bound }
}

/** Names an event among all: the same for everybody who notices it. */
export function eventName(event: EventPosition): string {
  return siteLogName(event)
}

/** The newest events of a node, as far as one page holds them: one list. */
export async function newestOfNode(
  ctx: Pick<StoreContext, 'kv'>,
  node: number,
): Promise<readonly SiteEvent[]> {
  const { keys } = await listPage(ctx.kv, nodeLogPrefixOf(node))
  return keys.flatMap((key) => parseEventKey(key) ?? [])
}

/** What a pass knows of the newest events of the site's log. */
export type KnownEvents = {
  readonly names: ReadonlySet<string>
  /** The newest word on whether a node can be joined, by node. */
  readonly reach: ReadonlyMap<number, SiteEvent>
  /** When it was last told (ms) that a node reached a level, by `toldName`. */
  readonly levels: ReadonlyMap<string, number>
  /** Words on places that check, newest first. */
  readonly checkers: readonly SiteEvent[]
  /** Since when (ms, exclusive) these are all; 0 = all there are. */
  readonly sinceMs: number
}

/** Of which node what is told, whenever. */
export function toldName({ node, kind }: Pick<SiteEvent, 'node' | 'kind'>): string {
  return `${node} ${kind}`
}

function newestLevels(events: readonly SiteEvent[]): Map<string, number> {
  const newest = new Map<string, number>()
  for (const event of events) {
    if (!event.kind.startsWith('quota_') && event.kind !== 'full') continue
    newest.set(toldName(event), Math.max(newest.get(toldName(event)) ?? 0, event.ms))
  }
  return newest
}

/** The newest word of events on whether a node can be joined, by node. */
export function newestReach(events: readonly SiteEvent[]): Map<number, SiteEvent> {
  const newest = new Map<number, SiteEvent>()
  for (const event of events) {
    if (event.kind !== 'unreachable' && event.kind !== 'reachable') continue
    const known = newest.get(event.node)
    if (known === undefined || event.ms > known.ms) newest.set(event.node, event)
  }
  return newest
}

/** Reads the newest events of the site's log: one list of at most so many pages. */
export async function knownEvents(ctx: Pick<StoreContext, 'kv'>, pagesMax: number): Promise<KnownEvents> {
  const { keys, complete } = await listAll(ctx.kv, siteLogPrefix, pagesMax)
  const events = keys.flatMap((key) => parseEventKey(key) ?? [])
  return {
    names: new Set(events.map(siteLogName)),
    reach: newestReach(events),
    levels: newestLevels(events),
    checkers: events.filter(({ kind }) => kind.startsWith('checker_')).sort(eventOrder),
    sinceMs: complete ? 0 : (events.at(-1)?.ms ?? Infinity),
  }
}
