import type { NodeRecord } from './node-record.ts'
import { isOff, offWithExpiry, type OffInterval } from '../../domain/presence/index.ts'

/** When nothing is said of a node's state: paused, in maintenance, expired. */
export function timesOff(
  node: Pick<NodeRecord, 'off' | 'validUntilMs' | 'maintenance'>,
): readonly OffInterval[] {
  return offWithExpiry([...node.off, ...(node.maintenance ?? [])], node.validUntilMs)
}

/** When a node's history has no data: the same, and when the site took no report from anybody. */
export function timesUnknown(
  node: Pick<NodeRecord, 'off' | 'validUntilMs' | 'maintenance' | 'outages'>,
): readonly OffInterval[] {
  return [...timesOff(node), ...(node.outages ?? [])]
}

/** Until when a node is in the maintenance that its owner has set, in ms; null while it is in none. */
export function maintainedUntilMs(
  { maintenance }: Pick<NodeRecord, 'maintenance'>,
  nowMs: number,
): number | null {
  const now = maintenance?.find((interval) => isOff([interval], nowMs))
  return now === undefined ? null : now[1]
}

/** The node as lists take it: one in maintenance is paused for that time. */
export function pausedNow(node: NodeRecord, nowMs: number): NodeRecord {
  return node.is_enabled === 1 && maintainedUntilMs(node, nowMs) !== null ? { ...node, is_enabled: 0 } : node
}
