import type { CandidateRow } from './candidate-rows.ts'
import { hasRoom, untriedFirst, type Asking, type Order } from './keyed-order.ts'
import { offeredPart, poolOf } from './pools.ts'
import { randomUnits, type StoreContext } from '../context/context.ts'
import { partNames, partOf } from '../views/manifest.ts'
import { openView } from '../views/view-open.ts'
import {
  drawRanks,
  rendezvousOrder,
  scoreOf,
  sizeOf,
  type RankPriority,
} from '../../domain/placement/index.ts'

/** Parts that one question may read. */
const partsMax = 8

/** Whom an order among known nodes is for: those with a key in its order, the others at random by score. */
export type GivenAsking = Asking & { readonly key: string | undefined; readonly priority: RankPriority }

/**
 * Candidates among nodes that somebody was given before, those with room first. One operation from a fresh view, and one for
 * each part of a divided one, up to eight. Throws view_rebuilding.
 */
export async function readGivenOrder(
  ctx: StoreContext,
  ids: readonly number[],
  { filter, given, key, priority }: GivenAsking,
): Promise<Order> {
  let names: string[] = []
  const view = await openView(ctx, 'q', (manifest) => {
    const wanted = new Set(ids.map((id) => partOf(manifest, id)))
    names = partNames(manifest)
      .filter((name) => wanted.has(name))
      .slice(0, partsMax)
    return names
  })
  const found: CandidateRow[] = []
  for (const name of names) {
    const pool = poolOf(offeredPart(ctx, await view.rows(name)), filter)
    found.push(...ids.flatMap((id) => pool.find(id) ?? []))
  }
  const ranked = (rows: readonly CandidateRow[]): readonly CandidateRow[] =>
    key === undefined
      ? drawRanks(
          rows,
          Float64Array.from(rows, (row) => Math.max(scoreOf(row, priority), 1e-9)),
          randomUnits(ctx.random),
          rows.length,
        ).map(({ candidate }) => candidate)
      : rendezvousOrder(rows, key, sizeOf)
  const open = (row: CandidateRow): boolean => hasRoom(ctx, row)
  return untriedFirst([...ranked(found.filter(open)), ...ranked(found.filter((row) => !open(row)))], given)
}
