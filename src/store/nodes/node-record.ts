import type { Connection } from '../../contract/node.ts'
import type { Region } from '../../contract/vocabulary.ts'
import type { NodeState } from '../../contract/node.ts'
import type { RejectCode } from '../kv/fact-keys.ts'
import type { Evidence } from '../../domain/evidence/index.ts'
import type { ListingMarks } from '../../domain/placement/index.ts'
import type { OffInterval, WeeklyPlan } from '../../domain/presence/index.ts'

/** What an owner sets. Bandwidth Mbps, traffic GB. */
export type NodeConfig = {
  readonly node_name: string
  readonly region_type: Region
  readonly region_detail: string
  readonly connections: readonly Connection[]
  readonly tier_bandwidth: number
  readonly max_bandwidth: number
  readonly max_traffic: number
  readonly reset_cycle: number
  /** 1 to 31; 0 = by reset_cycle. */
  readonly reset_day: number
  readonly max_connections: number
  readonly tags: string
  readonly notes: string
  readonly validUntilMs: number
  readonly allow_relay: 0 | 1
  readonly address_public: 0 | 1
  readonly is_enabled: 0 | 1
  readonly correction_traffic: number
  /** When the correction was set: it counts in that period only. */
  readonly correctionMs: number
  /** 1: its reporter says the sum of its traffic where others say what was added; absent before 0.2. */
  readonly legacy_cumulative?: 0 | 1
  /** Its maintenance of every week, with what it was before; absent before 0.2. */
  readonly weekly?: readonly WeeklyPlan[]
}

/** Sealed credentials for health checks; null = none. */
export type NodeSecrets = { readonly network_name: string | null; readonly network_secret: string | null }

/** A report token as stored: its hash, and what may be shown of it. */
export type NodeToken = { readonly hash: string; readonly prefix: string; readonly createdMs: number }

/** `n_<id>`. One writer: the edit of its owner or an admin. */
export type NodeRecord = NodeConfig &
  NodeSecrets & {
    readonly v: 1
    readonly id: number
    readonly user: string
    readonly ownerEmail: string
    readonly createdMs: number
    /** Time of the newest edit in ms; grows with every edit. */
    readonly revision: number
    /** When tier_bandwidth was last set; a reported tier counts only if it is newer. */
    readonly tierMs: number
    readonly token: NodeToken
    readonly previousToken: { readonly hash: string; readonly untilMs: number } | null
    readonly off: readonly OffInterval[]
    /** What facts and weekly windows say of maintenance around now; never written. */
    readonly maintenance?: readonly OffInterval[]
    /** When the site itself took no report; never written. */
    readonly outages?: readonly OffInterval[]
    /** When no place could join it, as facts say; never written. */
    readonly unreachable?: readonly OffInterval[]
    /** When checks were answered while it said nothing, as facts say; never written. */
    readonly answered?: readonly OffInterval[]
    /** Of the node's facts; never stored in the record. */
    readonly marks?: ListingMarks
  }

/** What is known of a node beyond its record, at one instant. Traffic in GB, bandwidth in Mbps. */
export type NodeFigures = {
  readonly status: 'online' | 'offline'
  readonly state: NodeState
  readonly used_traffic: number
  readonly current_bandwidth: number
  readonly connection_count: number
  readonly tier_bandwidth: number
  /** The owner's correction while it counts, GB; 0 outside its period. */
  readonly correction_traffic: number
  /** Measured from outside; -1 when nobody did. */
  readonly latency_ms: number
  /** What the node says itself; -1 when it does not. */
  readonly reported_latency_ms: number
  readonly evidence: Evidence
  /** A listed address was joined from outside within the last half hour. */
  readonly verified: boolean
  readonly easytier_version: string
  readonly uptime_seconds: number
  /** The last report came from an address that the node lists. */
  readonly isSameMachine: boolean
  readonly statusSinceMs: number | null
  readonly firstReportMs: number | null
  readonly lastReportMs: number | null
  readonly intervalS: number | null
  /** End of the traffic period; null = never reset. */
  readonly resetMs: number | null
  readonly lastRejected: { readonly atMs: number; readonly code: RejectCode; readonly source: string } | null
  /** When the cumulative total last fell and was counted from there; known where the account has been read. */
  readonly counterRebasedMs: number | null
  /** Two machines report with one token; known where the account has been read. */
  readonly twoMachines: boolean
  /** Its increments are too large and never fall: they may be sums; known where the account has been read. */
  readonly sumSuspected: boolean
  /** 90 days as the API writes them. */
  readonly days: string
}

export type NodeWithFigures = { readonly node: NodeRecord; readonly figures: NodeFigures }
