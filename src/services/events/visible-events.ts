import { isPublicKind, type EventKind, type SiteEvent } from '../../contract/events.ts'
import type { Reachability, Region } from '../../contract/vocabulary.ts'
import type { SiteContext } from '../context/context.ts'
import { eventName, listEvents, type EventPage, type EventPosition } from '../../store/events/index.ts'
import { listNodeIds } from '../../store/nodes/index.ts'
import { isProven } from '../../domain/placement/index.ts'
import {
  evidenceOfRow,
  figuresOfRow,
  nameOf,
  pagedRows,
  type CandidateRow,
} from '../../store/placement/index.ts'

/** Whose eyes look: an owner sees all that happened to the own nodes, an admin everything. */
export type Viewer = { readonly user?: string; readonly isAdmin: boolean }

/** What is wanted of the log. */
export type EventFilter = {
  readonly node?: number | undefined
  readonly region?: Region | undefined
  readonly tag?: string | undefined
  readonly kind?: EventKind | undefined
  readonly before?: EventPosition | undefined
  /** The viewer's own nodes alone. */
  readonly mine?: boolean
  readonly limit: number
}

/** An event with what the lists say of its node; '' for one that is on none. */
export type NamedEvent = SiteEvent & { readonly name: string; readonly seen: SeenNode | undefined }

/** What checks from outside say of a listed node now. */
export type SeenNode = {
  readonly reachability: Reachability
  readonly checkedMs: number | null
  /** A listed address was joined within the last half hour. */
  readonly verified: boolean
}

export type NamedPage = { readonly events: readonly NamedEvent[]; readonly next: EventPosition | undefined }

/** Nodes whose own logs one answer puts together. */
const ownMax = 64
const pagesMax = 3

function hasTag(row: CandidateRow, tag: string): boolean {
  return figuresOfRow(row)
    .tags.split(/[\s,，、]+/)
    .some((one) => one.toLowerCase() === tag.toLowerCase())
}

/**
 * Events that a viewer may see, newest first. Nodes that are on no list are nobody's but their owner's. A page may be short
 * and yet have a next one. Throws view_rebuilding.
 */
export async function visibleEvents(
  ctx: SiteContext,
  viewer: Viewer,
  filter: EventFilter,
): Promise<NamedPage> {
  const rows = new Map((await pagedRows(ctx)).map((row) => [row.id, row]))
  const own = new Set(viewer.user === undefined ? [] : await listNodeIds(ctx, viewer.user))
  const accept = (event: SiteEvent): boolean => {
    const row = rows.get(event.node)
    const isShown = isPublicKind(event.kind) && (event.node === 0 || row !== undefined)
    if (!viewer.isAdmin && !own.has(event.node) && !isShown) return false
    if (filter.kind !== undefined && event.kind !== filter.kind) return false
    if (filter.mine === true && !own.has(event.node)) return false
    if (filter.region !== undefined && row?.region !== filter.region) return false
    return filter.tag === undefined || (row !== undefined && hasTag(row, filter.tag))
  }
  const page =
    filter.mine === true && own.size <= ownMax
      ? await ownPage(
          ctx,
          [...own].filter((id) => filter.node === undefined || filter.node === id),
          filter,
          accept,
        )
      : await filledPage(ctx, filter, accept)
  const named = page.events.map((event) => {
    const row = rows.get(event.node)
    return { ...event, name: row === undefined ? '' : nameOf(row), seen: seenOf(row, ctx.clock()) }
  })
  return { events: named, next: page.next }
}

function seenOf(row: CandidateRow | undefined, nowMs: number): SeenNode | undefined {
  if (row === undefined) return undefined
  const evidence = evidenceOfRow(row)
  const { reachability, checkedMs } = evidence
  return { reachability, checkedMs: checkedMs || null, verified: isProven(evidence, nowMs) }
}

type Accept = (event: SiteEvent) => boolean

/** Looks on where little of what was read is wanted, a few times. */
async function filledPage(ctx: SiteContext, filter: EventFilter, accept: Accept): Promise<EventPage> {
  const { node, limit } = filter
  const events: SiteEvent[] = []
  let next = filter.before
  for (let page = 0; page < pagesMax; page += 1) {
    const read = await listEvents(ctx, {
      ...(node === undefined ? {} : { node }),
      ...(next === undefined ? {} : { before: next }),
      limit: limit - events.length,
      accept,
    })
    events.push(...read.events)
    next = read.next
    if (next === undefined || events.length >= limit) break
  }
  return { events, next }
}

/** That of the logs themselves: what one report brought is a millisecond, and pages begin within it. */
function logOrder(one: EventPosition, other: EventPosition): number {
  const byTime = other.ms - one.ms || one.node - other.node
  if (byTime !== 0) return byTime
  const [name, otherName] = [eventName(one), eventName(other)]
  return name === otherName ? 0 : name < otherName ? -1 : 1
}

/** The logs of some nodes as one. */
async function ownPage(
  ctx: SiteContext,
  ids: readonly number[],
  { before, limit }: EventFilter,
  accept: Accept,
): Promise<EventPage> {
  const question = { limit, accept, ...(before === undefined ? {} : { before }) }
  const pages = await Promise.all(ids.map((node) => listEvents(ctx, { ...question, node })))
  // Where one log was not read to its end, nothing older than that may be told of the others.
  const reached = pages.flatMap(({ next }) => next ?? []).map((event) => ({ ...event, why: '' }))
  const [newest] = reached.sort(logOrder)
  const all = pages.flatMap(({ events }) => events).sort(logOrder)
  const told = newest === undefined ? all : all.filter((event) => logOrder(event, newest) <= 0)
  const events = told.slice(0, limit)
  const last = events.at(-1)
  return { events, next: told.length > limit && last !== undefined ? last : newest }
}
