import type { CandidateRow } from './candidate-rows.ts'
import { readCandidates } from './candidates.ts'
import type { Pool } from './pools.ts'
import type { StoreContext } from '../context/context.ts'
import type { Tidy } from '../views/view-rebuild.ts'
import {
  handedOut,
  pinnedIds,
  setPins,
  rendezvousOrder,
  roomOf,
  sizeOf,
  type Filter,
} from '../../domain/placement/index.ts'

/** Callers that this isolate sent to a node since it reported. */
export function handedOutTo(ctx: StoreContext, { id, reportedMs }: CandidateRow): number {
  return handedOut(ctx.memory.handouts, id, reportedMs, ctx.clock())
}

/** True while a node has room for one more, as far as this isolate knows. */
export function hasRoom(ctx: StoreContext, row: CandidateRow): boolean {
  return roomOf(row, handedOutTo(ctx, row)) >= 1
}

/** Whom candidates are for. */
export type Asking = {
  readonly filter: Filter
  /** How many are wanted. */
  readonly limit: number
  /** Nodes that the caller has just tried, oldest first. */
  readonly given: readonly number[]
}

export type Order = {
  readonly order: readonly CandidateRow[]
  /** False when the caller has tried all that there are; then they come in the order it tried them. */
  readonly fresh: boolean
}

/** Puts what the caller has tried behind the rest. */
export function untriedFirst(rows: readonly CandidateRow[], given: readonly number[]): Order {
  const tried = given.flatMap((id) => rows.find((row) => row.id === id) ?? [])
  if (tried.length === 0) return { order: rows, fresh: true }
  const rest = rows.filter((row) => !tried.includes(row))
  return { order: [...rest, ...tried], fresh: rest.length > 0 }
}

/** More than are wanted, since some of them may have been filled up. */
const spare = 8

/** Pools in the order of one key. How they begin is found out once, whatever is then asked of them. */
class KeyOrder {
  readonly #key: string
  readonly #count: number
  readonly #first = new Map<Pool, readonly CandidateRow[]>()

  /** `count`: how many nodes are asked for at a time. */
  constructor(key: string, count: number) {
    this.#key = key
    this.#count = count
  }

  #firstOf(pool: Pool): readonly CandidateRow[] {
    const known = this.#first.get(pool)
    const first = known ?? rendezvousOrder(pool.rows, this.#key, sizeOf, this.#count + spare)
    this.#first.set(pool, first)
    return first
  }

  /** The `count` first of a pool of which `which` is true. */
  of(pool: Pool, which: (row: CandidateRow) => boolean): readonly CandidateRow[] {
    const found = this.#firstOf(pool).filter(which)
    const isEnough = found.length >= this.#count || pool.rows.length <= this.#count + spare
    return isEnough
      ? found.slice(0, this.#count)
      : rendezvousOrder(pool.rows.filter(which), this.#key, sizeOf, this.#count)
  }
}

export type KeyedOrder = Order & {
  /** Candidates there are; the order has the first ones. */
  readonly total: number
  /** Remembers the nodes that the key's members were given. */
  readonly pin: (given: readonly CandidateRow[], caller: string) => void
}

/**
 * The candidates in the order of a key, the same for all members of a network: those that members were given here
 * before, for as long as they are offered, then rendezvous by size: for all but a few networks the proven nodes, then the
 * others. A node that is new or comes back moves nobody, one that goes leaves its members the next; one that is only
 * drained or silent, and known to be up, keeps its members. Nodes that this isolate has filled up since their last report
 * come last, but
 * for a caller that was there already (`own`): reports may prove them free, so they keep their pins.
 */
export async function readKeyedOrder(
  ctx: StoreContext,
  key: string,
  { filter, limit, given, own }: Asking & { readonly own: readonly number[] },
  tidy?: Tidy,
): Promise<KeyedOrder> {
  const { pins } = ctx.memory
  const pinned = pinnedIds(pins, key, ctx.clock())
  const open = (row: CandidateRow): boolean => own.includes(row.id) || hasRoom(ctx, row)
  const counts = (row: CandidateRow): boolean => !given.includes(row.id) && open(row)
  const { pools, kept, total, prefersProven, isGone } = await readCandidates(
    ctx,
    { filter, key, pinned, count: limit, isAgain: given.length > 0, counts },
    tidy,
  )
  // Pins and what was tried may stand before those that are wanted.
  const some = limit + given.length + pinned.length
  const inOrder = new KeyOrder(key, some)
  const rankedOf = (isProven: boolean, which: (row: CandidateRow) => boolean): CandidateRow[] =>
    pools.flatMap((pool) => inOrder.of(pool.half(isProven), which))
  const ranked = (which: (row: CandidateRow) => boolean): CandidateRow[] => {
    const preferred = rankedOf(prefersProven, which)
    return preferred.length >= some ? preferred : [...preferred, ...rankedOf(!prefersProven, which)]
  }
  const find = (id: number): readonly CandidateRow[] =>
    [...pools.flatMap((pool) => pool.find(id) ?? []), ...kept.filter((row) => row.id === id)].slice(0, 1)
  const first = pinned.flatMap(find).filter((row) => open(row))
  const rest = ranked((row) => open(row) && !first.includes(row))
  const free = [...first, ...rest]
  const order = free.length >= some ? free : [...free, ...ranked((row) => !open(row))]
  return {
    ...untriedFirst(order, given),
    total,
    pin: (rows, caller) => {
      const ids = rows.map(({ id }) => id)
      setPins(pins, key, { ids, caller }, isGone, ctx.clock())
    },
  }
}
