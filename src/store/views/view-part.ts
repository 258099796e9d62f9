import { hourMs } from '../../contract/time.ts'
import {
  encodeCandidateRow,
  isDrainedLine,
  isPausedLine,
  type Standing,
} from '../placement/candidate-rows.ts'
import { limitOwners, type OwnedLine } from '../placement/limit-owners.ts'
import { evidenceIn } from '../evidence/index.ts'
import { pausedNow } from '../nodes/times-off.ts'
import { drainedSince } from '../users/disabled-users.ts'
import { figuresAt, presenceSince } from '../reports/node-figures.ts'
import { encodeListRow, isOnlineRow } from './list-rows.ts'
import type { PartSums } from './manifest.ts'
import { marksOf } from '../nodes/listing-marks.ts'
import { toListedNode } from '../nodes/public-node.ts'
import type { NodeFigures, NodeRecord } from '../nodes/node-record.ts'
import type { Collected, CollectedNode } from './view-collect.ts'
import { viewBytesMax } from './view-keys.ts'
import {
  bandwidthLimit,
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
  type Totals,
} from '../../domain/presence/index.ts'
import { hash53, historyDays, slotOf, zoneDayOf } from '../../domain/values/index.ts'
import { lookedMs } from '../../domain/evidence/index.ts'
import { listingState, offersOf, provenUntilMs } from '../../domain/placement/index.ts'

export type BuiltPart = {
  readonly sums: PartSums
  readonly listRows: readonly string[]
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

/** What a row of the list shows as the bandwidth that a node may use. */
function limitOf({ max_bandwidth }: NodeRecord, { tier_bandwidth }: NodeFigures): number {
  return bandwidthLimit({ tier_bandwidth, max_bandwidth })
}

function addNodeTotals(
  totals: Totals,
  node: NodeRecord,
  figures: NodeFigures,
  { isListed, counts }: { readonly isListed: boolean; readonly counts: boolean },
  nowMs: number,
): void {
  if (node.validUntilMs <= nowMs) return
  totals.total_nodes += 1
  totals[node.region_type === 'domestic' ? 'domestic_nodes' : 'overseas_nodes'] += 1
  if (figures.status !== 'online' || node.is_enabled === 0 || !isListed) return
  totals.online_nodes += 1
  if (!counts) return
  totals.total_bandwidth += figures.tier_bandwidth
  totals.tier_bandwidth_total += limitOf(node, figures)
  totals.max_bandwidth_total += node.max_bandwidth
  totals.current_bandwidth_total += figures.current_bandwidth
  totals.connection_count_total += figures.connection_count
  totals.max_connections_total += node.max_connections
}

function nextChangeMs({ node, facts: { live } }: CollectedNode, figures: NodeFigures, nowMs: number): number {
  const times = [node.validUntilMs, figures.resetMs ?? Infinity, ...(node.maintenance ?? []).flat()]
  if (figures.evidence.reachability !== 'unknown') times.push(figures.evidence.checkedMs + lookedMs)
  times.push(provenUntilMs(figures.evidence, nowMs), figures.evidence.answeredMs + lookedMs)
  if (live?.online === true) times.push(deadlineMs(live.timeMs, intervalOf(live.gapsS)))
  return Math.min(...times.filter((ms) => ms > nowMs))
}

/** A check of a silent node says so long that it is up. */
const checkCountsMs = hourMs

/**
 * How a node stands that is not offered: members of one network must meet, and those on a node that is drained or whose
 * reporter is blocked stay on it as long as it is up. A drained one says so by its reports unless its last check failed,
 * a silent one by a good check since. Nodes of disabled owners are given to nobody.
 */
function keptAs(
  { node: { is_enabled: isEnabled }, facts: { live } }: CollectedNode,
  { status, evidence: { provenMs, reason } }: NodeFigures,
  nowMs: number,
): Standing {
  if (live?.online !== true || reason !== '') return 'none'
  const isProven = provenMs > live.timeMs && nowMs - provenMs < checkCountsMs
  if (status !== 'online' && !isProven) return 'none'
  return isEnabled === 0 ? 'drained' : 'silent'
}

/**
 * Composes the rows and sums of a part at `nowMs`. Pure: the same collection gives the same view. `isLong`: the
 * site, of which the part has so many nodes, has a long list; `mayShorten`: notes may lose their ends where the part would
 * grow too large.
 */
export function composePart(
  collected: Collected,
  nowMs: number,
  { isLong, mayShorten }: { readonly isLong: (nodes: number) => boolean; readonly mayShorten: boolean },
): BuiltPart {
  const totals = emptyTotals()
  const window = emptyWindow(nowMs)
  const days = emptySiteDays(zoneDayOf(nowMs, collected.zoneMs))
  const shown: { node: NodeRecord; figures: NodeFigures }[] = []
  const candidates: OwnedLine[] = []
  let nextMs = Infinity
  const looked = collected.nodes.map((entry) => {
    const node = pausedNow(drainedSince(entry.node, collected.disabled.get(entry.node.user)), nowMs)
    const seen = evidenceIn(collected.looks, node, nowMs)
    return { entry, node, figures: figuresAt(node, entry.facts, nowMs, collected.zoneMs, seen) }
  })
  // Anybody may claim what he likes: where there are proven nodes, theirs alone is added up.
  const isAnyProven = looked.some(({ figures }) => figures.verified)
  for (const { entry, node, figures } of looked) {
    const { facts } = entry
    const listing = listingState(marksOf(node), collected.policy.listing)
    const counts = !isAnyProven || figures.verified
    addNodeTotals(totals, node, figures, { isListed: listing === 'listed', counts }, nowMs)
    nextMs = Math.min(nextMs, nextChangeMs(entry, figures, nowMs))
    const { live, answered } = facts
    let uptime: number | null = null
    if (live !== undefined || answered !== undefined) {
      const presence = presenceSince(node, facts, { zoneMs: collected.zoneMs, nowMs }, figures.evidence)
      const counts = countStrip(figures.days, presence, nowMs)
      // What a check has joined once stays in the history, else every pause of the checks would be a dip.
      if (!isAnyProven || figures.verified || marksOf(node).hasPassed)
        addToWindow(
          window,
          slotOf(nowMs),
          extendWindow(live, presence, nowMs, answered),
          limitOf(node, figures),
        )
      addNodeDays(days, counts)
      uptime = uptimeOfCounts(counts, historyDays)
    }
    if (node.validUntilMs <= nowMs) continue
    const belief = { evidence: figures.evidence, ...collected.policy }
    const kept = collected.disabled.has(node.user) ? 'none' : keptAs({ ...entry, node }, figures, nowMs)
    const isWaiting = listing === 'unchecked' || listing === 'unapproved'
    // What an admin has taken off the lists is neither given to anybody nor checked.
    if (listing !== 'listed' && !isWaiting) continue
    const standing = isWaiting ? 'unlisted' : kept
    const line = encodeCandidateRow(node, figures, uptime, belief, nowMs, standing)
    if (node.is_enabled === 1 && !isWaiting) shown.push({ node, figures })
    const hasPage = isPausedLine(line) && !collected.disabled.has(node.user)
    if (node.is_enabled === 1 || isDrainedLine(line) || hasPage) candidates.push({ owner: node.user, line })
  }
  const { lines: candidateRows, offered } = limitOwners(candidates, collected.policy.ownerShareMax)
  const listRows = encodeRows(shown, isLong(totals.total_nodes), mayShorten)
  const listText = listRows.join('\n')
  return {
    listRows,
    candidateRows,
    sums: {
      builtMs: nowMs,
      nextMs: Math.min(nextMs, Number.MAX_SAFE_INTEGER),
      nodes: totals.total_nodes,
      offers: offersOf(offered),
      hash: hash53(listText).toString(36),
      rows: listRows.length,
      onlineRows: listRows.filter(isOnlineRow).length,
      // Of ASCII alone.
      bytes: listText.length,
      keys: collected.keys,
      totals,
      window,
      days,
    },
  }
}

function encodeRows(
  shown: readonly { node: NodeRecord; figures: NodeFigures }[],
  isLong: boolean,
  mayShorten: boolean,
): string[] {
  const rowOf = (node: NodeRecord, figures: NodeFigures): string => {
    return encodeListRow(toListedNode(node, figures), isLong)
  }
  const rows = shown.map(({ node, figures }) => rowOf(node, figures))
  if (!mayShorten || !areAbove(rows, viewBytesMax)) return rows
  return shown.map(({ node, figures }) => {
    const notes = [...node.notes].slice(0, notesCharsShort).join('')
    return rowOf({ ...node, notes }, figures)
  })
}

/** True when rows make a value of more than `bytesMax` in UTF-8. Most are told by their characters. */
export function areAbove(rows: readonly string[], bytesMax: number): boolean {
  const chars = rows.reduce((sum, row) => sum + row.length + 1, 0)
  if (chars > bytesMax) return true
  return 3 * chars > bytesMax && new TextEncoder().encode(rows.join('\n')).length > bytesMax
}
