import type { EventKind, SiteEvent } from '../../contract/events.ts'
import { idInKey, idKey, timeKey } from '../kv/keys.ts'
import { reachKey } from '../nodes/node-facts.ts'
import { dayMs, decode36 } from '../../domain/values/index.ts'

/**
 * Keys of the log, both written once: `ev_<time><id><kind>_<why>` of every event, and `en_<id>_<time><kind>_<why>` of a
 * node's. Times are counted down, so that the newest come first. `<id>` is twelve zeros for the site. When, where and what
 * name an event; why is its payload, UTF-8 as hex.
 */
export const siteLogPrefix = 'ev_'
export const nodeLogPrefix = 'en_'

/** How long events are kept, and shown. */
export const eventsKeptMs = 90 * dayMs

/** Of one node's events. */
export function nodeLogPrefixOf(id: number): string {
  return `${nodeLogPrefix}${idKey(id)}_`
}

/** Two letters a kind, in keys for ever. */
const codes = {
  first_report: 'fr',
  online: 'on',
  offline: 'of',
  unreachable: 'ur',
  reachable: 're',
  full: 'fu',
  quota_80: 'q0',
  quota_95: 'q1',
  quota_100: 'q2',
  quota_reset: 'qr',
  expires_14: 'x2',
  expires_3: 'x1',
  expires_0: 'x0',
  expired: 'xx',
  token_refused: 'tr',
  two_machines: 'tm',
  outdated_version: 'ov',
  drained: 'dr',
  enabled: 'en',
  maintenance_began: 'mb',
  maintenance_ended: 'me',
  checker_doubtful: 'cd',
  checker_well: 'cw',
  clock_stopped: 'ks',
  clock_runs: 'kr',
  mail_failing: 'mf',
  queue_waiting: 'qw',
  store_errors: 'se',
  announcement: 'an',
  maintenance_planned: 'mp',
  incident_began: 'ib',
  incident_updated: 'iu',
  incident_ended: 'ie',
} as const satisfies Record<EventKind, string>

const kindOf = new Map(Object.entries(codes).map(([kind, code]) => [code as string, kind as EventKind]))

const timeMax = 36 ** 8 - 1
const siteId = '0'.repeat(12)
/** Bytes of `why` in a key: with the rest it stays below 512 characters. */
const whyBytesMax = 200

/** Time of an event as its keys have it. */
export function downTime(ms: number): string {
  return timeKey(timeMax - ms)
}

/** A text cut to what a key holds, at a character's border. */
function encodeWhy(why: string): string {
  let hex = ''
  const encoder = new TextEncoder()
  for (const char of why) {
    const bytes = encoder.encode(char)
    if (hex.length / 2 + bytes.length > whyBytesMax) break
    for (const byte of bytes) hex += byte.toString(16).padStart(2, '0')
  }
  return hex
}

function decodeWhy(hex: string): string {
  const bytes = (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))
  return new TextDecoder().decode(Uint8Array.from(bytes))
}

/** What names an event in the log of the site: the key without its prefix and its payload. */
export function siteLogName({ ms, node, kind }: Omit<SiteEvent, 'why'>): string {
  return downTime(ms) + (node === 0 ? siteId : idKey(node)) + codes[kind]
}

/** The same in the log of a node. */
export function nodeLogName({ ms, kind }: Omit<SiteEvent, 'why'>): string {
  return downTime(ms) + codes[kind]
}

/** Keys of an event in the logs, the node's first: what the site's log shows is in the node's, too. */
export function eventKeys(event: SiteEvent): readonly string[] {
  const why = `_${encodeWhy(event.why)}`
  const whole = siteLogPrefix + siteLogName(event) + why
  return event.node === 0 ? [whole] : [nodeLogPrefixOf(event.node) + nodeLogName(event) + why, whole]
}

/** All keys that an event has: whether a node can be joined stands beside its reports as well, for its history. */
export function keptKeys(event: SiteEvent): readonly string[] {
  const { node, ms, kind } = event
  const isReach = kind === 'unreachable' || kind === 'reachable'
  return isReach ? [reachKey(node, ms, kind === 'reachable'), ...eventKeys(event)] : eventKeys(event)
}

function eventOf(time: string, node: number, code: string, why: string): SiteEvent | undefined {
  const down = decode36(time)
  const kind = kindOf.get(code)
  return down === undefined || kind === undefined
    ? undefined
    : { ms: timeMax - down, node, kind, why: decodeWhy(why) }
}

/** Reads a key of either log; undefined for anything else. */
export function parseEventKey(key: string): SiteEvent | undefined {
  const [, time, code, why = ''] =
    /^ev_([0-9a-z]{8})[0-9a-z]{12}([a-z0-9]{2})_((?:[0-9a-f]{2})*)$/.exec(key) ?? []
  if (time !== undefined && code !== undefined) {
    const node = key.startsWith(siteId, 11) ? 0 : idInKey(key, 11)
    return node === undefined ? undefined : eventOf(time, node, code, why)
  }
  const [, ownTime, ownCode, ownWhy = ''] =
    /^en_[0-9a-z]{12}_([0-9a-z]{8})([a-z0-9]{2})_((?:[0-9a-f]{2})*)$/.exec(key) ?? []
  const node = idInKey(key, 3)
  if (ownTime === undefined || ownCode === undefined || node === undefined) return undefined
  return eventOf(ownTime, node, ownCode, ownWhy)
}

/** The two letters of a kind, for other keys that name events. */
export function kindCode(kind: EventKind): string {
  return codes[kind]
}

/** The kind of two letters; undefined for those of no kind. */
export function kindOfCode(code: string): EventKind | undefined {
  return kindOf.get(code)
}
