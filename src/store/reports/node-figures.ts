import { liveOfKey, parseLiveEntry, type LiveEntry } from '../kv/fact-keys.ts'
import type { NodeFigures, NodeRecord } from '../nodes/node-record.ts'
import { maintainedUntilMs, timesUnknown } from '../nodes/times-off.ts'
import {
  extendStrip,
  noDay,
  toApiDays,
  intervalOf,
  type LiveFigures,
  type OffInterval,
  type Presence,
  withAnswers,
  isOnline,
  isUp,
  stateOf,
  statusSinceMs,
} from '../../domain/presence/index.ts'
import { periodAt, bytesToGb, correctionBytes, correctionGb } from '../../domain/traffic/index.ts'
import { lookedMs, type Evidence } from '../../domain/evidence/index.ts'
import { isProven } from '../../domain/placement/index.ts'
import { dayMs, historyDays, hourMs } from '../../domain/values/index.ts'

/** What the facts under `l_<id>_` say, newest of each kind, and the keys that are out of date: checks are kept elsewhere. */
export type LiveFacts = {
  readonly live: LiveFigures | undefined
  /** Newer than it, or where there is none: what checks found of a node that says nothing. */
  readonly answered: LiveFigures | undefined
  /** The newest of those, older ones than the report included, says that checks are answered. */
  readonly isToldAnswered: boolean
  readonly reject: Extract<LiveEntry, { kind: 'reject' }> | undefined
  /** All live facts, oldest first; the last one is `live`. */
  readonly lives: readonly LiveEntry[]
  /** Older checks and rejections. */
  readonly stale: readonly string[]
}

export const noLiveFacts: LiveFacts = {
  live: undefined,
  answered: undefined,
  isToldAnswered: false,
  reject: undefined,
  lives: [],
  stale: [],
}

/** Sorts one node's entries out. Entries of the same time: the greater key is the newer one, everywhere. */
export function readLiveFacts(entries: readonly LiveEntry[]): LiveFacts {
  const [only] = entries
  if (entries.length === 1 && only?.kind === 'live') {
    return { ...noLiveFacts, live: liveOfKey(only), lives: entries }
  }
  const sorted = entries.toSorted((a, b) => a.timeMs - b.timeMs || (a.key < b.key ? -1 : 1))
  const lives = sorted.filter(({ kind }) => kind === 'live')
  const newest = lives.at(-1)
  const reject = sorted.findLast((entry) => entry.kind === 'reject')
  // The one before the newest stays: a place that does not see the newest yet must not see none.
  const answered = sorted.filter(({ kind }) => kind === 'answered').slice(-2)
  const seen = answered.at(-1)
  const told = seen === undefined ? undefined : liveOfKey(seen)
  const isNewest = told !== undefined && told.timeMs > (newest?.timeMs ?? 0)
  const kept: readonly (LiveEntry | undefined)[] = [reject, ...(isLongPast(seen, newest) ? [] : answered)]
  return {
    live: newest === undefined ? undefined : liveOfKey(newest),
    answered: isNewest ? told : undefined,
    isToldAnswered: told?.online === true,
    reject,
    lives,
    stale: sorted.filter((entry) => entry.kind !== 'live' && !kept.includes(entry)).map(({ key }) => key),
  }
}

/** A node that has been saying what is so for a day needs nobody else to. */
function isLongPast(answered: LiveEntry | undefined, live: LiveEntry | undefined): boolean {
  return answered !== undefined && live !== undefined && answered.timeMs < live.timeMs - dayMs
}

/** Reads the keys of one node's `l_<id>_` list at `nowMs`. */
export function liveFactsOfKeys(keys: readonly string[], nowMs: number): LiveFacts {
  return readLiveFacts(keys.flatMap((key) => parseLiveEntry(key, nowMs) ?? []))
}

type Watched = Pick<
  NodeRecord,
  'off' | 'validUntilMs' | 'maintenance' | 'outages' | 'unreachable' | 'answered'
>

/** Presence of a node as its history sees it, of reports (the first at `firstMs`, 0 = none) and of what checks have found. */
export function presenceOf(node: Watched, firstMs: number, zoneMs: number): Presence {
  return presenceBy(node, firstMs, zoneMs, node)
}

function presenceBy(
  node: Watched,
  firstMs: number,
  zoneMs: number,
  { unreachable, answered }: Pick<NodeRecord, 'unreachable' | 'answered'>,
): Presence {
  let first = firstMs
  for (const [from] of answered ?? []) if (first === 0 || from < first) first = from
  return {
    firstMs: first,
    zoneMs,
    off: timesUnknown(node),
    ...(unreachable === undefined ? {} : { unreachable }),
    ...(answered === undefined ? {} : { answered }),
  }
}

type Seen = Pick<Evidence, 'reachability' | 'sinceMs' | 'goodMs'>

type Days = { readonly zoneMs: number; readonly nowMs: number }

/** The same with what the newest checks say: it becomes a fact minutes later only. */
export function presenceNow(
  node: Watched,
  firstMs: number,
  { zoneMs, nowMs }: Days,
  { reachability, sinceMs, goodMs }: Seen,
): Presence {
  const { unreachable = [], answered = [] } = node
  const told = unreachable.at(-1)
  // What is told knows of places that have looked no more since: without them it would seem to have begun sooner.
  const isNews = reachability === 'unreachable' && told?.[1] !== 0
  const since: readonly OffInterval[] = isNews ? [[Math.max(sinceMs, (told?.[1] ?? 0) + 1), 0]] : []
  return presenceBy(node, firstMs, zoneMs, {
    unreachable: [...unreachable, ...since],
    answered: withAnswers(answered, goodMs, nowMs),
  })
}

/**
 * The same for what followed figures that checks have made, else the newest report: up to then their author has counted
 * what it knew.
 */
export function presenceSince(
  node: Watched,
  { live, answered }: Pick<LiveFacts, 'live' | 'answered'>,
  { zoneMs, nowMs }: Days,
  seen: Seen,
): Presence {
  const made = answered ?? live
  const sinceMs = made?.timeMs ?? 0
  const since: OffInterval[] =
    seen.reachability === 'unreachable' ? [[Math.max(seen.sinceMs, sinceMs + 1), 0]] : []
  const unreachable = [...(node.unreachable ?? []), ...since]
  const isReporting =
    answered === undefined &&
    live !== undefined &&
    isOnline({ timeMs: live.timeMs, online: live.online, intervalS: intervalOf(live.gapsS) }, nowMs)
  // Up all the while since by its own word: most nodes are, and no check adds to it.
  if (isReporting)
    return { firstMs: live.firstMs, zoneMs, off: timesUnknown(node), unreachable, answered: [] }
  const open: OffInterval[] = answered?.online === true ? [[answered.timeMs, 0]] : []
  const { goodMs } = seen
  const from = goodMs.findIndex((ms) => ms + lookedMs > sinceMs)
  const presence = presenceBy(node, 0, zoneMs, {
    unreachable,
    answered: withAnswers([...(node.answered ?? []), ...open], from < 0 ? [] : goodMs.slice(from), nowMs),
  })
  // A strip begins with the first day that it has; what was checked before that is not in it.
  return made === undefined ? presence : { ...presence, firstMs: made.firstMs }
}

/** The fields of a record that figures depend on. */
export type FiguresConfig = Pick<
  NodeRecord,
  | 'is_enabled'
  | 'validUntilMs'
  | 'max_traffic'
  | 'max_connections'
  | 'max_bandwidth'
  | 'tier_bandwidth'
  | 'tierMs'
  | 'reset_cycle'
  | 'reset_day'
  | 'createdMs'
  | 'correction_traffic'
  | 'correctionMs'
  | 'off'
  | 'maintenance'
  | 'outages'
  | 'unreachable'
  | 'answered'
>

const noDays = noDay.repeat(historyDays)

/**
 * Figures of a node at `nowMs` from its config and its newest live fact. Traffic rolls over when the period has,
 * silence since the fact is added. `zoneMs`: by what zone its days go.
 */
export function figuresAt(
  node: FiguresConfig,
  facts: Pick<LiveFacts, 'live' | 'answered' | 'reject'>,
  nowMs: number,
  zoneMs: number,
  seen: Evidence,
): NodeFigures {
  const { live, answered, reject } = facts
  const made = answered ?? live
  const last =
    live === undefined
      ? null
      : { timeMs: live.timeMs, online: live.online, intervalS: intervalOf(live.gapsS) }
  const isReporting = isOnline(last, nowMs)
  const online = isUp({ last, seen }, nowMs)
  const period = periodAt(node, nowMs)
  const reported = live?.periodStartMs === period.startMs ? live.usedBytes : 0
  const usedGb = bytesToGb(Math.max(0, reported + correctionBytes(node, period)))
  const tier = live?.tier ?? null
  const tierBandwidth =
    tier !== null && live !== undefined && live.timeMs > node.tierMs ? tier : node.tier_bandwidth
  const word = isReporting && online ? live : undefined
  const bandwidth = word?.bandwidth ?? 0
  const connections = word?.connections ?? (online ? seen.connections : 0)
  return {
    status: online ? 'online' : 'offline',
    state: stateOf(
      {
        ...stateConfig(node, nowMs),
        tier_bandwidth: tierBandwidth,
        usedGb,
        bandwidth,
        connections,
        last,
        seen,
      },
      nowMs,
    ),
    used_traffic: usedGb,
    current_bandwidth: bandwidth,
    connection_count: connections,
    tier_bandwidth: tierBandwidth,
    correction_traffic: correctionGb(node, period),
    latency_ms: seen.latencyMs,
    reported_latency_ms: live?.latencyMs ?? -1,
    evidence: seen,
    verified: isProven(seen, nowMs),
    easytier_version: versionOf(live, seen),
    uptime_seconds: live?.uptimeS ?? 0,
    isSameMachine: live?.isSameMachine === true,
    statusSinceMs: statusSinceMs({ last, seen }, live?.sinceMs ?? 0, nowMs),
    firstReportMs: live?.firstMs ?? null,
    lastReportMs: live?.timeMs ?? null,
    intervalS: last?.intervalS ?? null,
    resetMs: period.endMs,
    lastRejected:
      reject === undefined ? null : { atMs: reject.timeMs, code: reject.code, source: reject.source },
    counterRebasedMs: null,
    twoMachines: false,
    sumSuspected: false,
    days: toApiDays(
      made === undefined
        ? noDays
        : extendStrip(made, last ?? undefined, presenceSince(node, facts, { zoneMs, nowMs }, seen), nowMs),
    ),
  }
}

/** What the node says, unless a check has seen another since: a reporter may have stopped long ago. */
function versionOf(live: LiveFigures | undefined, seen: Evidence): string {
  const said = live?.version ?? ''
  return said === '' ||
    (live !== undefined && live.timeMs < seen.provenMs - lastWordMs && seen.version !== '')
    ? seen.version
    : said
}

const lastWordMs = hourMs

function stateConfig(node: FiguresConfig, nowMs: number) {
  return {
    is_enabled: maintainedUntilMs(node, nowMs) === null ? node.is_enabled : (0 as const),
    validUntilMs: node.validUntilMs,
    max_traffic: node.max_traffic,
    max_connections: node.max_connections,
    max_bandwidth: node.max_bandwidth,
  }
}
