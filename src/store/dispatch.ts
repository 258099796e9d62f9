import { matches, rendezvousOrder, type Filter } from '../domain/ranking.ts'
import { decodeDispatchRow, isOfferedLine, type DispatchRow } from './dispatch-rows.ts'
import { shardChars } from './keys.ts'
import { randomUnit, type StoreContext } from './ports.ts'
import { isStale, shouldRefresh } from './view-age.ts'
import { dispatchViewKey, publicViewKey } from './view-keys.ts'
import { dirtyParts } from './view-memory.ts'
import { rebuildView, type Tidy } from './view-rebuild.ts'
import { decodeValue, readValue, type DispatchHeader, type ViewHeader } from './view-value.ts'

/** Parts of a cut view that one question may read. */
const partsMax = 4

const emptyHeader: DispatchHeader = { v: 1, cut: false, nodes: 0, parts: {} }

const rebuild = async (
  ctx: StoreContext,
  wanted: readonly string[],
  tidy: Tidy | undefined,
): Promise<void> => {
  const old = decodeValue<ViewHeader>(await ctx.kv.get(publicViewKey()))
  await rebuildView(ctx, old, wanted, tidy)
}

/** Parts that must be redone before they are answered; of a cut view only those in `needed`. */
const staleParts = (ctx: StoreContext, header: DispatchHeader, needed: readonly string[]): string[] => {
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
const readDispatch = async (
  ctx: StoreContext,
  choose: (header: DispatchHeader) => readonly string[],
  tidy?: Tidy,
): Promise<{ readonly header: DispatchHeader; readonly parts: readonly string[] }> => {
  const found = (await readValue<DispatchHeader>(ctx, dispatchViewKey()))?.header
  ctx.memory.viewSeenMs = ctx.clock()
  const needed = found === undefined ? [''] : found.cut ? choose(found) : ['']
  const stale = staleParts(ctx, found ?? emptyHeader, needed)
  if (found !== undefined && stale.length === 0 && needed.length > 0) {
    const oldest = Math.min(...Object.values(found.parts).map(({ builtMs }) => builtMs))
    if (shouldRefresh(ctx, oldest)) ctx.waitUntil(rebuild(ctx, [], tidy))
    return { header: found, parts: needed }
  }
  await rebuild(ctx, stale, tidy)
  const header = (await readValue<DispatchHeader>(ctx, dispatchViewKey()))?.header ?? emptyHeader
  return { header, parts: header.cut ? choose(header) : [''] }
}

const rowsOf = async (ctx: StoreContext, part: string): Promise<readonly string[]> =>
  (await readValue<unknown>(ctx, dispatchViewKey(part)))?.rows ?? []

/** All rows of a whole view, or of the first parts of a cut one. */
export const someRows = async (ctx: StoreContext): Promise<DispatchRow[]> => {
  const { parts } = await readDispatch(ctx, ({ parts: built }) => Object.keys(built).slice(0, partsMax))
  const rows = await Promise.all(parts.map((part) => rowsOf(ctx, part)))
  return rows
    .flat()
    .filter((row) => row !== '')
    .map(decodeDispatchRow)
}

const offered = (rows: readonly string[], filter: Filter): DispatchRow[] => {
  const fits = matches(filter)
  const found: DispatchRow[] = []
  for (const line of rows) {
    if (!isOfferedLine(line)) continue
    const row = decodeDispatchRow(line)
    if (fits(row)) found.push(row)
  }
  return found
}

/** Order in which the parts of a cut view are asked: the key's own (rendezvous), or random by their candidates. */
const partOrder = (ctx: StoreContext, header: DispatchHeader, key: string | undefined): string[] => {
  const parts = Object.entries(header.parts)
    .filter(([, { candidates }]) => candidates > 0)
    .map(([name, { candidates }]) => ({ id: shardChars.indexOf(name), name, candidates }))
  if (key !== undefined) return rendezvousOrder(parts, key).map(({ name }) => name)
  return parts
    .map(({ name, candidates }) => ({ name, rank: -Math.log(unitOf(ctx)) / candidates }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ name }) => name)
}

/** A number in (0, 1). */
export const unitOf = (ctx: StoreContext): number => randomUnit(ctx.random) || Number.MIN_VALUE

/**
 * Candidates in groups: one group, or where the view is cut one a part, in the order of `partOrder`, until `want`
 * are found.
 */
export const readCandidates = async (
  ctx: StoreContext,
  filter: Filter,
  key: string | undefined,
  want: number,
  tidy?: Tidy,
): Promise<DispatchRow[][]> => {
  let order: string[] = []
  const { header, parts } = await readDispatch(
    ctx,
    (header) => {
      order = partOrder(ctx, header, key)
      return order.slice(0, 1)
    },
    tidy,
  )
  const groups: DispatchRow[][] = []
  let found = 0
  for (const name of header.cut ? order : parts) {
    const group = offered(await rowsOf(ctx, name), filter)
    if (group.length > 0) groups.push(group)
    found += group.length
    if (found >= want) break
  }
  return groups
}
