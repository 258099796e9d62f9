import { verdictOf, type Result } from '../../src/domain/evidence/index.ts'

const minute = 60_000

function isGood(one: Result): boolean {
  return verdictOf(one.code) !== 'failed'
}

/** Whether a failure says something of its node at `nowMs`, and not of the place. */
function tellsOfNode(results: readonly Result[], failure: Result, nowMs: number): boolean {
  const hour = 60 * minute
  const place = results.filter((one) => one.place === failure.place)
  const vouchers = place.filter(
    (one) => isGood(one) && one.node !== failure.node && one.ms >= nowMs - hour && one.ms <= nowMs,
  )
  if (new Set(vouchers.map((one) => one.node)).size < 2) return false
  const away = (one: Result): number => Math.abs(one.ms - failure.ms)
  const round = place.filter((one) => one.node !== failure.node && away(one) <= 1.5 * minute)
  // Of each other node the check that was nearest; of two the later.
  const others = [...new Set(round.map((one) => one.node))].map(
    (node) =>
      round
        .filter((one) => one.node === node)
        .toSorted((one, other) => away(one) - away(other) || other.ms - one.ms)[0],
  )
  const answered = others.filter((one) => one !== undefined && isGood(one))
  const lost = others.filter(
    (one) =>
      one !== undefined &&
      !isGood(one) &&
      place.some(
        (known) =>
          known.node === one.node && isGood(known) && known.ms < one.ms && known.ms >= failure.ms - hour,
      ),
  )
  return lost.length + 1 <= answered.length
}

/** The results of a node that count at `nowMs`: all that were answered, and failures that are no fault of their place. */
export function plainlyCounted(results: readonly Result[], node: number, nowMs: number): Result[] {
  return results
    .filter((one) => one.node === node && (isGood(one) || tellsOfNode(results, one, nowMs)))
    .toSorted((one, other) => one.ms - other.ms)
}

/**
 * What checks say of a node, once more, straight from the sentences of the rules and without a thought for speed: the
 * reference that models and properties hold the domain to. `counted`: its results that count.
 */
export function plainReachabilityOf(
  counted: readonly Result[],
  nowMs: number,
): 'unknown' | 'reachable' | 'unreachable' {
  const looked = new Set(counted.filter((one) => one.ms > nowMs - 15 * minute).map((one) => one.place))
  if (looked.size === 0) return 'unknown'
  const failing = [...looked].every((place) => {
    const last = counted.filter((one) => one.place === place).slice(-2)
    return last.length === 2 && last.every((one) => !isGood(one))
  })
  return failing ? 'unreachable' : 'reachable'
}

/** The same from all results of all nodes. */
export function plainReachability(
  results: readonly Result[],
  node: number,
  nowMs: number,
): ReturnType<typeof plainReachabilityOf> {
  return plainReachabilityOf(plainlyCounted(results, node, nowMs), nowMs)
}
