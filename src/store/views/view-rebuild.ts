import { shardChars } from '../kv/keys.ts'
import type { StoreContext } from '../context/context.ts'
import { closeSiteSlots, readSiteSlots } from './site-slots.ts'
import { collectPart, type Collected } from './view-collect.ts'
import {
  buildingViewKey,
  configViewKey,
  candidatesViewKey,
  publicViewKey,
  viewBytesMax,
  wholeViewNodesMax,
} from './view-keys.ts'
import { dirtySnapshot, settleDirty } from './view-memory.ts'
import { composePart, textBytes, type BuiltPart, type PartHeader } from './view-part.ts'
import {
  decodeValue,
  encodeValue,
  remember,
  type CandidatesHeader,
  type ViewHeader,
  type ViewValue,
} from './view-value.ts'
import {
  addSiteDays,
  addTotals,
  addWindow,
  emptySiteDays,
  emptyTotals,
  emptyWindow,
  siteHistory,
  type SiteDays,
  type SiteWindow,
  type Totals,
} from '../../domain/presence/index.ts'
import { zoneDayOf } from '../../domain/values/index.ts'

/** Pages of config index keys read before a site counts as too large for one value. */
const wholePagesMax = 5
/** Nodes that one rebuild of a cut view redoes: from nothing each costs a read and about 0.1 ms of CPU. */
const nodesAtOnce = 600
const partsAtOnce = { min: 2, max: 12 }
/** A cut view becomes whole again below this. */
const wholeAgainNodes = 700
const wholeAgainBytes = 300_000

/** What is done behind a rebuild with what it came across (view-sweep.ts); a bundle that has no need of it leaves it out. */
export type Tidy = (ctx: StoreContext, part: string, collected: Collected) => Promise<void>

const parts = [...shardChars]

/** Sums over all parts that have been built. */
export function sumParts(
  header: Pick<ViewHeader, 'parts'>,
  nowMs: number,
): { readonly totals: Totals; readonly window: SiteWindow; readonly days: SiteDays } {
  const sums = {
    totals: emptyTotals(),
    window: emptyWindow(nowMs),
    days: emptySiteDays(zoneDayOf(nowMs)),
  }
  for (const part of Object.values(header.parts)) {
    addTotals(sums.totals, part.totals)
    addWindow(sums.window, part.window)
    addSiteDays(sums.days, part.days)
  }
  return sums
}

async function writePart(
  ctx: StoreContext,
  part: string,
  collected: Collected,
  values: { readonly header: unknown; readonly candidates: unknown; readonly built: BuiltPart },
): Promise<void> {
  const { built } = values
  const configText = collected.configRows.join('\n')
  const writes = [
    ctx.kv.put(publicViewKey(part), encodeValue(values.header, built.publicRows)),
    ctx.kv.put(candidatesViewKey(part), encodeValue(values.candidates, built.candidateRows)),
  ]
  if (configText !== (collected.configText ?? '')) writes.push(ctx.kv.put(configViewKey(part), configText))
  remember(ctx, publicViewKey(part), { header: values.header, rows: built.publicRows })
  remember(ctx, candidatesViewKey(part), { header: values.candidates, rows: built.candidateRows })
  await Promise.all(writes)
}

function candidatesHeader(header: ViewHeader): CandidatesHeader {
  const built = Object.entries(header.parts)
  return {
    v: 1,
    cut: header.cut,
    nodes: built.reduce((sum, [, part]) => sum + part.totals.total_nodes, 0),
    parts: Object.fromEntries(
      built.map(([name, { builtMs, nextMs, candidates, free, offers }]) => [
        name,
        { builtMs, nextMs, candidates, free, offers },
      ]),
    ),
  }
}

function tooLarge(collected: Collected, built: BuiltPart): boolean {
  return (
    textBytes(built.publicRows) > viewBytesMax ||
    textBytes(built.candidateRows) > viewBytesMax ||
    textBytes(collected.configRows) > viewBytesMax
  )
}

async function rebuildWhole(ctx: StoreContext, tidy: Tidy | undefined): Promise<ViewHeader | undefined> {
  const snapshot = dirtySnapshot(ctx.memory)
  const [collected, slots] = await Promise.all([
    collectPart(ctx, '', wholePagesMax, wholeViewNodesMax),
    readSiteSlots(ctx),
  ])
  if (!collected.complete) return undefined
  const nowMs = ctx.clock()
  const built = composePart(collected, nowMs)
  if (tooLarge(collected, built)) return undefined
  const header: ViewHeader = {
    v: 1,
    cut: false,
    parts: { '': built.header },
    history: siteHistory(slots.closed, built.header.window, nowMs),
  }
  await writePart(ctx, '', collected, { header, candidates: candidatesHeader(header), built })
  settleDirty(ctx.memory, snapshot, '')
  ctx.waitUntil(Promise.all([closeSiteSlots(ctx, built.header.window, slots), tidy?.(ctx, '', collected)]))
  return header
}

function partsToRedo(header: Pick<ViewHeader, 'parts'> | undefined): number {
  const built = Object.entries(header?.parts ?? {})
  if (built.length === 0) return partsAtOnce.min
  const nodes = built.reduce((sum, [, part]) => sum + part.totals.total_nodes, 0)
  // One part named '' is a whole site that is about to be cut.
  const perPart = nodes / (header?.parts[''] === undefined ? built.length : parts.length)
  return Math.min(Math.max(Math.floor(nodesAtOnce / perPart), partsAtOnce.min), partsAtOnce.max)
}

function stalest(header: ViewHeader | undefined, wanted: readonly string[], count: number): string[] {
  const builtMs = (part: string): number => header?.parts[part]?.builtMs ?? 0
  const others = parts.filter((part) => !wanted.includes(part)).sort((a, b) => builtMs(a) - builtMs(b))
  return [...wanted, ...others].slice(0, Math.max(count, wanted.length))
}

async function writeManifest(ctx: StoreContext, header: ViewHeader): Promise<ViewHeader> {
  const nowMs = ctx.clock()
  const slots = await readSiteSlots(ctx)
  const { window } = sumParts(header, nowMs)
  const next: ViewHeader = { ...header, history: siteHistory(slots.closed, window, nowMs) }
  const candidates = candidatesHeader(next)
  remember<ViewHeader>(ctx, publicViewKey(), { header: next, rows: [] })
  remember<CandidatesHeader>(ctx, candidatesViewKey(), { header: candidates, rows: [] })
  await Promise.all([
    ctx.kv.put(publicViewKey(), encodeValue(next, [])),
    ctx.kv.put(candidatesViewKey(), encodeValue(candidates, [])),
  ])
  if (isComplete(header)) ctx.waitUntil(closeSiteSlots(ctx, window, slots))
  return next
}

function isComplete(header: Pick<ViewHeader, 'parts'>): boolean {
  return parts.every((part) => header.parts[part] !== undefined)
}

async function rebuildCut(
  ctx: StoreContext,
  old: ViewHeader | undefined,
  wanted: readonly string[],
  tidy: Tidy | undefined,
): Promise<ViewHeader> {
  const outgrown = old !== undefined && !old.cut
  const begun = outgrown ? decodeValue<ViewHeader>(await ctx.kv.get(buildingViewKey))?.header : old
  const done: Record<string, PartHeader> = { ...begun?.parts }
  for (const part of stalest(begun, wanted, partsToRedo(begun ?? old))) {
    const snapshot = dirtySnapshot(ctx.memory)
    const collected = await collectPart(ctx, part)
    const built = composePart(collected, ctx.clock())
    const header = { v: 1, builtMs: built.header.builtMs }
    await writePart(ctx, part, collected, { header, candidates: header, built })
    settleDirty(ctx.memory, snapshot, part)
    done[part] = built.header
    if (tidy) ctx.waitUntil(tidy(ctx, part, collected))
  }
  const next = { v: 1 as const, cut: true, parts: done, history: siteHistory(new Map(), emptyWindow(0), 0) }
  if (outgrown && isComplete(next)) await ctx.kv.delete(buildingViewKey)
  if (!outgrown || isComplete(next)) return writeManifest(ctx, next)
  await ctx.kv.put(buildingViewKey, encodeValue(next, []))
  return old
}

/**
 * Builds the view anew. Whole up to about a thousand nodes; above, the `wanted` parts and the stalest ones, while
 * the others stay as they are. `old` is what the reader found; `tidy` sweeps leftovers behind the answer.
 */
export async function rebuildView(
  ctx: StoreContext,
  old: ViewValue<ViewHeader> | undefined,
  wanted: readonly string[] = [],
  tidy?: Tidy,
): Promise<ViewHeader> {
  ctx.memory.rebuildMs = ctx.clock()
  ctx.memory.viewSeenMs = ctx.clock()
  const header = old?.header
  if (header === undefined || !header.cut || fitsAgain(header)) {
    const whole = await rebuildWhole(ctx, tidy)
    if (whole !== undefined) return whole
  }
  return rebuildCut(
    ctx,
    header,
    wanted.filter((part) => parts.includes(part)),
    tidy,
  )
}

function fitsAgain(header: ViewHeader): boolean {
  const built = Object.values(header.parts)
  const bytes = built.reduce((sum, part) => sum + part.bytes, 0)
  const nodes = built.reduce((sum, part) => sum + part.totals.total_nodes, 0)
  return isComplete(header) && nodes < wholeAgainNodes && bytes < wholeAgainBytes
}
