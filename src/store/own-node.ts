import type { OwnNode } from '../contract/node.ts'
import { isoTime, isoTimeOrNull } from '../domain/time.ts'
import type { NodeFigures, NodeRecord } from './records.ts'

/** A node as its owner and admins see it; `reportToken` only where it has just been made. */
export const toOwnNode = (node: NodeRecord, figures: NodeFigures, reportToken = ''): OwnNode => ({
  id: node.id,
  node_name: node.node_name,
  region_type: node.region_type,
  region_detail: node.region_detail,
  connections: [...node.connections],
  current_bandwidth: figures.current_bandwidth,
  tier_bandwidth: figures.tier_bandwidth,
  max_bandwidth: node.max_bandwidth,
  used_traffic: figures.used_traffic,
  max_traffic: node.max_traffic,
  connection_count: figures.connection_count,
  max_connections: node.max_connections,
  tags: node.tags,
  status: figures.status,
  reset_cycle: node.reset_cycle,
  reset_day: node.reset_day,
  reset_date: figures.resetMs === null ? '' : isoTime(figures.resetMs),
  valid_until: isoTime(node.validUntilMs),
  allow_relay: node.allow_relay,
  address_public: node.address_public,
  is_enabled: node.is_enabled,
  notes: node.notes,
  correction_traffic: node.correction_traffic,
  state: figures.state,
  owner_email: node.ownerEmail,
  network_name_set: node.network_name !== null,
  network_secret_set: node.network_secret !== null,
  report_token: reportToken,
  token_prefix: node.token.prefix,
  token_created_at: isoTime(node.token.createdMs),
  token_last_used_at:
    figures.lastReportMs !== null && figures.lastReportMs >= node.token.createdMs
      ? isoTime(figures.lastReportMs)
      : null,
  previous_token_until: node.previousToken === null ? null : isoTime(node.previousToken.untilMs),
  first_report_at: isoTimeOrNull(figures.firstReportMs),
  last_report_at: isoTimeOrNull(figures.lastReportMs),
  report_interval_s: figures.intervalS,
  status_since: isoTimeOrNull(figures.statusSinceMs),
  last_rejected:
    figures.lastRejected === null
      ? null
      : { at: isoTime(figures.lastRejected.atMs), code: figures.lastRejected.code },
  latency_ms: figures.latency_ms,
  easytier_version: figures.easytier_version,
  uptime_seconds: figures.uptime_seconds,
  created_at: isoTime(node.createdMs),
  updated_at: isoTime(node.revision),
  revision: node.revision,
})
