import { dayMs } from '../../contract/time.ts'
import type { DayFigures } from './day-figures.ts'
/**
 * The folded account of a node: everything its reports have said, as a union by report id. Folding is idempotent and
 * takes facts in any order, so overlapping folds of stale copies end in the same sums.
 */
export type TrafficAccount = {
  readonly v: 1
  /** Every report up to this time is inside. */
  readonly watermarkMs: number
  /** Reports of the last two hours that are inside, and when they were first put in. */
  readonly seen: readonly SeenEntry[]
  /** Traffic by UTC day, sorted; older days are summed up in `olderBytes`. */
  readonly days: readonly (readonly [utcDay: number, bytes: number])[]
  readonly olderBytes: number
  /** The same by the days of the site's zone, for charts alone, and that zone; absent in accounts of an earlier form. */
  readonly zoneDays?: readonly (readonly [day: number, bytes: number])[]
  readonly zoneMs?: number
  /** Cumulative counters by boot. */
  readonly boots: readonly BootEntry[]
  /** Newest report of each ten-minute slot, sorted, with the slot's traffic. */
  readonly slots: readonly SlotEntry[]
  /** Newest report before the first of `slots`. */
  readonly carry: SlotEntry | null
  /** Codes of finished UTC+8 days from `downFrom` on, two characters each. */
  readonly downFrom: number
  readonly downDays: string
  /** Bandwidth and connections of finished days in which the node was up, oldest first; absent in accounts of an earlier form. */
  readonly dayFigures?: readonly DayFigures[]
  /** Changes of state up to the settled report: 1 up, 0 down. */
  readonly events: readonly StateChange[]
  readonly settled: readonly [timeMs: number, online: number, intervalS: number] | null
  /** First report ever; 0 = none. */
  readonly firstMs: number
}

export type SeenEntry = readonly [
  reportId: string,
  timeMs: number,
  foldedMs: number,
  online: number,
  intervalS: number,
]
/** A run of a cumulative counter; the last two are absent in accounts of an earlier form. `kind` is one of `runKinds`. */
export type BootEntry = readonly [
  boot: string,
  firstMs: number,
  minBytes: number,
  maxBytes: number,
  lastMs: number,
  maxMs?: number,
  kind?: number,
]
export type SlotEntry = readonly [
  slot: number,
  timeMs: number,
  online: number,
  intervalS: number,
  bandwidth: number,
  connections: number,
  latencyMs: number,
  bytes: number,
]
export type StateChange = readonly [atMs: number, up: number]

/** One report as the account takes it in. Latency -1 = not measured. */
export type ReportFact = {
  readonly reportId: string
  readonly timeMs: number
  readonly online: boolean
  readonly intervalS: number
  readonly bandwidth: number
  readonly connections: number
  readonly latencyMs: number
  /** An increment, or a cumulative counter of a boot. Bytes. */
  readonly traffic: { readonly bytes: number; readonly boot: string | null }
}

export const emptyAccount: TrafficAccount = {
  v: 1,
  watermarkMs: 0,
  seen: [],
  days: [],
  olderBytes: 0,
  boots: [],
  slots: [],
  carry: null,
  downFrom: 0,
  downDays: '',
  events: [],
  settled: null,
  firstMs: 0,
}

/** The report ids inside an account, with the time they were first folded. */
export function seenIds(account: TrafficAccount): Map<string, number> {
  const ids = new Map<string, number>()
  for (const [id, , foldedMs] of account.seen) ids.set(id, foldedMs)
  return ids
}

/** Facts that are not inside yet, oldest first, each report id once. */
export function unseenFacts(account: TrafficAccount, facts: readonly ReportFact[]): ReportFact[] {
  const ids = seenIds(account)
  const unseen: ReportFact[] = []
  for (const fact of facts.toSorted((a, b) => a.timeMs - b.timeMs)) {
    if (fact.timeMs <= account.watermarkMs || ids.has(fact.reportId)) continue
    ids.set(fact.reportId, 0)
    unseen.push(fact)
  }
  return unseen
}

/** Bytes of the days from `startMs` (a UTC midnight) on; 0 = all there ever were. */
export function bytesSince(account: TrafficAccount, startMs: number): number {
  let sum = startMs === 0 ? account.olderBytes : 0
  for (const [day, bytes] of account.days) if (day * dayMs >= startMs) sum += bytes
  return sum
}
