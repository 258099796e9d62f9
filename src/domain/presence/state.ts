import type { NodeState } from '../../contract/node.ts'
import { lookedMs, type Evidence } from '../evidence/index.ts'
import { deadlineMs } from './interval.ts'

/** What a state is derived from. Traffic in bytes, bandwidth in Mbps. */
export type StateInput = {
  readonly is_enabled: 0 | 1
  readonly validUntilMs: number
  readonly max_traffic: number
  readonly max_connections: number
  readonly max_bandwidth: number
  readonly tier_bandwidth: number
  readonly usedGb: number
  readonly connections: number
  readonly bandwidth: number
  /** The last report, or null before the first. */
  readonly last: { readonly timeMs: number; readonly online: boolean; readonly intervalS: number } | null
  /** What looking from outside says of it. */
  readonly seen: Pick<Evidence, 'reachability' | 'answeredMs' | 'sinceMs' | 'reachedMs'>
}

/** From this share on a limit counts as nearly reached. */
const nearly = 0.95

/** True only when the last report said online and is younger than three intervals. */
export function isOnline(last: StateInput['last'], nowMs: number): boolean {
  return last !== null && last.online && nowMs < deadlineMs(last.timeMs, last.intervalS)
}

/**
 * Whether a node counts as online: never while nobody can join it, whatever it reports; without a word of its own by checks
 * alone, when one was answered within a quarter of an hour, and after the node said that it goes.
 */
export function isUp({ last, seen }: Pick<StateInput, 'last' | 'seen'>, nowMs: number): boolean {
  if (seen.reachability === 'unreachable') return false
  if (isOnline(last, nowMs)) return true
  const { answeredMs } = seen
  const hasLeft = last !== null && !last.online && last.timeMs >= answeredMs
  return seen.reachability === 'reachable' && answeredMs > nowMs - lookedMs && !hasLeft
}

/** The bandwidth that a node may use: its tier, else its maximum; 0 = unknown. */
export function bandwidthLimit(node: {
  readonly tier_bandwidth: number
  readonly max_bandwidth: number
}): number {
  return node.tier_bandwidth > 0 ? node.tier_bandwidth : node.max_bandwidth
}

/** True when there is room for nobody else: connections at their maximum, or bandwidth close to what may be used. */
export function isFull(
  node: Pick<
    StateInput,
    'connections' | 'max_connections' | 'bandwidth' | 'max_bandwidth' | 'tier_bandwidth'
  >,
): boolean {
  const limit = bandwidthLimit(node)
  return node.connections >= node.max_connections || (limit > 0 && node.bandwidth >= nearly * limit)
}

/** The state that pages show, worst first: what keeps a node from being used at all comes before what is scarce. */
export function stateOf(node: StateInput, nowMs: number): NodeState {
  if (node.validUntilMs <= nowMs) return 'expired'
  if (node.is_enabled === 0) return 'drained'
  if (node.seen.reachability === 'unreachable') return 'unreachable'
  if (!isUp(node, nowMs)) return node.last === null ? 'waiting' : 'offline'
  if (node.max_traffic > 0 && node.usedGb >= node.max_traffic) return 'quota_used'
  if (isFull(node)) return 'full'
  if (node.max_traffic > 0 && node.usedGb >= nearly * node.max_traffic) return 'quota_low'
  return 'online'
}

/** Since when the status is what it is: the check or report that began it, or the instant from which silence counted. */
export function statusSinceMs(
  { last, seen }: Pick<StateInput, 'last' | 'seen'>,
  sinceMs: number,
  nowMs: number,
): number | null {
  if (seen.reachability === 'unreachable') return seen.sinceMs
  if (!isOnline(last, nowMs) && isUp({ last, seen }, nowMs)) return seen.reachedMs || seen.answeredMs
  if (last === null) return null
  if (!last.online || isOnline(last, nowMs)) return sinceMs
  return deadlineMs(last.timeMs, last.intervalS)
}
