import { dayMs } from '../../../../contract/time.ts'
import type { OwnNode } from '../../../../contract/node.ts'

/** Where a node's traffic stands: `percent` of the quota (undefined without one), days until it is used up at this rate, days until the reset. */
export type QuotaOutlook = {
  readonly percent: number | undefined
  /** Undefined when the quota lasts until the reset, or nothing can be told yet. */
  readonly daysLeft: number | undefined
  readonly resetDays: number | undefined
}

function periodStartMs(node: OwnNode): number {
  const createdMs = Date.parse(node.created_at)
  const resetMs = Date.parse(node.reset_date)
  if (Number.isNaN(resetMs)) return createdMs
  const startMs =
    node.reset_day > 0 ? monthBefore(resetMs, node.reset_day) : resetMs - node.reset_cycle * dayMs
  return Math.max(createdMs, startMs)
}

/** The reset of the month before; a day that this month does not have is its last one. UTC. */
function monthBefore(resetMs: number, day: number): number {
  const reset = new Date(resetMs)
  const last = new Date(Date.UTC(reset.getUTCFullYear(), reset.getUTCMonth(), 0)).getUTCDate()
  return Date.UTC(reset.getUTCFullYear(), reset.getUTCMonth() - 1, Math.min(day, last))
}

/** The outlook of a node at `nowMs`, from the period's mean rate. */
export function quotaOutlook(node: OwnNode, nowMs: number): QuotaOutlook {
  const resetMs = Date.parse(node.reset_date)
  const resetDays = Number.isNaN(resetMs) ? undefined : Math.max(0, Math.ceil((resetMs - nowMs) / dayMs))
  if (node.max_traffic <= 0) return { percent: undefined, daysLeft: undefined, resetDays }
  const percent = (node.used_traffic / node.max_traffic) * 100
  const perMs = node.used_traffic / Math.max(nowMs - periodStartMs(node), 1)
  const leftMs = perMs > 0 ? (node.max_traffic - node.used_traffic) / perMs : Infinity
  const lasts = leftMs <= 0 || nowMs + leftMs >= (Number.isNaN(resetMs) ? nowMs + 365 * dayMs : resetMs)
  return { percent, daysLeft: lasts ? undefined : leftMs / dayMs, resetDays }
}
