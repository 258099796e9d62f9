import type { PublicNode } from '../../contract/public.ts'
import type { NodeFigures, NodeRecord } from './node-record.ts'
import { isoTime, isoTimeOrNull } from '../../domain/values/index.ts'

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

/** A node as everybody sees it: no address, owner, token or credential. Field order is that of the answers. */
export function toPublicNode(node: PublicConfig, figures: NodeFigures): PublicNode {
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
    allow_relay: node.allow_relay,
    state: figures.state,
    protocols: [...new Set(node.connections.map(({ type }) => type))],
    last_report_at: isoTimeOrNull(figures.lastReportMs),
    status_since: isoTimeOrNull(figures.statusSinceMs),
    report_interval_s: figures.intervalS,
    created_at: isoTime(node.createdMs),
    latency_ms: figures.latency_ms,
    easytier_version: figures.easytier_version,
    uptime_seconds: figures.uptime_seconds,
    reset_date: figures.resetMs === null ? '' : isoTime(figures.resetMs),
    notes: node.notes,
    days: figures.days,
  }
}
