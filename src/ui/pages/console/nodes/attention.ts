import { dayMs, silentIntervals, silentMaxMs } from '../../../../contract/time.ts'
import type { OwnNode } from '../../../../contract/node.ts'
import { quotaOutlook } from './quota.ts'

/** One thing the owner should look at. Times are ms, days may be fractions. */
export type Attention =
  | { readonly kind: 'silent'; readonly node: OwnNode; readonly silentMs: number; readonly missed: number }
  | { readonly kind: 'unreachable'; readonly node: OwnNode; readonly sinceMs: number }
  | { readonly kind: 'rejected'; readonly node: OwnNode; readonly atMs: number; readonly code: string }
  | {
      readonly kind: 'quota'
      readonly node: OwnNode
      readonly percent: number
      readonly daysLeft: number | undefined
      readonly resetDays: number | undefined
    }
  | { readonly kind: 'twins' | 'sums' | 'relay'; readonly node: OwnNode }
  | { readonly kind: 'full'; readonly node: OwnNode; readonly by: 'peers' | 'bandwidth' }
  | { readonly kind: 'expiry'; readonly node: OwnNode; readonly untilMs: number; readonly daysLeft: number }
  | { readonly kind: 'unused'; readonly node: OwnNode }

const intervalMsUnknown = 600_000

/** Silence of a node that is offered, by the rule that makes it offline; undefined while reports come. */
export function silence(node: OwnNode, nowMs: number): Extract<Attention, { kind: 'silent' }> | undefined {
  if (node.last_report_at === null || node.is_enabled === 0) return undefined
  const silentMs = nowMs - Date.parse(node.last_report_at)
  const intervalMs =
    node.report_interval_s === null ? intervalMsUnknown : Math.max(60, node.report_interval_s) * 1000
  if (silentMs <= Math.min(silentIntervals * intervalMs, silentMaxMs)) return undefined
  return { kind: 'silent', node, silentMs, missed: Math.floor(silentMs / intervalMs) }
}

function rejection(node: OwnNode): Attention | undefined {
  if (node.last_rejected === null) return undefined
  const atMs = Date.parse(node.last_rejected.at)
  // A good report since then, or a token made since then, settles it.
  const settled = [node.last_report_at, node.token_created_at].some(
    (at) => at !== null && Date.parse(at) >= atMs,
  )
  if (settled) return undefined
  return { kind: 'rejected', node, atMs, code: node.last_rejected.code }
}

/** Checks cannot join a node that reports; one that is silent as well is told of as silent. */
function unreachability(node: OwnNode): Attention | undefined {
  if (node.state !== 'unreachable') return undefined
  const since = node.unreachable_since ?? node.checked_at ?? node.status_since ?? node.created_at
  return { kind: 'unreachable', node, sinceMs: Date.parse(since) }
}

/** Which limit makes a node full. */
function fullness(node: OwnNode): Attention | undefined {
  if (node.state !== 'full') return undefined
  const isByPeers = node.max_connections > 0 && node.connection_count >= node.max_connections
  return { kind: 'full', node, by: isByPeers ? 'peers' : 'bandwidth' }
}

function rank(item: Attention): number {
  switch (item.kind) {
    case 'silent':
    case 'unreachable':
      return 0
    case 'rejected':
      return 1
    case 'quota':
      return item.percent >= 100 ? 3 : 6
    case 'twins':
    case 'sums':
    case 'relay':
      return 2
    case 'full':
      return 4
    case 'expiry':
      return item.daysLeft <= 0 ? 5 : 7
    case 'unused':
      return 8
  }
}

function urgency(item: Attention, nowMs: number): number {
  switch (item.kind) {
    case 'silent':
      return -item.silentMs
    case 'unreachable':
      return item.sinceMs - nowMs
    case 'rejected':
      return -item.atMs
    case 'quota':
      return -item.percent
    case 'twins':
    case 'sums':
    case 'relay':
    case 'full':
      return item.node.id
    case 'expiry':
      return item.daysLeft
    case 'unused':
      return Date.parse(item.node.created_at)
  }
}

/**
 * What is wrong with these nodes, worst first: silent for more than 3 intervals or joined by no check, a rejected report,
 * two machines on one token, traffic that may be sums, a relay that relays nothing, full, quota at 80 % or more, expiry
 * within 14 days, a token that was never used.
 */
export function attentionOf(nodes: readonly OwnNode[], nowMs: number): Attention[] {
  const found: Attention[] = []
  for (const node of nodes) {
    const untilMs = Date.parse(node.valid_until)
    const daysLeft = (untilMs - nowMs) / dayMs
    const silent = daysLeft > 0 ? silence(node, nowMs) : undefined
    const unreachable = silent ? undefined : unreachability(node)
    if (silent) found.push(silent)
    if (unreachable) found.push(unreachable)
    const rejected = rejection(node)
    if (rejected) found.push(rejected)
    if (node.two_machines) found.push({ kind: 'twins', node })
    if (node.sum_suspected) found.push({ kind: 'sums', node })
    if (node.relay_contradicted) found.push({ kind: 'relay', node })
    const full = fullness(node)
    if (full) found.push(full)
    const { percent, daysLeft: quotaDays, resetDays } = quotaOutlook(node, nowMs)
    if (percent !== undefined && percent >= 80) {
      found.push({ kind: 'quota', node, percent, daysLeft: quotaDays, resetDays })
    }
    if (daysLeft <= 14) found.push({ kind: 'expiry', node, untilMs, daysLeft })
    if (node.token_last_used_at === null && node.first_report_at === null && !rejected) {
      found.push({ kind: 'unused', node })
    }
  }
  return found.sort((left, right) => rank(left) - rank(right) || urgency(left, nowMs) - urgency(right, nowMs))
}
