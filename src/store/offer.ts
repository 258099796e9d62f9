import { handedOut } from '../domain/handouts.ts'
import { pinnedIds, setPins } from '../domain/pins.ts'
import { rendezvousOrder, roomOf, sizeOf, type Filter } from '../domain/ranking.ts'
import type { DispatchRow } from './dispatch-rows.ts'
import { readCandidates } from './dispatch.ts'
import type { StoreContext } from './ports.ts'
import type { Tidy } from './view-rebuild.ts'

/** Callers that this isolate sent to a node since it reported. */
export const handedOutTo = (ctx: StoreContext, { id, reportedMs }: DispatchRow): number =>
  handedOut(ctx.memory.handouts, id, reportedMs, ctx.clock())

/** True while a node has room for one more, as far as this isolate knows. */
export const hasRoom = (ctx: StoreContext, row: DispatchRow): boolean =>
  roomOf(row, handedOutTo(ctx, row)) >= 1

export type KeyedOrder = {
  readonly order: readonly DispatchRow[]
  /** Remembers the nodes that the key's members were given. */
  readonly pin: (given: readonly DispatchRow[]) => void
}

/**
 * The candidates in the order of a key, the same for all members of a network: those that members were given here
 * before, for as long as they are offered, then rendezvous by size. A node that is new or comes back moves nobody, one
 * that goes leaves its members the next. Nodes that this isolate has filled up since their last report come last, but
 * for a caller that was there already (`own`): reports may prove them free, so they keep their pins.
 */
export const readKeyedOrder = async (
  ctx: StoreContext,
  key: string,
  question: { readonly filter: Filter; readonly count: number; readonly own?: readonly number[] | undefined },
  tidy?: Tidy,
): Promise<KeyedOrder> => {
  const { filter, count, own = [] } = question
  const { pins } = ctx.memory
  const pinned = pinnedIds(pins, key, ctx.clock())
  const counts = (row: DispatchRow): boolean => own.includes(row.id) || hasRoom(ctx, row)
  const { groups, isGone } = await readCandidates(ctx, { filter, key, pinned, count, counts }, tidy)
  const kept = pinned.filter((id) => !isGone(id))
  const rest = groups.flatMap((group) => rendezvousOrder(group, key, sizeOf))
  const first = kept.flatMap((id) => rest.find((row) => row.id === id) ?? [])
  const all = [...first, ...rest.filter((row) => !first.includes(row))]
  const open = all.filter(counts)
  return {
    order: open.length === all.length ? all : [...open, ...all.filter((row) => !open.includes(row))],
    pin: (given) =>
      setPins(
        pins,
        key,
        kept,
        given.map(({ id }) => id),
        ctx.clock(),
      ),
  }
}
