import { minuteMs } from '../../contract/time.ts'
import { hash53, hashUnit } from '../values/hash.ts'

/** A place in a list that everybody is given alike: who has it is decided by its key. */
export type Seat = { readonly at: number; readonly key: string }

/** So long the list stays as it is, if the nodes do. */
const stayMs = 5 * minuteMs

/**
 * The seats of a shared list, the one decided longest ago first. Each is decided anew in its turn, one every five minutes.
 * They are taken in this order, each by whom it likes best of those that are left (serial dictatorship). So
 * a seat that is decided anew, a node that comes and one that goes each exchange one of the list at most, and two readers a
 * moment apart, or at two places, have nearly all of it in common.
 */
export function seatsAt(nowMs: number, count: number): readonly Seat[] {
  const turn = Math.floor(nowMs / stayMs)
  const seats = Array.from({ length: count }, (_, at) => ({
    at,
    age: (turn + at) % count,
    key: hash53(`seat ${at} ${Math.floor((turn + at) / count)}`).toString(36),
  }))
  return seats.sort((one, other) => other.age - one.age)
}

/** How a seat likes a candidate: first by class, the lower the better, then by rendezvous with this weight. */
export type Liking<C> = {
  readonly classOf: (candidate: C) => number
  readonly weightOf: (candidate: C) => number
}

/** The candidate that a seat likes best among those that are not taken; undefined when none is left. */
export function takeSeat<C extends { readonly id: number }>(
  { key }: Seat,
  candidates: readonly C[],
  { classOf, weightOf }: Liking<C>,
  taken: ReadonlySet<number>,
): C | undefined {
  let best: { readonly candidate: C; readonly group: number; readonly rank: number } | undefined
  for (const candidate of candidates) {
    if (taken.has(candidate.id)) continue
    const group = classOf(candidate)
    if (best !== undefined && group > best.group) continue
    const rank = -Math.log(hashUnit(`${key}\n${candidate.id}`)) / weightOf(candidate)
    const isBetter =
      best === undefined ||
      group < best.group ||
      rank < best.rank ||
      (rank === best.rank && candidate.id < best.candidate.id)
    if (isBetter) best = { candidate, group, rank }
  }
  return best?.candidate
}
