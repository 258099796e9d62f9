import type { CheckResult } from '../../contract/check.ts'
import { addressTag, checkCodeOf } from '../../domain/evidence/index.ts'
import type { NewResult } from '../../store/evidence/index.ts'

/** A finished check of a node's address as it is kept; undefined when it says nothing of the node. */
export function toNewResult(node: number, url: string, result: CheckResult): NewResult | undefined {
  const code = checkCodeOf(result.is_online, result.code ?? '')
  if (code === undefined) return undefined
  return {
    node,
    address: addressTag(url),
    ms: Date.parse(result.check_time),
    code,
    latencyMs: result.is_online ? result.latency_ms : -1,
    peers: result.connection_count,
    version: result.easytier_version ?? '',
    avoidsRelay: result.avoids_relay,
  }
}
