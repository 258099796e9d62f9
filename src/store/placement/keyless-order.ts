import type { CandidateRow } from './candidate-rows.ts'
import { drawParts } from './candidates.ts'
import type { Pool } from './pools.ts'
import { weigh, without, type Weights } from './pool-weights.ts'
import { hasRoom, untriedFirst, type Asking, type Order } from './keyed-order.ts'
import { randomUnits, type StoreContext } from '../context/context.ts'
import type { Tidy } from '../views/view-rebuild.ts'
import {
  createRace,
  type Race,
  drawRanks,
  pickStratified,
  unprovenFactor,
  type Filter,
  type RankPriority,
} from '../../domain/placement/index.ts'

/** `peek`: only a look is taken, nothing is noted. */
export type FreeAsking = Asking & { readonly priority: RankPriority; readonly peek: boolean }

/** Candidates for a caller without a key, the ones to answer first. */
export async function readFreeOrder(
  ctx: StoreContext,
  { filter, limit, given, priority, peek }: FreeAsking,
): Promise<Order> {
  const unit = randomUnits(ctx.random)
  const race = createRace<CandidateRow>(unit, limit)
  const pools: Pool[] = []
  const weighed: Pick<Weights, 'open' | 'filled'>[] = []
  await drawParts(ctx, {
    filter,
    priority,
    take: ({ pool, arrival, unprovenFactor: factor }, next) => {
      pools.push(pool)
      // Within one part the order is drawn below, with a view to who came before.
      if (limit === 1) return hasSomebody(pool, (row) => !given.includes(row.id) && hasRoom(ctx, row))
      if (pools.length === 1 && next === Infinity) return true
      const weights = untried(weigh(ctx, pool, priority), pool, given)
      weighed.push(weights)
      race.add(pool.rows, lessened(pool, weights.open, factor), arrival)
      return race.isOver(next) || (priority === 'capacity' && isAsGoodAsAll(race, pool, limit))
    },
  })
  const [only] = pools
  const rows = only !== undefined && pools.length === 1 ? only.rows : pools.flatMap((pool) => pool.rows)
  const tried = given.length === 0 ? [] : rows.filter(({ id }) => given.includes(id))
  if (tried.length === rows.length) return untriedFirst(rows, given)
  const weights = weightsOf(
    pools,
    pools.map((pool, at) => weighed[at] ?? untried(weigh(ctx, pool, priority), pool, given)),
  )
  const paced = priority === 'capacity' && !peek
  const first = paced ? pickStratified(ctx.memory.strata, rows, weights, unit) : undefined
  const drawn = race.first()
  const chosen = [...(first === undefined ? [] : [first]), ...drawn.filter((row) => row !== first)]
  if (chosen.length >= limit) return { order: chosen, fresh: true }
  for (const row of chosen) weights[rows.indexOf(row)] = 0
  const rest = drawRanks(rows, weights, unit, limit).map(({ candidate }) => candidate)
  return { order: [...chosen, ...rest, ...tried], fresh: true }
}

/** Candidates drawn at random by their score, the first `count`, and how many there are. */
export async function readScoredOrder(
  ctx: StoreContext,
  filter: Filter,
  priority: RankPriority,
  count: number,
  tidy?: Tidy,
): Promise<{ readonly order: readonly CandidateRow[]; readonly total: number }> {
  const race = createRace<CandidateRow>(randomUnits(ctx.random), count)
  const total = await drawParts(
    ctx,
    {
      filter,
      priority,
      take: ({ pool, arrival, unprovenFactor: factor }, next) => {
        race.add(pool.rows, lessened(pool, weigh(ctx, pool, priority).reported, factor), arrival)
        return race.isOver(next)
      },
    },
    tidy,
  )
  return { order: race.first(), total }
}

/** A part with so many candidates for each that is wanted stands for all parts: who is in which is chance. */
const manyFold = 16

/**
 * True when the rest of what is wanted may come from the part as well as from another: capacities are of one size. The
 * few best by latency are not: they are spread over all parts.
 */
function isAsGoodAsAll(race: Race<CandidateRow>, { rows }: Pool, count: number): boolean {
  return rows.length >= manyFold * count && race.first().length >= count
}

/** True when a part has somebody to give: one that is not proven only where no node of the part is. */
function hasSomebody(pool: Pool, isOpen: (row: CandidateRow) => boolean): boolean {
  const proven = pool.half(true).rows
  return (proven.length > 0 ? proven : pool.rows).some(isOpen)
}

/** Weights of which those of unproven rows are multiplied. */
function lessened({ unproven }: Pool, weights: Float64Array, factor: number): Float64Array {
  if (factor === 1) return weights
  return weights.map((weight, at) => (unproven[at] === true ? weight * factor : weight))
}

/** Weights without those of what was tried. */
function untried(
  { open, filled }: Weights,
  pool: Pool,
  given: readonly number[],
): Pick<Weights, 'open' | 'filled'> {
  return { open: without(pool, open, given), filled: without(pool, filled, given) }
}

/**
 * The weights of all pools, one after the other: of candidates with room; where this isolate has filled all of them, what
 * they reported counts. Unproven ones have their share at most, while there are proven ones.
 */
function weightsOf(
  pools: readonly Pool[],
  weighed: readonly Pick<Weights, 'open' | 'filled'>[],
): Float64Array {
  const isOpen = weighed.some(({ open }) => open.some((weight) => weight > 0))
  const whole = new Float64Array(pools.reduce((sum, { rows }) => sum + rows.length, 0))
  let at = 0
  for (const { open, filled } of weighed) {
    whole.set(isOpen ? open : filled, at)
    at += open.length
  }
  const [only] = pools
  const unproven =
    only !== undefined && pools.length === 1 ? only.unproven : pools.flatMap((pool) => pool.unproven)
  let [provenSum, unprovenSum] = [0, 0]
  for (let index = 0; index < whole.length; index += 1) {
    const weight = whole[index] ?? 0
    if (unproven[index] === true) unprovenSum += weight
    else provenSum += weight
  }
  const factor = unprovenFactor(provenSum, unprovenSum)
  if (factor === 1) return whole
  for (let index = 0; index < whole.length; index += 1)
    if (unproven[index] === true) whole[index] = (whole[index] ?? 0) * factor
  return whole
}
