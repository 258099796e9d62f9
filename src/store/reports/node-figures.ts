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
  isOnline,
  isUp,
  stateOf,
  statusSinceMs,
} from '../../domain/presence/index.ts'
import { periodAt, bytesToGb, correctionBytes, correctionGb } from '../../domain/traffic/index.ts'
import type { Evidence } from '../../domain/evidence/index.ts'
import { isProven } from '../../domain/placement/index.ts'
import { historyDays, hourMs } from '../../domain/values/index.ts'

/** What the facts under `l_<id>_` say, newest of each kind, and the keys that are out of date: checks are kept elsewhere. */
export type LiveFacts = {
  readonly live: LiveFigures | undefined
  readonly reject: Extract<LiveEntry, { kind: 'reject' }> | undefined
  /** All live facts, oldest first; the last one is `live`. */
  readonly lives: readonly LiveEntry[]
  /** Older checks and rejections. */
  readonly stale: readonly string[]
}

export const noLiveFacts: LiveFacts = {
  live: undefined,
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
  return {
    live: newest === undefined ? undefined : liveOfKey(newest),
    reject,
    lives,
    stale: sorted.filter((entry) => entry.kind !== 'live' && entry !== reject).map(({ key }) => key),
  }
}

/** Reads the keys of one node's `l_<id>_` list at `nowMs`. */
export function liveFactsOfKeys(keys: readonly string[], nowMs: number): LiveFacts {
  return readLiveFacts(keys.flatMap((key) => parseLiveEntry(key, nowMs) ?? []))
}

/** Presence of a node as its history sees it, of reports and of what checks have found. */
export function presenceOf(
  node: Pick<NodeRecord, 'off' | 'validUntilMs' | 'maintenance' | 'outages' | 'unreachable'>,
  firstMs: number,
  zoneMs: number,
): Presence {
  return {
    firstMs,
    zoneMs,
    off: timesUnknown(node),
    ...(node.unreachable === undefined ? {} : { unreachable: node.unreachable }),
  }
}

type Seen = Pick<Evidence, 'reachability' | 'sinceMs'>

/** The same with what the newest checks say: a time in which no place can join it becomes a fact minutes later only. */
export function presenceNow(
  node: Parameters<typeof presenceOf>[0],
  firstMs: number,
  zoneMs: number,
  { reachability, sinceMs }: Seen,
): Presence {
  const { unreachable = [] } = node
  const since: readonly OffInterval[] = reachability === 'unreachable' ? [[sinceMs, 0]] : []
  return { firstMs, zoneMs, off: timesUnknown(node), unreachable: [...unreachable, ...since] }
}

/** The same for what followed a live fact: up to then its author has counted what it knew. */
export function presenceSince(
  node: Parameters<typeof presenceOf>[0],
  { timeMs, firstMs }: Pick<LiveFigures, 'timeMs' | 'firstMs'>,
  zoneMs: number,
  { reachability, sinceMs }: Seen,
): Presence {
  return presenceNow(node, firstMs, zoneMs, { reachability, sinceMs: Math.max(sinceMs, timeMs + 1) })
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
>

const noDays = noDay.repeat(historyDays)

/**
 * Figures of a node at `nowMs` from its config and its newest live fact. Traffic rolls over when the period has,
 * silence since the fact is added. `zoneMs`: by what zone its days go.
 */
export function figuresAt(
  node: FiguresConfig,
  facts: Pick<LiveFacts, 'live' | 'reject'>,
  nowMs: number,
  zoneMs: number,
  seen: Evidence,
): NodeFigures {
  const { live, reject } = facts
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
      live === undefined || last === null
        ? noDays
        : extendStrip(live, last, presenceSince(node, live, zoneMs, seen), nowMs),
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
