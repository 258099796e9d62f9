import type { StoreContext } from '../context/context.ts'
import {
  freeCapacity,
  handedOut,
  roomOf,
  weightLeft,
  type RankPriority,
} from '../../domain/placement/index.ts'
import type { Pool } from './pools.ts'

/** Hand-outs grow old by themselves; this is soon enough to see it. */
const keptMs = 1_000

/**
 * Weights of the rows of a pool, one each: of those with room by what is free of it, and of those that this isolate has
 * filled up by what they reported, 0 for the others; and of all as they reported. Each less where callers came back.
 */
export type Weights = {
  readonly open: Float64Array
  readonly filled: Float64Array
  readonly reported: Float64Array
}

/** The weights of a pool as they were after so many changes. */
export type PoolWeights = Weights & {
  readonly madeMs: number
  handouts: number
  failures: number
}

/** The weights of a pool just now, to be read alone. Of a thousand nodes those that changed are weighed anew. */
export function weigh(ctx: StoreContext, pool: Pool, priority: RankPriority): Weights {
  const { handouts, failedHandouts: failed } = ctx.memory
  const nowMs = ctx.clock()
  const known = pool.weights.get(priority)
  const given = known && handouts.changes.since(known.handouts)
  const returned = known && failed.changes.since(known.failures)
  const isYoung = known !== undefined && Math.abs(nowMs - known.madeMs) < keptMs
  const counts = { handouts: handouts.changes.count, failures: failed.changes.count }
  if (isYoung && given !== undefined && returned !== undefined) {
    for (const ids of [given, returned])
      for (const id of ids) weighRow(ctx, { pool, priority, nowMs, weights: known }, pool.placeOf(id))
    return Object.assign(known, counts)
  }
  const { length } = pool.rows
  const [open, filled, reported] = [
    new Float64Array(length),
    new Float64Array(length),
    new Float64Array(length),
  ]
  const weights = { open, filled, reported, madeMs: nowMs, ...counts }
  for (let at = 0; at < length; at += 1) weighRow(ctx, { pool, priority, nowMs, weights }, at)
  pool.weights.set(priority, weights)
  return weights
}

type Weighing = {
  readonly pool: Pool
  readonly priority: RankPriority
  readonly nowMs: number
  readonly weights: Weights
}

function weighRow(
  { memory: { handouts, failedHandouts } }: StoreContext,
  { pool, priority, nowMs, weights: { open, filled, reported } }: Weighing,
  at: number,
): void {
  const row = pool.rows[at]
  if (row === undefined) return
  const out = handedOut(handouts, row.id, row.reportedMs, nowMs)
  const isOpen = roomOf(row, out) >= 1
  const isLess = isOpen && out > 0 && priority === 'capacity'
  const score = pool.scores(priority)[at] ?? 0
  const left = weightLeft(failedHandouts, row.id, row.provenMs)
  const weight = Math.max(1e-9, (isLess ? freeCapacity(row, out) : score) * left)
  reported[at] = score * left
  open[at] = isOpen ? weight : 0
  filled[at] = isOpen ? 0 : weight
}

/** Weights without those of some nodes. */
export function without(pool: Pool, weights: Float64Array, ids: readonly number[]): Float64Array {
  const places = ids.map((id) => pool.placeOf(id)).filter((at) => at >= 0)
  if (places.length === 0) return weights
  const left = weights.slice()
  for (const at of places) left[at] = 0
  return left
}
