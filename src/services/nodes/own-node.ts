import type { OwnNode } from '../../contract/node.ts'
import { windowsInForce } from '../../domain/presence/index.ts'
import { isoTime, isoTimeOrNull } from '../../domain/values/index.ts'
import { toWindowAnswers } from './weekly-windows.ts'
import {
  maintainedUntilMs,
  type NodeConfig,
  type NodeFigures,
  type NodeRecord,
} from '../../store/nodes/index.ts'

/**
 * A node as its owner and admins see it. `reportToken` is the whole token when it has just been made, else "":
 * never a mask, which old scripts would save as if it were the token.
 */
export function toOwnNode(node: NodeRecord, figures: NodeFigures, nowMs: number, reportToken = ''): OwnNode {
  return {
    id: node.id,
    ...configFields(node),
    maintenance_until: isoTimeOrNull(maintainedUntilMs(node, nowMs)),
    weekly_maintenance: toWindowAnswers(windowsInForce(node.weekly ?? [])),
    ...figureFields(figures),
    relay_contradicted: node.allow_relay === 1 && figures.evidence.avoidsRelay === true,
    owner_email: node.ownerEmail,
    user_email: node.ownerEmail,
    network_name_set: node.network_name !== null,
    network_secret_set: node.network_secret !== null,
    report_token: reportToken,
    ...tokenFields(node, figures, nowMs),
    created_at: isoTime(node.createdMs),
    updated_at: isoTime(node.revision),
    revision: node.revision,
  }
}

function configFields(node: NodeConfig) {
  return {
    node_name: node.node_name,
    region_type: node.region_type,
    region_detail: node.region_detail,
    connections: [...node.connections],
    max_bandwidth: node.max_bandwidth,
    max_traffic: node.max_traffic,
    reset_cycle: node.reset_cycle,
    reset_day: node.reset_day,
    max_connections: node.max_connections,
    tags: node.tags,
    notes: node.notes,
    valid_until: isoTime(node.validUntilMs),
    allow_relay: node.allow_relay,
    address_public: node.address_public,
    is_enabled: node.is_enabled,
    legacy_cumulative: node.legacy_cumulative ?? 0,
  }
}

function figureFields(figures: NodeFigures) {
  return {
    status: figures.status,
    state: figures.state,
    current_bandwidth: figures.current_bandwidth,
    tier_bandwidth: figures.tier_bandwidth,
    correction_traffic: figures.correction_traffic,
    used_traffic: figures.used_traffic,
    connection_count: figures.connection_count,
    reset_date: figures.resetMs === null ? '' : isoTime(figures.resetMs),
    first_report_at: isoTimeOrNull(figures.firstReportMs),
    last_report_at: isoTimeOrNull(figures.lastReportMs),
    report_interval_s: figures.intervalS,
    status_since: isoTimeOrNull(figures.statusSinceMs),
    last_rejected:
      figures.lastRejected === null
        ? null
        : {
            at: isoTime(figures.lastRejected.atMs),
            code: figures.lastRejected.code,
            source: figures.lastRejected.source,
          },
    counter_rebased_at: isoTimeOrNull(figures.counterRebasedMs),
    two_machines: figures.twoMachines,
    same_machine: figures.isSameMachine,
    sum_suspected: figures.sumSuspected,
    latency_ms: figures.latency_ms,
    reported_latency_ms: figures.reported_latency_ms,
    ...evidenceFields(figures),
    easytier_version: figures.easytier_version,
    uptime_seconds: figures.uptime_seconds,
  }
}

function evidenceFields({ evidence, verified }: NodeFigures) {
  const { reachability, checkedMs, reason, sinceMs } = evidence
  return {
    reachability,
    checked_at: isoTimeOrNull(checkedMs || null),
    check_code: reason,
    unreachable_since: isoTimeOrNull(sinceMs || null),
    verified,
  }
}

/** A token was last used by the last report, unless it is newer than that. */
function tokenFields({ token, previousToken }: NodeRecord, { lastReportMs }: NodeFigures, nowMs: number) {
  return {
    token_prefix: token.prefix,
    token_created_at: isoTime(token.createdMs),
    token_last_used_at:
      lastReportMs !== null && lastReportMs >= token.createdMs ? isoTime(lastReportMs) : null,
    previous_token_until:
      previousToken !== null && previousToken.untilMs > nowMs ? isoTime(previousToken.untilMs) : null,
  }
}
