import type { CheckResult } from '../../contract/check.ts'
import { addressTag, checkCodeOf } from '../../domain/evidence/index.ts'
import type { NewResult } from '../../store/evidence/index.ts'

/**
 * A finished check of a node's address as it is kept, with the time (ms) when it was made; undefined when it says nothing
 * of the node. The time is the caller's to tell: the clock of a lifted checker may be wrong.
 */
export function toNewResult(
  node: number,
  url: string,
  result: CheckResult,
  ms: number,
): NewResult | undefined {
  const code = checkCodeOf(result.is_online, result.code ?? '')
  if (code === undefined) return undefined
  return {
    node,
    address: addressTag(url),
    ms,
    code,
    latencyMs: result.is_online ? result.latency_ms : -1,
    peers: result.connection_count,
    version: result.easytier_version ?? '',
    avoidsRelay: result.avoids_relay,
  }
}
