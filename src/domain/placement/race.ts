import { drawRanks, type Ranked } from './ranking.ts'

/** A weighted random order over groups that are read one after the other. */
export type Race<C> = {
  /** Takes in a group of which the first comes up at `arrival`; who has a weight of 0 does not take part. */
  readonly add: (group: readonly C[], weights: Float64Array, arrival: number) => void
  /** True when nothing that comes up at `next` or later can be among the first. */
  readonly isOver: (next: number) => boolean
  /** The first ones so far. */
  readonly first: () => readonly C[]
}

/**
 * The `count` first of a weighted random order without replacement, as if all groups were one: arrivals are
 * exponential, so what follows the first of a group is independent of when that one came up.
 */
export function createRace<C>(unit: () => number, count: number): Race<C> {
  let drawn: Ranked<C>[] = []
  return {
    add: (group, weights, arrival) => {
      const ranks = drawRanks(group, weights, unit, count)
      const start = ranks[0]?.rank ?? 0
      for (const { candidate, rank } of ranks) drawn.push({ candidate, rank: arrival + rank - start })
      drawn = drawn.sort((one, other) => one.rank - other.rank).slice(0, count)
    },
    isOver: (next) => (drawn[count - 1]?.rank ?? Infinity) <= next,
    first: () => drawn.map(({ candidate }) => candidate),
  }
}
