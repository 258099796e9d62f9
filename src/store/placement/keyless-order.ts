import type { CandidateRow } from './candidate-rows.ts'
import { drawParts } from './candidates.ts'
import type { Pool } from './pools.ts'
import { handedOutTo, hasRoom, untriedFirst, type Asking, type Order } from './keyed-order.ts'
import { randomUnits, type StoreContext } from '../context/context.ts'
import type { Tidy } from '../views/view-rebuild.ts'
import {
  createRace,
  drawRanks,
  freeCapacity,
  pickStratified,
  roomOf,
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
  await drawParts(ctx, {
    filter,
    priority,
    take: ({ pool, arrival }, next) => {
      pools.push(pool)
      // Within one part the order is drawn below, with a view to who came before.
      if (limit === 1) return pool.rows.some((row) => !given.includes(row.id) && hasRoom(ctx, row))
      if (pools.length === 1 && next === Infinity) return true
      race.add(pool.rows, weigh(ctx, [pool], priority, given).open, arrival)
      return race.isOver(next)
    },
  })
  const [only] = pools
  const rows = only !== undefined && pools.length === 1 ? only.rows : pools.flatMap((pool) => pool.rows)
  const tried = given.length === 0 ? [] : rows.filter(({ id }) => given.includes(id))
  if (tried.length === rows.length) return untriedFirst(rows, given)
  const { open, filled } = weigh(ctx, pools, priority, given)
  // Where this isolate has filled all of them, what they reported counts.
  const weights = open.some((weight) => weight > 0) ? open : filled
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
      take: ({ pool, arrival }, next) => {
        race.add(pool.rows, pool.scores(priority), arrival)
        return race.isOver(next)
      },
    },
    tidy,
  )
  return { order: race.first(), total }
}

/**
 * Weights of the rows of pools, one after the other: of those with room by what is free of it, and of those that this
 * isolate has filled up by what they reported. 0 for the others, and for what was tried.
 */
function weigh(
  ctx: StoreContext,
  pools: readonly Pool[],
  priority: RankPriority,
  given: readonly number[],
): { readonly open: Float64Array; readonly filled: Float64Array } {
  const count = pools.reduce((sum, { rows }) => sum + rows.length, 0)
  const weights = { open: new Float64Array(count), filled: new Float64Array(count) }
  let at = 0
  for (const pool of pools) {
    const scores = pool.scores(priority)
    for (const [index, row] of pool.rows.entries()) {
      const out = handedOutTo(ctx, row)
      const isOpen = roomOf(row, out) >= 1
      const reported = scores[index] ?? 0
      const weight =
        isOpen && out > 0 && priority === 'capacity' ? Math.max(1e-9, freeCapacity(row, out)) : reported
      if (!given.includes(row.id)) weights[isOpen ? 'open' : 'filled'][at] = weight
      at += 1
    }
  }
  return weights
}
