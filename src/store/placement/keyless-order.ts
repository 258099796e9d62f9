import type { CandidateRow } from './candidate-rows.ts'
import { drawParts } from './candidates.ts'
import { handedOutTo, hasRoom, untriedFirst, type Asking, type Order } from './keyed-order.ts'
import { randomUnits, type StoreContext } from '../context/context.ts'
import type { Tidy } from '../views/view-rebuild.ts'
import {
  createRace,
  pickStratified,
  freeCapacity,
  roomOf,
  scoreOf,
  weightedOrder,
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
  const weightOf = (row: CandidateRow): number => weightIn(ctx, row, priority)
  const race = createRace(weightOf, unit, limit)
  const rows: CandidateRow[] = []
  await drawParts(ctx, {
    filter,
    priority,
    take: (part, next) => {
      const isFirst = rows.length === 0
      rows.push(...part.rows)
      const isOpen = (row: CandidateRow): boolean => !given.includes(row.id) && hasRoom(ctx, row)
      // Within one part the order is drawn below, with a view to who came before.
      if (limit === 1) return part.rows.some(isOpen)
      if (isFirst && next === Infinity) return true
      race.add(part.rows.filter(isOpen), part.arrival)
      return race.isOver(next)
    },
  })
  const untried = given.length === 0 ? rows : rows.filter(({ id }) => !given.includes(id))
  if (untried.length === 0) return untriedFirst(rows, given)
  const tried = rows.filter(({ id }) => given.includes(id))
  const paced = priority === 'capacity' && !peek
  const weighted = weigh(ctx, untried, priority)
  const first = paced ? pickStratified(ctx.memory.strata, weighted, unit) : undefined
  if (first !== undefined && limit === 1) return { order: [first], fresh: true }
  const drawn = race.first()
  const others = weighted.filter(({ candidate }) => candidate !== first && !drawn.includes(candidate))
  const rest = weightedOrder(others, ({ weight }) => weight, unit, limit).map(({ candidate }) => candidate)
  const chosen = [...(first === undefined ? [] : [first]), ...drawn.filter((row) => row !== first)]
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
  const race = createRace((row: CandidateRow) => scoreOf(row, priority), randomUnits(ctx.random), count)
  const total = await drawParts(
    ctx,
    {
      filter,
      priority,
      take: ({ rows, arrival }, next) => {
        race.add(rows, arrival)
        return race.isOver(next)
      },
    },
    tidy,
  )
  return { order: race.first(), total }
}

function weightIn(ctx: StoreContext, row: CandidateRow, priority: RankPriority): number {
  const out = handedOutTo(ctx, row)
  if (priority !== 'capacity') return scoreOf(row, priority)
  return Math.max(1e-9, freeCapacity(row, roomOf(row, out) >= 1 ? out : 0))
}

type Weighted = { readonly id: number; readonly candidate: CandidateRow; readonly weight: number }

/** Candidates with room and their weights. Where this isolate has filled all of them, what they reported counts. */
function weigh(ctx: StoreContext, rows: readonly CandidateRow[], priority: RankPriority): Weighted[] {
  const open: Weighted[] = []
  const filled: Weighted[] = []
  for (const row of rows) {
    const weighted = { id: row.id, candidate: row, weight: weightIn(ctx, row, priority) }
    ;(hasRoom(ctx, row) ? open : filled).push(weighted)
  }
  return open.length > 0 ? open : filled
}
