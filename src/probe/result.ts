import type { CheckResult } from '../contract/check.ts'
import type { ProbeCode } from '../easytier/codes.ts'
import type { ProbeOutcome } from '../easytier/machine-types.ts'
import { textOf, textOfOutcome } from './texts.ts'

/** How a probe ended, before it is put into the contract's words. */
export type ProbeReport = {
  /** Milliseconds since 1970. */
  readonly checkedAtMs: number
  /** Time of the TCP connect, or of the first round trip over UDP; null when none came about. */
  readonly connectMs: number | null
} & (
  | { readonly kind: 'outcome'; readonly outcome: ProbeOutcome }
  | { readonly kind: 'failed'; readonly code: ProbeCode; readonly httpStatus?: number }
)

/** The contract's answer. Milliseconds are whole and at least 1, or -1 where unknown. */
export function toCheckResult(report: ProbeReport): CheckResult {
  const check_time = new Date(report.checkedAtMs).toISOString()
  const connect_ms = report.connectMs === null ? -1 : Math.max(1, Math.round(report.connectMs))
  if (report.kind === 'failed') {
    return { ...offline(check_time, report.code, textOf(report.code, report.httpStatus)), connect_ms }
  }
  const { outcome } = report
  const known = {
    mode: outcome.mode,
    easytier_version: outcome.easytierVersion,
    connect_ms,
    handshake_ms: outcome.handshakeMs,
    secure: outcome.secure,
    warnings: [...outcome.warnings],
    ...(outcome.avoidsRelay === undefined ? {} : { avoids_relay: outcome.avoidsRelay }),
  }
  if (!outcome.online) {
    const code = outcome.code ?? 'not_easytier'
    return { ...offline(check_time, code, textOfOutcome(code, outcome)), ...known }
  }
  return {
    is_online: true,
    connection_count: outcome.connectionCount,
    latency_ms: outcome.latencyMs,
    check_time,
    code: 'ok',
    ...known,
    direct_peer_count: outcome.directPeerCount,
    foreign_peer_count: outcome.foreignPeerCount,
    foreign_network_count: outcome.foreignNetworkCount,
  }
}

function offline(check_time: string, code: ProbeCode, error: string): CheckResult {
  return {
    is_online: false,
    connection_count: 0,
    latency_ms: -1,
    check_time,
    error,
    code,
    mode: null,
    easytier_version: '',
    connect_ms: -1,
    handshake_ms: -1,
    secure: false,
    warnings: [],
  }
}
