import { isFailedRound, vouchMs, type PlaceLooks } from './looks.ts'
import { isGood, type Result } from './result.ts'

/** Nodes with which a place must have succeeded beside the one that failed. */
const vouchersMin = 2

/**
 * A node's results at one place as its history keeps them, oldest first: without failures that tell of the place. Looking
 * back, what came within an hour after a failure says as much of the place as what came before it.
 */
export function toldResults(looks: PlaceLooks, node: number): Result[] {
  const results = looks.nodes.get(node)?.results ?? []
  return results.filter((result) => isGood(result) || tellsOfNode(looks, result))
}

function tellsOfNode(looks: PlaceLooks, failure: Result): boolean {
  return isVouchedAround(looks, failure) && !isFailedRound(looks, failure, failure.ms + vouchMs)
}

function isVouchedAround({ good }: PlaceLooks, { node, ms }: Result): boolean {
  const others = new Set<number>()
  for (const result of good) {
    if (result.ms >= ms + vouchMs) break
    if (result.ms < ms - vouchMs || result.node === node) continue
    if (result.node === 0) return true
    others.add(result.node)
    if (others.size >= vouchersMin) return true
  }
  return false
}
