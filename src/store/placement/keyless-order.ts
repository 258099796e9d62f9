import type { CandidateRow } from './candidate-rows.ts'
import { readCandidates } from './candidates.ts'
import { handedOutTo, hasRoom, untriedFirst, type Asking, type Order } from './keyed-order.ts'
import { randomUnits, type StoreContext } from '../context/context.ts'
import {
  pickStratified,
  freeCapacity,
  roomOf,
  scoreOf,
  weightedOrder,
  type RankPriority,
} from '../../domain/placement/index.ts'

/** `peek`: only a look is taken, nothing is noted. */
export type FreeAsking = Asking & { readonly priority: RankPriority; readonly peek: boolean }

/** Candidates for a caller without a key, the ones to answer first. */
export async function readFreeOrder(
  ctx: StoreContext,
  { filter, limit, given, priority, peek }: FreeAsking,
): Promise<Order> {
  const counts = (row: CandidateRow): boolean => !given.includes(row.id) && hasRoom(ctx, row)
  const wanted = { filter, key: undefined, pinned: [], count: limit, counts }
  const rows = (await readCandidates(ctx, wanted)).groups.flat()
  const untried = given.length === 0 ? rows : rows.filter(({ id }) => !given.includes(id))
  if (untried.length === 0) return untriedFirst(rows, given)
  const weighted = weigh(ctx, untried, priority)
  const unit = randomUnits(ctx.random)
  const paced = priority === 'capacity' && !peek
  const first = paced ? pickStratified(ctx.memory.strata, weighted, unit) : undefined
  if (first !== undefined && limit === 1) return { order: [first], fresh: true }
  const rest = weightedOrder(
    weighted.filter(({ candidate }) => candidate !== first),
    ({ weight }) => weight,
    unit,
    limit,
  ).map(({ candidate }) => candidate)
  const tried = rows.filter(({ id }) => given.includes(id))
  return { order: [...(first === undefined ? [] : [first]), ...rest, ...tried], fresh: true }
}

type Weighted = { readonly id: number; readonly candidate: CandidateRow; readonly weight: number }

/** Candidates with room and their weights. Where this isolate has filled all of them, what they reported counts. */
function weigh(ctx: StoreContext, rows: readonly CandidateRow[], priority: RankPriority): Weighted[] {
  const open: Weighted[] = []
  const filled: Weighted[] = []
  for (const row of rows) {
    const out = handedOutTo(ctx, row)
    const hasRoom = roomOf(row, out) >= 1
    const weight = priority === 'capacity' ? freeCapacity(row, hasRoom ? out : 0) : scoreOf(row, priority)
    ;(hasRoom ? open : filled).push({ id: row.id, candidate: row, weight })
  }
  return open.length > 0 ? open : filled
}
