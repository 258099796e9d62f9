import { hourMs } from '../../contract/time.ts'
import type { StoreContext } from '../context/context.ts'
import { idTimeMs } from '../kv/keys.ts'
import { openView } from '../views/view-open.ts'
import { detailsOf, type CandidateRow } from './candidate-rows.ts'
import { needed, offeringParts, type OfferingPart } from './candidates.ts'
import { offeredPart, poolOf } from './pools.ts'
import {
  rendezvousOrder,
  roomOf,
  seatsAt,
  sizeOf,
  takeSeat,
  type Filter,
  type Seat,
} from '../../domain/placement/index.ts'

/** What is asked of a list that is the same for everybody. */
export type SharedWanted = {
  readonly filter: Filter
  readonly count: number
  /** What the filter cannot say. */
  readonly fits: (row: CandidateRow) => boolean
}

/** Parts that one list may be made of, at most. */
const partsMax = 8
/** A node of an invented size draws no more than one of this. */
const sizeMax = 200
/** A node must have been there for so long before its uptime says anything. */
const knownMs = 72 * hourMs

/**
 * The nodes of a list that everybody is given alike, best first: chosen by the moment and the view alone, so that readers
 * who ask within five minutes meet, wherever and in whatever state of the view they ask. One operation from a fresh view,
 * and one for each part of a divided one, up to eight. Throws view_rebuilding.
 */
export async function readSharedList(
  ctx: StoreContext,
  wanted: SharedWanted,
): Promise<readonly CandidateRow[]> {
  const seats = seatsAt(ctx.clock(), wanted.count)
  let parts: OfferingPart[] = []
  const view = await openView(ctx, 'q', (manifest) => {
    parts = offeringParts(manifest, wanted.filter, 'capacity')
    return seats.flatMap((seat) => needed(manifest, orderFor(seat, parts)).slice(0, 1))
  })
  const read = new Map<string, readonly CandidateRow[]>()
  const rowsOf = async ({ name }: OfferingPart): Promise<readonly CandidateRow[]> => {
    const known = read.get(name)
    if (known !== undefined || read.size >= partsMax) return known ?? []
    const rows = poolOf(offeredPart(ctx, await view.rows(name)), wanted.filter).rows.filter(wanted.fits)
    read.set(name, rows)
    return rows
  }
  const classes = new Map<CandidateRow, number>()
  const liking = { classOf: (row: CandidateRow) => classOf(ctx, row, classes), weightOf }
  const taken = new Map<number, { readonly row: CandidateRow; readonly at: number }>()
  for (const seat of seats) {
    for (const part of orderFor(seat, parts)) {
      const row = takeSeat(seat, await rowsOf(part), liking, new Set(taken.keys()))
      if (row === undefined) continue
      taken.set(row.id, { row, at: seat.at })
      break
    }
  }
  return [...taken.values()]
    .sort((one, other) => liking.classOf(one.row) - liking.classOf(other.row) || one.at - other.at)
    .map(({ row }) => row)
}

/** Unweighted: the parts are about equal, and their sums never rest. */
function orderFor({ key }: Seat, parts: readonly OfferingPart[]): OfferingPart[] {
  return rendezvousOrder(parts, key, () => 1)
}

function weightOf(row: CandidateRow): number {
  return Math.min(sizeOf(row), sizeMax)
}

/** How well proven a node is, 0 the best: steps so coarse that figures which never rest do not move the list. */
function classOf(ctx: StoreContext, row: CandidateRow, known: Map<CandidateRow, number>): number {
  const found = known.get(row)
  if (found !== undefined) return found
  const { uptime } = detailsOf(row)
  const room = roomOf(row) / Math.max(1, row.connectionsMax)
  const isKnown = uptime !== null && ctx.clock() - idTimeMs(row.id) >= knownMs
  const steady = !isKnown ? 2 : uptime >= 99 ? 0 : uptime >= 90 ? 1 : 3
  const group = (row.isProven ? 0 : 8) + 2 * steady + (room >= 0.2 ? 0 : 1)
  known.set(row, group)
  return group
}
