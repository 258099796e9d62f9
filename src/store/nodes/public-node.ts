import { otherLatencies } from '../../domain/evidence/index.ts'
import { relays } from '../../domain/placement/index.ts'
import type { NodeState } from '../../contract/node.ts'
import type { Protocol, Reachability, Region } from '../../contract/vocabulary.ts'
import type { NodeFigures, NodeRecord } from './node-record.ts'

/** The fields of a record that everybody may see. */
export type PublicConfig = Pick<
  NodeRecord,
  | 'id'
  | 'node_name'
  | 'region_type'
  | 'region_detail'
  | 'max_bandwidth'
  | 'max_traffic'
  | 'max_connections'
  | 'tags'
  | 'notes'
  | 'allow_relay'
  | 'connections'
  | 'createdMs'
>

/** A node as everybody may see it: no address, owner, token or credential. Times in ms. */
export type ListedNode = {
  readonly id: number
  readonly node_name: string
  readonly region_type: Region
  readonly region_detail: string
  readonly current_bandwidth: number
  readonly tier_bandwidth: number
  readonly max_bandwidth: number
  readonly used_traffic: number
  readonly max_traffic: number
  readonly connection_count: number
  readonly max_connections: number
  readonly tags: string
  readonly status: 'online' | 'offline'
  readonly allow_relay: 0 | 1
  readonly state: NodeState
  readonly protocols: readonly Protocol[]
  readonly lastReportMs: number | null
  readonly statusSinceMs: number | null
  readonly intervalS: number | null
  readonly createdMs: number
  readonly latency_ms: number
  /** The same from each side, in the order of `sides`, without carriers where they have no other; null where none has. */
  readonly latencyFrom: readonly number[] | null
  readonly reachability: Reachability
  readonly checkedMs: number | null
  /** A listed address was joined within the last half hour. */
  readonly verified: boolean
  readonly easytier_version: string
  readonly uptime_seconds: number
  readonly same_machine: boolean
  readonly resetMs: number | null
  readonly notes: string
  readonly days: string
}

/** What lists and the node's own page tell of a node. */
export function toListedNode(node: PublicConfig, figures: NodeFigures): ListedNode {
  return {
    id: node.id,
    node_name: node.node_name,
    region_type: node.region_type,
    region_detail: node.region_detail,
    current_bandwidth: figures.current_bandwidth,
    tier_bandwidth: figures.tier_bandwidth,
    max_bandwidth: node.max_bandwidth,
    used_traffic: figures.used_traffic,
    max_traffic: node.max_traffic,
    connection_count: figures.connection_count,
    max_connections: node.max_connections,
    tags: node.tags,
    status: figures.status,
    allow_relay: relays(node.allow_relay === 1, figures.evidence) ? 1 : 0,
    state: figures.state,
    protocols: [...new Set(node.connections.map(({ type }) => type))],
    lastReportMs: figures.lastReportMs,
    statusSinceMs: figures.statusSinceMs,
    intervalS: figures.intervalS,
    createdMs: node.createdMs,
    latency_ms: figures.latency_ms,
    latencyFrom: latencyFromOf(figures),
    reachability: figures.evidence.reachability,
    checkedMs: figures.evidence.checkedMs || null,
    verified: figures.verified,
    easytier_version: figures.easytier_version,
    uptime_seconds: figures.uptime_seconds,
    same_machine: figures.isSameMachine,
    resetMs: figures.resetMs,
    notes: node.notes,
    days: figures.days,
  }
}

function latencyFromOf({ latency_ms: all, evidence }: NodeFigures): ListedNode['latencyFrom'] {
  const from = otherLatencies(evidence.latencyFrom, all)
  return from.length === 0 ? null : from
}
