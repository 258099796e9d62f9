import * as v from 'valibot'
import { nodeId } from './fields.ts'
import { regions } from './vocabulary.ts'

/** What can happen to a node. Public ones are told to everybody, the others to its owner. */
export const nodeEventKinds = [
  'first_report',
  'online',
  'offline',
  'unreachable',
  'reachable',
  'full',
  'quota_80',
  'quota_95',
  'quota_100',
  'quota_reset',
  'expires_14',
  'expires_3',
  'expires_0',
  'expired',
  'token_refused',
  'two_machines',
  'outdated_version',
  'drained',
  'enabled',
  'maintenance_began',
  'maintenance_ended',
] as const
export type NodeEventKind = (typeof nodeEventKinds)[number]

/** What can happen to the site; told to its admins, announcements and incidents to everybody. */
export const siteEventKinds = [
  'checker_doubtful',
  'checker_well',
  'clock_stopped',
  'clock_runs',
  'mail_failing',
  'queue_waiting',
  'store_errors',
  'announcement',
  'maintenance_planned',
  'incident_began',
  'incident_updated',
  'incident_ended',
] as const
export type SiteEventKind = (typeof siteEventKinds)[number]

export type EventKind = NodeEventKind | SiteEventKind

/** Kinds that everybody is told. */
export const publicEventKinds = [
  'first_report',
  'online',
  'offline',
  'unreachable',
  'reachable',
  'full',
  'drained',
  'enabled',
  'maintenance_began',
  'maintenance_ended',
  'announcement',
  'maintenance_planned',
  'incident_began',
  'incident_updated',
  'incident_ended',
] as const satisfies readonly EventKind[]

const publicOnes: ReadonlySet<string> = new Set(publicEventKinds)

/** Whether everybody is told of such events; else only the node's owner, or the site's admins. */
export function isPublicKind(kind: EventKind): boolean {
  return publicOnes.has(kind)
}

/** One thing that happened: when (ms since the epoch), to which node (0 = the site), what, and why (a code or a short text, may be empty). */
export type SiteEvent = {
  readonly ms: number
  readonly node: number
  readonly kind: EventKind
  readonly why: string
}

/** Events of one page, unless `limit` says otherwise, and at most. */
export const eventsPage = { usual: 50, max: 200 } as const

const kinds = [...nodeEventKinds, ...siteEventKinds] as const

/** Names an event: it is the same whoever noticed it. */
const eventId = v.pipe(v.string(), v.regex(/^[0-9a-z]{8}_[0-9]{1,16}_[a-z0-9_]{3,20}$/))

/** `GET /api/events`: what is wanted; all of it at once where nothing is said. */
export const EventsQuery = v.object({
  node: v.optional(nodeId),
  region: v.optional(v.picklist(regions)),
  tag: v.optional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(50))),
  kind: v.optional(v.picklist(kinds)),
  before: v.optional(eventId),
  mine: v.optional(v.picklist(['true', 'false'])),
  limit: v.optional(
    v.pipe(v.string(), v.regex(/^\d{1,3}$/), v.transform(Number), v.minValue(1), v.maxValue(eventsPage.max)),
  ),
})
export type EventsQuery = v.InferOutput<typeof EventsQuery>

export const EventAnswer = v.object({
  id: v.string(),
  at: v.string(),
  kind: v.picklist(kinds),
  /** 0 = the site. */
  node_id: v.number(),
  node_name: v.string(),
  why: v.string(),
})

export const EventsAnswer = v.object({
  events: v.array(EventAnswer),
  /** For `before`, to read on; null = there are no older ones. */
  next: v.nullable(v.string()),
})

/** An owner's secret addresses; those before them no longer answer. */
export const FeedKeyAnswer = v.object({ atom_url: v.string(), json_url: v.string() })
