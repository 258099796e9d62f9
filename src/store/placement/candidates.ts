import {
  decodeCandidateRow,
  isDrainedLine,
  isPausedLine,
  isOfferedLine,
  isUnlistedLine,
  type CandidateRow,
} from './candidate-rows.ts'
import { offeredPart, poolOf, type OfferedPart, type Pool } from './pools.ts'
import { shardChars } from '../kv/keys.ts'
import { mapBounded } from '../kv/port.ts'
import { randomUnits, type StoreContext } from '../context/context.ts'
import { partNames, partOf, type Manifest } from '../views/manifest.ts'
import { openView } from '../views/view-open.ts'
import type { Tidy } from '../views/view-rebuild.ts'
import {
  drawRanks,
  matches,
  rendezvousOrder,
  sumOffers,
  triesUnproven,
  unprovenFactor,
  type Filter,
  type OfferSum,
  type Ranked,
  type RankPriority,
} from '../../domain/placement/index.ts'

/** Parts that one question may read, as long as they hold anything. */
const partsMax = 8
const readsAtOnce = 8

/** All rows of all parts that are on the lists. */
export async function someRows(ctx: StoreContext): Promise<CandidateRow[]> {
  return (await someLines(ctx)).map(decodeCandidateRow)
}

/** The same as lines. */
export async function someLines(ctx: StoreContext): Promise<string[]> {
  return (await allLines(ctx)).filter(
    (line) => !isDrainedLine(line) && !isUnlistedLine(line) && !isPausedLine(line),
  )
}

/** Those that are handed out now. */
export async function offeredRows(ctx: StoreContext): Promise<CandidateRow[]> {
  return (await allLines(ctx)).filter(isOfferedLine).map(decodeCandidateRow)
}

/** The same with those that are paused and still serve whom they have, and those that wait to be listed: what is checked. */
export async function rowsWithDrained(ctx: StoreContext): Promise<CandidateRow[]> {
  return (await allLines(ctx)).filter((line) => !isPausedLine(line)).map(decodeCandidateRow)
}

/** Those that have a page: on the lists, or paused. */
export async function pagedRows(ctx: StoreContext): Promise<CandidateRow[]> {
  return (await allLines(ctx)).filter((line) => !isUnlistedLine(line)).map(decodeCandidateRow)
}

async function allLines(ctx: StoreContext): Promise<string[]> {
  const { manifest, rows } = await openView(ctx, 'q')
  const read = await mapBounded(partNames(manifest), readsAtOnce, rows)
  return read.flat().filter((row) => row !== '')
}

/** A part that holds candidates which match, and what they amount to. */
export type OfferingPart = OfferSum & {
  /** Its place among the shards. */
  readonly id: number
  readonly name: string
}

/** The parts that hold candidates which match. */
export function offeringParts(manifest: Manifest, filter: Filter, priority: RankPriority): OfferingPart[] {
  return partNames(manifest).flatMap((name) => {
    const sums = sumOffers(manifest.parts[name]?.offers ?? [], filter, priority)
    const part = { id: shardChars.indexOf(name), name, ...sums }
    return isEmpty([part]) ? [] : [part]
  })
}

type Sums = { readonly [Kind in keyof OfferSum]: number }

function totalOf(parts: readonly OfferingPart[], what: 'count' | 'score'): Sums {
  const sums = { proven: 0, unproven: 0 }
  for (const { proven, unproven } of parts) {
    sums.proven += proven[what]
    sums.unproven += unproven[what]
  }
  return sums
}

/** What a question of a network wants: candidates that match, until there are `count` that `counts`. */
export type Wanted = {
  readonly filter: Filter
  readonly key: string
  /** Nodes that the key's members were given. */
  readonly pinned: readonly number[]
  readonly count: number
  /** The caller comes back from where it was sent. */
  readonly isAgain: boolean
  readonly counts: (row: CandidateRow) => boolean
}

export type Candidates = {
  /** A pool for each part that was read and has any. */
  readonly pools: readonly Pool[]
  /** Nodes that the key's members were given and that are offered to nobody else. */
  readonly kept: readonly CandidateRow[]
  /** Candidates there are, in all parts. */
  readonly total: number
  /** True where the key's members are given proven nodes before the others: for all but a few keys. */
  readonly prefersProven: boolean
  /** True for a node that was looked for and is not offered to anybody. */
  readonly isGone: (id: number) => boolean
}

/**
 * Order in which the parts are asked for a key, its own: first the part of the node that its members were given, then
 * rendezvous, unweighted because the parts are about equal and their sums never rest.
 */
function orderForKey(parts: readonly OfferingPart[], manifest: Manifest, wanted: Wanted): OfferingPart[] {
  const [pinned] = wanted.pinned
  const order = rendezvousOrder(parts, wanted.key, () => 1)
  if (pinned === undefined) return order
  const name = partOf(manifest, pinned)
  const first = order.find((part) => part.name === name)
  // Where nothing is offered the node itself may still be open to those who are there.
  const none = { count: 0, score: 0 }
  const part = first ?? { id: shardChars.indexOf(name), name, proven: none, unproven: none }
  return [part, ...order.filter((other) => other !== first)]
}

/** Candidates for a key, from as many parts as it takes: most often one. */
export async function readCandidates(ctx: StoreContext, wanted: Wanted, tidy?: Tidy): Promise<Candidates> {
  let order: OfferingPart[] = []
  let counts: Sums = { proven: 0, unproven: 0 }
  const view = await openView(
    ctx,
    'q',
    (manifest) => {
      const parts = offeringParts(manifest, wanted.filter, 'capacity')
      counts = totalOf(parts, 'count')
      order = orderForKey(parts, manifest, wanted)
      return needed(manifest, order)
    },
    tidy,
  )
  // Who has tried is sent to a proven one next: all members of the network go the same way.
  const triesOut =
    counts.proven === 0 || (!wanted.isAgain && triesUnproven(wanted.key, counts.proven, counts.unproven))
  const prefersProven = !triesOut
  const pools: Pool[] = []
  const kept: CandidateRow[] = []
  const read = new Map<string, OfferedPart>()
  let found = 0
  for (const { name } of order) {
    const part = offeredPart(ctx, await view.rows(name))
    read.set(name, part)
    kept.push(...wanted.pinned.flatMap((id) => part.kept.find(id) ?? []))
    const pool = poolOf(part, wanted.filter)
    if (pool.rows.length > 0) pools.push(pool)
    const preferred = pool.half(prefersProven).rows
    for (let at = 0; at < preferred.length && found < wanted.count; at += 1) {
      const row = preferred[at]
      if (row !== undefined && wanted.counts(row)) found += 1
    }
    if (found >= wanted.count || (read.size >= partsMax && pools.length > 0)) break
  }
  return {
    pools,
    kept: kept.filter(matches(wanted.filter)),
    total: counts.proven + counts.unproven,
    prefersProven,
    isGone: (id) => {
      const part = read.get(partOf(view.manifest, id))
      return part !== undefined && part.all.find(id) === undefined && !kept.some((row) => row.id === id)
    },
  }
}

function isEmpty(parts: readonly OfferingPart[]): boolean {
  return parts.every(({ proven, unproven }) => proven.count + unproven.count === 0)
}

/** The part that will be read first; all of them where none has what is wanted: that, too, must be fresh. */
export function needed(manifest: Manifest, order: readonly OfferingPart[]): readonly string[] {
  const [first] = order
  return first === undefined || isEmpty(order) ? partNames(manifest) : [first.name]
}

/**
 * Candidates of one part that match, when the first of them comes up in a draw over all parts, and by what the weights
 * of those that are not proven are multiplied.
 */
export type DrawnPart = {
  readonly pool: Pool
  readonly arrival: number
  readonly unprovenFactor: number
}

/** A question without a key: what is drawn from, and by what the parts come up. */
export type Draw = {
  readonly filter: Filter
  readonly priority: RankPriority
  /** Takes a part in; true when the next one, which comes up at `next`, need not be read. */
  readonly take: (part: DrawnPart, next: number) => boolean
}

/**
 * Reads parts in the order in which they come up: at random, each like one candidate with the weight of all of its own.
 * Answers how many candidates there are in all parts.
 */
export async function drawParts(ctx: StoreContext, draw: Draw, tidy?: Tidy): Promise<number> {
  const unit = randomUnits(ctx.random)
  let arrivals: readonly Ranked<OfferingPart>[] = []
  let factor = 1
  const view = await openView(
    ctx,
    'q',
    (manifest) => {
      const parts = offeringParts(manifest, draw.filter, draw.priority)
      const scores = totalOf(parts, 'score')
      factor = unprovenFactor(scores.proven, scores.unproven)
      const weights = Float64Array.from(parts, ({ proven, unproven }) =>
        Math.max(proven.score + factor * unproven.score, 1e-9),
      )
      arrivals =
        parts.length > 1
          ? drawRanks(parts, weights, unit, parts.length)
          : parts.map((candidate) => ({ candidate, rank: 0 }))
      const order = arrivals.map(({ candidate }) => candidate)
      return needed(manifest, order)
    },
    tidy,
  )
  for (const [at, { candidate: part, rank: arrival }] of arrivals.entries()) {
    const pool = poolOf(offeredPart(ctx, await view.rows(part.name)), draw.filter)
    const next = at + 1 < partsMax ? (arrivals[at + 1]?.rank ?? Infinity) : Infinity
    if (draw.take({ pool, arrival, unprovenFactor: factor }, next)) break
  }
  const { proven, unproven } = totalOf(
    arrivals.map(({ candidate }) => candidate),
    'count',
  )
  return proven + unproven
}
