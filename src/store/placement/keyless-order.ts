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
  unprovenFactor,
  weightedOrder,
  weightLeft,
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
  let factor = 1
  const weightOf = (row: CandidateRow): number => weightIn(ctx, row, priority) * (row.isProven ? 1 : factor)
  const race = createRace(weightOf, unit, limit)
  const rows: CandidateRow[] = []
  await drawParts(ctx, {
    filter,
    priority,
    take: (part, next) => {
      const isFirst = rows.length === 0
      factor = part.unprovenFactor
      rows.push(...part.rows)
      const isOpen = (row: CandidateRow): boolean => !given.includes(row.id) && hasRoom(ctx, row)
      // Within one part the order is drawn below, with a view to who came before.
      if (limit === 1) return hasSomebody(part.rows, isOpen)
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
  let factor = 1
  const weightOf = (row: CandidateRow): number => scoreIn(ctx, row, priority) * (row.isProven ? 1 : factor)
  const race = createRace(weightOf, randomUnits(ctx.random), count)
  const total = await drawParts(
    ctx,
    {
      filter,
      priority,
      take: ({ rows, arrival, unprovenFactor }, next) => {
        factor = unprovenFactor
        race.add(rows, arrival)
        return race.isOver(next)
      },
    },
    tidy,
  )
  return { order: race.first(), total }
}

/** True when a part has somebody to give: one that is not proven only where no node of the part is. */
function hasSomebody(rows: readonly CandidateRow[], isOpen: (row: CandidateRow) => boolean): boolean {
  let [isAnyProven, isUnprovenOpen] = [false, false]
  for (const row of rows) {
    const open = isOpen(row)
    if (row.isProven && open) return true
    isAnyProven ||= row.isProven
    isUnprovenOpen ||= open
  }
  return isUnprovenOpen && !isAnyProven
}

function leftOf(ctx: StoreContext, { id, provenMs }: CandidateRow): number {
  return weightLeft(ctx.memory.failedHandouts, id, provenMs)
}

function scoreIn(ctx: StoreContext, row: CandidateRow, priority: RankPriority): number {
  return scoreOf(row, priority) * leftOf(ctx, row)
}

function weightIn(ctx: StoreContext, row: CandidateRow, priority: RankPriority): number {
  if (priority !== 'capacity') return scoreIn(ctx, row, priority)
  const out = handedOutTo(ctx, row)
  return Math.max(1e-9, freeCapacity(row, roomOf(row, out) >= 1 ? out : 0) * leftOf(ctx, row))
}

type Weighted = { readonly id: number; readonly candidate: CandidateRow; weight: number }

/** Sees to it that unproven candidates have their share at most, while there are proven ones. */
function limitUnproven(weighted: readonly Weighted[]): void {
  const sums = { proven: 0, unproven: 0 }
  for (const { candidate, weight } of weighted) sums[candidate.isProven ? 'proven' : 'unproven'] += weight
  const factor = unprovenFactor(sums.proven, sums.unproven)
  if (factor === 1) return
  for (const one of weighted) if (!one.candidate.isProven) one.weight *= factor
}

/** Candidates with room and their weights. Where this isolate has filled all of them, what they reported counts. */
function weigh(ctx: StoreContext, rows: readonly CandidateRow[], priority: RankPriority): Weighted[] {
  const open: Weighted[] = []
  const filled: Weighted[] = []
  for (const row of rows) {
    const weighted = { id: row.id, candidate: row, weight: weightIn(ctx, row, priority) }
    ;(hasRoom(ctx, row) ? open : filled).push(weighted)
  }
  const weighed = open.length > 0 ? open : filled
  limitUnproven(weighed)
  return weighed
}
