/**
 * Nodes whose callers came back at once, in this isolate: they were sent there and did not connect. Each costs the node
 * some of its weight until a check joins again. Best effort, bounded in every direction.
 */
export type FailedHandouts = Map<number, readonly Failure[]>

/** Who came back, and when; of each only the newest counts, so that nobody talks a node down alone. */
type Failure = { readonly source: string; readonly atMs: number }

/** Asking again within this is a sign that the node did not take the caller. */
export const failedWithinMs = 30_000
const nodesMax = 4096
const sourcesMax = 8
/** What one failure leaves of the weight; with eight a tenth is left. */
const kept = 0.75

/** Notes that a caller from `source` came back from a node. */
export function noteFailure(failures: FailedHandouts, id: number, source: string, nowMs: number): void {
  const others = (failures.get(id) ?? []).filter((failure) => failure.source !== source)
  // Deleted first, so that the node longest without one is the first in the map's order.
  failures.delete(id)
  failures.set(id, [...others, { source, atMs: nowMs }].slice(-sourcesMax))
  if (failures.size <= nodesMax) return
  const [oldest] = failures.keys()
  if (oldest !== undefined) failures.delete(oldest)
}

/** What is left of a node's weight, 1 to 0.1; `provenMs` is when a check last joined. */
export function weightLeft(failures: FailedHandouts, id: number, provenMs: number): number {
  const known = failures.size === 0 ? undefined : failures.get(id)
  return known === undefined ? 1 : kept ** known.filter(({ atMs }) => atMs > provenMs).length
}
