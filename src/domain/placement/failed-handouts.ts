import { RecentChanges } from './recent-changes.ts'

/**
 * Nodes whose callers came back at once, in this isolate: they were sent there and did not connect. Each costs the node
 * some of its weight until a check joins again. Best effort, bounded in every direction.
 */
export type FailedHandouts = {
  readonly nodes: Map<number, readonly Failure[]>
  /** The nodes of which they changed. */
  readonly changes: RecentChanges
}

/** Who came back, and when; of each only the newest counts, so that nobody talks a node down alone. */
type Failure = { readonly source: string; readonly atMs: number }

/** Asking again within this is a sign that the node did not take the caller. */
export const failedWithinMs = 30_000
const nodesMax = 4096
const sourcesMax = 8
/** What one failure leaves of the weight; with eight a tenth is left. */
const kept = 0.75

/** Nobody has come back yet. */
export function createFailedHandouts(): FailedHandouts {
  return { nodes: new Map(), changes: new RecentChanges() }
}

/** Notes that a caller from `source` came back from a node. */
export function noteFailure(
  { nodes, changes }: FailedHandouts,
  id: number,
  source: string,
  nowMs: number,
): void {
  changes.note(id)
  const others = (nodes.get(id) ?? []).filter((failure) => failure.source !== source)
  // Deleted first, so that the node longest without one is the first in the map's order.
  nodes.delete(id)
  nodes.set(id, [...others, { source, atMs: nowMs }].slice(-sourcesMax))
  if (nodes.size <= nodesMax) return
  const [oldest] = nodes.keys()
  if (oldest !== undefined) nodes.delete(oldest)
}

/** What is left of a node's weight, 1 to 0.1; `provenMs` is when a check last joined. */
export function weightLeft({ nodes }: FailedHandouts, id: number, provenMs: number): number {
  const known = nodes.size === 0 ? undefined : nodes.get(id)
  return known === undefined ? 1 : kept ** known.filter(({ atMs }) => atMs > provenMs).length
}
