import { pickPaced } from '../domain/pace.ts'
import { freeCapacity, scoreOf, weightedOrder, type Filter, type RankPriority } from '../domain/ranking.ts'
import type { DispatchRow } from './dispatch-rows.ts'
import { readCandidates } from './dispatch.ts'
import { handedOutTo, hasRoom } from './offer.ts'
import { randomUnits, type StoreContext } from './ports.ts'

export type FreeQuestion = {
  readonly filter: Filter
  readonly limit: number
  /** Absent: by free capacity. */
  readonly priority: RankPriority | undefined
  /** Nodes that the caller has just tried, oldest first. */
  readonly given: readonly number[]
  /** Whether only a look is taken: nothing is noted. */
  readonly peek: boolean
}

/**
 * Candidates for a caller without a key, the ones to answer first. They are `fresh` when the caller has not tried the
 * first of them; else all that there are have been tried, in that order.
 */
export const readFreeOrder = async (
  ctx: StoreContext,
  { filter, limit, priority, given, peek }: FreeQuestion,
): Promise<{ readonly order: readonly DispatchRow[]; readonly fresh: boolean }> => {
  const counts = (row: DispatchRow): boolean => !given.includes(row.id) && hasRoom(ctx, row)
  const wanted = { filter, key: undefined, pinned: [], count: limit, counts }
  const rows = (await readCandidates(ctx, wanted)).groups.flat()
  const tried = given.flatMap((id) => rows.find((row) => row.id === id) ?? [])
  const untried = tried.length === 0 ? rows : rows.filter((row) => !tried.includes(row))
  if (untried.length === 0) return { order: tried, fresh: false }
  const weighted = weigh(ctx, untried, priority)
  const unit = randomUnits(ctx.random)
  const pace = priority === undefined && !peek ? ctx.memory.pace : undefined
  const first = pace && pickPaced(pace, weighted, unit)
  const rest = weightedOrder(
    first !== undefined && limit === 1 ? [] : weighted.filter(({ candidate }) => candidate !== first),
    ({ weight }) => weight,
    unit,
  )
  const order = rest.map(({ candidate }) => candidate)
  return { order: [...(first === undefined ? [] : [first]), ...order, ...tried], fresh: true }
}

type Weighted = { readonly id: number; readonly candidate: DispatchRow; readonly weight: number }

/** Candidates with room and their weights. Where this isolate has filled all of them, what they reported counts. */
const weigh = (
  ctx: StoreContext,
  rows: readonly DispatchRow[],
  priority: RankPriority | undefined,
): Weighted[] => {
  const open = rows.filter((row) => hasRoom(ctx, row))
  const known = open.length > 0
  return (known ? open : rows).map((row) => ({
    id: row.id,
    candidate: row,
    weight:
      priority === undefined ? freeCapacity(row, known ? handedOutTo(ctx, row) : 0) : scoreOf(row, priority),
  }))
}
