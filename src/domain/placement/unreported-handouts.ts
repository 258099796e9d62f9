import { hourMs } from '../../contract/time.ts'
import { RecentChanges } from './recent-changes.ts'

/**
 * What this isolate gave out lately. Views are seconds old and nodes report every few minutes: until a node has
 * reported again, the callers that were sent to it count as its connections. Best effort, bounded in every direction.
 */
export type Handouts = {
  /** Node id -> hand-outs, oldest first. */
  readonly nodes: Map<number, Bucket[]>
  /** Who asked -> how many of its hand-outs count. */
  readonly sources: Map<string, { sinceMs: number; count: number }>
  /** The nodes of which they changed. */
  readonly changes: RecentChanges
}

type Bucket = { readonly fromMs: number; lastMs: number; count: number }

const bucketMs = 10_000
const bucketsMax = 32
/** A node that has not reported for so long is not filled by guesses any more. */
const keepMs = hourMs
/** From a hand-out until the connection is in the node's figures, and how far two clocks may be apart. */
const graceMs = 10_000
const nodesMax = 16_384

/** One source fills nodes with at most this many hand-outs in `sourceMs`: it cannot push others off them. */
const sourceHandoutsMax = 64
const sourceMs = 300_000
const sourcesMax = 4096

/** Nothing given out yet. */
export function createHandouts(): Handouts {
  return { nodes: new Map(), sources: new Map(), changes: new RecentChanges() }
}

/** Hand-outs that the figures of a node, reported at `reportedMs`, do not know of. */
export function handedOut(handouts: Handouts, id: number, reportedMs: number, nowMs: number): number {
  const buckets = handouts.nodes.get(id)
  if (buckets === undefined) return 0
  const fromMs = Math.max(reportedMs - graceMs, nowMs - keepMs)
  let sum = 0
  for (const { lastMs, count } of buckets) if (lastMs >= fromMs) sum += count
  return sum
}

/** Notes that `amount` of a caller was sent to a node. */
export function addHandout(handouts: Handouts, id: number, amount: number, nowMs: number): void {
  handouts.changes.note(id)
  const buckets = handouts.nodes.get(id) ?? []
  // Deleted first, so that the node longest without one is the first in the map's order.
  handouts.nodes.delete(id)
  handouts.nodes.set(id, buckets)
  dropOldest(handouts.nodes, nodesMax)
  const last = buckets.at(-1)
  if (last !== undefined && nowMs - last.fromMs < bucketMs) {
    last.lastMs = Math.max(last.lastMs, nowMs)
    last.count += amount
    return
  }
  buckets.push({ fromMs: nowMs, lastMs: nowMs, count: amount })
  const [first, second] = buckets
  if (buckets.length > bucketsMax && first !== undefined && second !== undefined) {
    buckets.splice(0, 2, {
      fromMs: first.fromMs,
      lastMs: second.lastMs,
      count: first.count + second.count,
    })
  }
}

/** Takes back what was noted at `atMs`: the caller asks again, so it has not connected. */
export function takeBackHandout(handouts: Handouts, id: number, amount: number, atMs: number): void {
  const bucket = handouts.nodes.get(id)?.findLast(({ fromMs }) => fromMs <= atMs)
  if (bucket === undefined) return
  bucket.count = Math.max(0, bucket.count - amount)
  handouts.changes.note(id)
}

/** True when one more hand-out to a source counts; it is then noted. */
export function admitSource(handouts: Handouts, source: string, nowMs: number): boolean {
  const known = handouts.sources.get(source)
  const running = known !== undefined && Math.abs(nowMs - known.sinceMs) < sourceMs
  if (running && known.count >= sourceHandoutsMax) return false
  handouts.sources.delete(source)
  handouts.sources.set(source, running ? { ...known, count: known.count + 1 } : { sinceMs: nowMs, count: 1 })
  dropOldest(handouts.sources, sourcesMax)
  return true
}

/** Gives a source back what was taken back of it. */
export function releaseSource(handouts: Handouts, source: string): void {
  const known = handouts.sources.get(source)
  if (known !== undefined) known.count = Math.max(0, known.count - 1)
}

function dropOldest<Key>(map: Map<Key, unknown>, max: number): void {
  if (map.size <= max) return
  const [oldest] = map.keys()
  if (oldest !== undefined) map.delete(oldest)
}
