import { decodeCandidateRow, isOfferedLine, type CandidateRow } from './candidate-rows.ts'
import { shardChars } from '../kv/keys.ts'
import { randomUnits, type StoreContext } from '../context/context.ts'
import { isStale, shouldRefresh } from '../views/view-age.ts'
import { candidatesViewKey, publicViewKey } from '../views/view-keys.ts'
import { dirtyParts } from '../views/view-memory.ts'
import { rebuildView, type Tidy } from '../views/view-rebuild.ts'
import { decodeValue, readValue, type CandidatesHeader, type ViewHeader } from '../views/view-value.ts'
import {
  matches,
  mayMatch,
  rendezvousOrder,
  weightedOrder,
  type Filter,
} from '../../domain/placement/index.ts'

/** Parts of a cut view that one question may read. */
const partsMax = 4

const emptyHeader: CandidatesHeader = { v: 1, cut: false, nodes: 0, parts: {} }

async function rebuild(ctx: StoreContext, wanted: readonly string[], tidy: Tidy | undefined): Promise<void> {
  const old = decodeValue<ViewHeader>(await ctx.kv.get(publicViewKey()))
  await rebuildView(ctx, old, wanted, tidy)
}

/** Parts that must be redone before they are answered; of a cut view only those in `needed`. */
function staleParts(ctx: StoreContext, header: CandidatesHeader, needed: readonly string[]): string[] {
  const dirty = dirtyParts(ctx.memory, header.nodes)
  return needed.filter((name) => {
    const part = header.parts[name]
    const touched = header.cut ? dirty.includes(name) : dirty.length > 0
    return part === undefined || touched || isStale(part, ctx.clock())
  })
}

/**
 * The dispatch view with the parts that `choose` picks brought up to date. One operation from a fresh view. A large
 * site that is still being built answers from the parts there are.
 */
async function readCandidateParts(
  ctx: StoreContext,
  choose: (header: CandidatesHeader) => readonly string[],
  tidy?: Tidy,
): Promise<{ readonly header: CandidatesHeader; readonly parts: readonly string[] }> {
  const found = (await readValue<CandidatesHeader>(ctx, candidatesViewKey()))?.header
  ctx.memory.viewSeenMs = ctx.clock()
  const needed = found === undefined ? [''] : found.cut ? choose(found) : ['']
  // No part has what is wanted: that, too, must be fresh.
  const stale = staleParts(ctx, found ?? emptyHeader, needed.length > 0 ? needed : [...shardChars])
  if (found !== undefined && stale.length === 0) {
    const oldest = Math.min(...Object.values(found.parts).map(({ builtMs }) => builtMs))
    if (shouldRefresh(ctx, oldest)) ctx.waitUntil(rebuild(ctx, [], tidy))
    return { header: found, parts: needed }
  }
  await rebuild(ctx, needed.length > 0 ? stale : stale.slice(0, 1), tidy)
  const header = (await readValue<CandidatesHeader>(ctx, candidatesViewKey()))?.header ?? emptyHeader
  return { header, parts: header.cut ? choose(header) : [''] }
}

async function rowsOf(ctx: StoreContext, part: string): Promise<readonly string[]> {
  return (await readValue<unknown>(ctx, candidatesViewKey(part)))?.rows ?? []
}

/** All rows of a whole view, or of the first parts of a cut one. */
export async function someRows(ctx: StoreContext): Promise<CandidateRow[]> {
  const { parts } = await readCandidateParts(ctx, ({ parts: built }) => Object.keys(built).slice(0, partsMax))
  const rows = await Promise.all(parts.map((part) => rowsOf(ctx, part)))
  return rows
    .flat()
    .filter((row) => row !== '')
    .map(decodeCandidateRow)
}

/** The rows of a part that may be offered, decoded once for as long as the isolate remembers the part. */
async function offeredRows(ctx: StoreContext, part: string): Promise<readonly CandidateRow[]> {
  const lines = await rowsOf(ctx, part)
  const known = ctx.memory.offered.get(lines)
  if (known !== undefined) return known
  const rows = lines.filter(isOfferedLine).map(decodeCandidateRow)
  ctx.memory.offered.set(lines, rows)
  return rows
}

/**
 * Order in which the parts of a cut view are asked. With a key its own: first the part of the node that its members
 * were given, then rendezvous, unweighted because the parts are about equal and their sums never rest. Without one it
 * is random by their free capacity.
 */
function partOrder(ctx: StoreContext, header: CandidatesHeader, wanted: Wanted): string[] {
  const parts = Object.entries(header.parts)
    .filter(([, { candidates, offers }]) => {
      return candidates > 0 && (offers === undefined || mayMatch(offers, wanted.filter))
    })
    .map(([name, { candidates, free }]) => ({
      id: shardChars.indexOf(name),
      name,
      weight: Math.max(1, free ?? candidates),
    }))
  if (wanted.key === undefined) {
    const order = weightedOrder(parts, ({ weight }) => weight, randomUnits(ctx.random))
    return order.map(({ name }) => name)
  }
  const order = rendezvousOrder(parts, wanted.key, () => 1).map(({ name }) => name)
  const [pinned] = wanted.pinned
  const first = pinned === undefined ? undefined : shardChars[pinned % shardChars.length]
  return first === undefined ? order : [first, ...order.filter((name) => name !== first)]
}

/** What a question wants: candidates that match, until there are `count` that `counts`. */
export type Wanted = {
  readonly filter: Filter
  readonly key: string | undefined
  /** Nodes that the key's members were given. */
  readonly pinned: readonly number[]
  readonly count: number
  readonly counts: (row: CandidateRow) => boolean
}

export type Candidates = {
  /** One group, or where the view is cut one a part that was read. */
  readonly groups: readonly (readonly CandidateRow[])[]
  /** True for a node that was looked for and is not offered to anybody. */
  readonly isGone: (id: number) => boolean
}

/** Candidates from a whole view, or from as many parts of a cut one as it takes: most often one. */
export async function readCandidates(ctx: StoreContext, wanted: Wanted, tidy?: Tidy): Promise<Candidates> {
  let order: string[] = []
  const { header, parts } = await readCandidateParts(
    ctx,
    (header) => {
      order = partOrder(ctx, header, wanted)
      return order.slice(0, 1)
    },
    tidy,
  )
  const fits = matches(wanted.filter)
  const groups: CandidateRow[][] = []
  const read = new Map<string, readonly CandidateRow[]>()
  let found = 0
  for (const name of header.cut ? order : parts) {
    const rows = await offeredRows(ctx, name)
    read.set(name, rows)
    const group = rows.filter(fits)
    if (group.length > 0) groups.push(group)
    for (let at = 0; at < group.length && found < wanted.count; at += 1) {
      const row = group[at]
      if (row !== undefined && wanted.counts(row)) found += 1
    }
    if (found >= wanted.count || (read.size >= partsMax && groups.length > 0)) break
  }
  return {
    groups,
    isGone: (id) => {
      const rows = read.get(header.cut ? (shardChars[id % shardChars.length] ?? '') : '')
      return rows !== undefined && !rows.some((row) => row.id === id)
    },
  }
}
