import type { PublicNode } from '../../contract/public.ts'
import {
  decodeCandidateRow,
  encodeCandidateRow,
  isOfferedLine,
  type CandidateRow,
} from '../placement/candidate-rows.ts'
import { drainedSince } from '../users/disabled-users.ts'
import { figuresAt, presenceOf } from '../reports/node-figures.ts'
import { coarseNodesMin, coarsen, encodePublicRow, isOnlineRow } from './public-rows.ts'
import { toPublicNode } from '../nodes/public-node.ts'
import type { NodeFigures, NodeRecord } from '../nodes/node-record.ts'
import type { Collected, CollectedNode } from './view-collect.ts'
import { viewBytesMax } from './view-keys.ts'
import {
  countStrip,
  uptimeOfCounts,
  type StripCounts,
  deadlineMs,
  intervalOf,
  extendWindow,
  addToWindow,
  emptySiteDays,
  emptyTotals,
  emptyWindow,
  type SiteDays,
  type SiteWindow,
  type Totals,
} from '../../domain/presence/index.ts'
import { hash53, historyDays, slotOf, zoneDayOf } from '../../domain/values/index.ts'
import { freeCapacity, offersOf } from '../../domain/placement/index.ts'

/** What a view says of one part (of all nodes where it is not cut), beside its rows. */
export type PartHeader = {
  readonly builtMs: number
  /** Of the public rows; two builds with the same rows have the same. */
  readonly hash: string
  readonly rows: number
  /** UTF-8 bytes of the public rows. */
  readonly bytes: number
  readonly onlineRows: number
  readonly candidates: number
  readonly free?: number | undefined
  readonly offers?: readonly number[] | undefined
  /** First instant at which a node changes by time alone: silence, expiry, a new period. */
  readonly nextMs: number
  readonly totals: Totals
  readonly window: SiteWindow
  readonly days: SiteDays
}

export type BuiltPart = {
  readonly header: PartHeader
  readonly publicRows: readonly string[]
  readonly candidateRows: readonly string[]
}

/** Notes in the public list are cut to this when a value would grow too large; the node's own page has them whole. */
const notesCharsShort = 100

function addNodeDays(days: SiteDays, counts: StripCounts): void {
  for (let at = 0; at < historyDays; at += 1) {
    days.down[at] = (days.down[at] ?? 0) + (counts.down[at] ?? 0)
    days.up[at] = (days.up[at] ?? 0) + (counts.up[at] ?? 0)
  }
}

function addNodeTotals(totals: Totals, node: NodeRecord, figures: NodeFigures, nowMs: number): void {
  if (node.validUntilMs <= nowMs) return
  totals.total_nodes += 1
  totals[node.region_type === 'domestic' ? 'domestic_nodes' : 'overseas_nodes'] += 1
  if (figures.status !== 'online' || node.is_enabled === 0) return
  totals.online_nodes += 1
  totals.total_bandwidth += figures.tier_bandwidth
  totals.tier_bandwidth_total += figures.tier_bandwidth
  totals.max_bandwidth_total += node.max_bandwidth
  totals.current_bandwidth_total += figures.current_bandwidth
  totals.connection_count_total += figures.connection_count
  totals.max_connections_total += node.max_connections
}

function nextChangeMs({ node, facts: { live } }: CollectedNode, figures: NodeFigures, nowMs: number): number {
  const times = [node.validUntilMs, figures.resetMs ?? Infinity]
  if (live?.online === true) times.push(deadlineMs(live.timeMs, intervalOf(live.gapsS)))
  return Math.min(...times.filter((ms) => ms > nowMs))
}

/** Composes the rows and sums of a part at `nowMs`. Pure: the same collection gives the same view. */
export function composePart(collected: Collected, nowMs: number): BuiltPart {
  const totals = emptyTotals()
  const window = emptyWindow(nowMs)
  const days = emptySiteDays(zoneDayOf(nowMs))
  const shown: { node: NodeRecord; figures: NodeFigures }[] = []
  const candidateRows: string[] = []
  let nextMs = Infinity
  const offered: CandidateRow[] = []
  for (const entry of collected.nodes) {
    const { facts } = entry
    const node = drainedSince(entry.node, collected.disabled.get(entry.node.user))
    const figures = figuresAt(node, facts, nowMs)
    addNodeTotals(totals, node, figures, nowMs)
    nextMs = Math.min(nextMs, nextChangeMs(entry, figures, nowMs))
    const { live } = facts
    let uptime: number | null = null
    if (live !== undefined) {
      const presence = presenceOf(node, live.firstMs)
      const counts = countStrip(figures.days, presence, nowMs)
      addToWindow(window, slotOf(nowMs), extendWindow(live, presence, nowMs), figures.tier_bandwidth)
      addNodeDays(days, counts)
      uptime = uptimeOfCounts(counts, historyDays)
    }
    if (node.validUntilMs <= nowMs || node.is_enabled === 0) continue
    shown.push({ node, figures })
    const row = encodeCandidateRow(node, figures, uptime, nowMs)
    if (isOfferedLine(row)) offered.push(decodeCandidateRow(row))
    candidateRows.push(row)
  }
  const publicRows = encodeRows(shown)
  return {
    publicRows,
    candidateRows,
    header: {
      builtMs: nowMs,
      hash: hash53(publicRows.join('\n')).toString(36),
      rows: publicRows.length,
      bytes: textBytes(publicRows),
      onlineRows: publicRows.filter(isOnlineRow).length,
      candidates: offered.length,
      free: Math.round(offered.reduce((sum, row) => sum + freeCapacity(row), 0)),
      offers: offersOf(offered),
      nextMs: Math.min(nextMs, Number.MAX_SAFE_INTEGER),
      totals,
      window,
      days,
    },
  }
}

function encodeRows(shown: readonly { node: NodeRecord; figures: NodeFigures }[]): string[] {
  const fit = shown.length >= coarseNodesMin ? coarsen : (node: PublicNode): PublicNode => node
  const rows = shown.map(({ node, figures }) => encodePublicRow(fit(toPublicNode(node, figures))))
  if (textBytes(rows) <= viewBytesMax) return rows
  return shown.map(({ node, figures }) => {
    const notes = [...node.notes].slice(0, notesCharsShort).join('')
    return encodePublicRow(fit(toPublicNode({ ...node, notes }, figures)))
  })
}

/** UTF-8 bytes of rows as one value. */
export function textBytes(rows: readonly string[]): number {
  return new TextEncoder().encode(rows.join('\n')).length
}
