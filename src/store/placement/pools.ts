import { decodeCandidateRow, isKeptLine, isOfferedLine, type CandidateRow } from './candidate-rows.ts'
import type { StoreContext } from '../context/context.ts'
import type { PoolWeights } from './pool-weights.ts'
import { filterKind, matches, scoreOf, type Filter, type RankPriority } from '../../domain/placement/index.ts'

/** The candidates of a part that match a filter, with what questions need of all of them made once. */
export class Pool {
  readonly rows: readonly CandidateRow[]
  readonly #scores = new Map<RankPriority, Float64Array>()
  readonly #halves = new Map<boolean, Pool>()
  /** What is left of the scores; see pool-weights.ts. */
  readonly weights = new Map<RankPriority, PoolWeights>()
  #places: ReadonlyMap<number, number> | undefined
  #unproven: readonly boolean[] | undefined

  constructor(rows: readonly CandidateRow[]) {
    this.rows = rows
  }

  /** The scores of the rows by a priority, as they reported. */
  scores(priority: RankPriority): Float64Array {
    const known = this.#scores.get(priority)
    if (known !== undefined) return known
    const scores = Float64Array.from(this.rows, (row) => scoreOf(row, priority))
    this.#scores.set(priority, scores)
    return scores
  }

  /** Those that are proven, or those that are not. */
  half(isProven: boolean): Pool {
    const known = this.#halves.get(isProven)
    if (known !== undefined) return known
    const rows = this.rows.filter((row) => row.isProven === isProven)
    const half = rows.length === this.rows.length ? this : poolOfRows(rows)
    this.#halves.set(isProven, half)
    return half
  }

  find(id: number): CandidateRow | undefined {
    return this.rows[this.placeOf(id)]
  }

  /** Where a node is among the rows; -1 when it is not. */
  placeOf(id: number): number {
    this.#places ??= new Map(this.rows.map((row, at) => [row.id, at]))
    return this.#places.get(id) ?? -1
  }

  /** Of each row whether it is not proven. */
  get unproven(): readonly boolean[] {
    this.#unproven ??= this.rows.map(({ isProven }) => !isProven)
    return this.#unproven
  }
}

// A class that names itself makes the edge bundle larger: see unnamesClasses in tools/function-bundles.ts.
function poolOfRows(rows: readonly CandidateRow[]): Pool {
  return new Pool(rows)
}

/**
 * What an isolate keeps of the rows of a part: those that may be offered, those that members of their networks alone may
 * have, and the pools of the latest filters.
 */
export type OfferedPart = { readonly all: Pool; readonly kept: Pool; readonly pools: Map<string, Pool> }

const poolsMax = 8

/** The rows of a part, decoded once for as long as the isolate remembers the part. */
export function offeredPart({ memory }: StoreContext, lines: readonly string[]): OfferedPart {
  const known = memory.offered.get(lines)
  if (known !== undefined) return known
  const part: OfferedPart = {
    all: new Pool(lines.filter(isOfferedLine).map(decodeCandidateRow)),
    kept: new Pool(lines.filter(isKeptLine).map(decodeCandidateRow)),
    pools: new Map(),
  }
  memory.offered.set(lines, part)
  return part
}

/** The candidates of a part that match. */
export function poolOf({ all, pools }: OfferedPart, filter: Filter): Pool {
  const kind = filterKind(filter)
  const known = pools.get(kind)
  if (known !== undefined) return known
  const pool = new Pool(all.rows.filter(matches(filter)))
  pools.set(kind, pool)
  const [oldest] = pools.keys()
  if (pools.size > poolsMax && oldest !== undefined) pools.delete(oldest)
  return pool
}
