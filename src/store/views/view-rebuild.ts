import { shardChars } from '../kv/keys.ts'
import type { StoreContext } from '../context/context.ts'
import { closeSiteSlots, readSiteSlots } from './site-slots.ts'
import { coarseNodesMin } from './list-rows.ts'
import { collectPart, type Collected } from './view-collect.ts'
import {
  headsOnly,
  isComplete,
  oldestMs,
  sumOf,
  sumParts,
  type Manifest,
  type PartSums,
  type SiteManifest,
} from './manifest.ts'
import {
  configViewKey,
  growingViewKey,
  onePartAgain,
  onePartNodesMax,
  viewBytesMax,
  viewKey,
} from './view-keys.ts'
import { dirtySnapshot, settleDirty } from './view-memory.ts'
import { areAbove, composePart, type BuiltPart } from './view-part.ts'
import { decodeValue, encodeValue, remember } from './view-value.ts'
import { knownZoneMs } from '../system/site-zone.ts'
import { siteHistory } from '../../domain/presence/index.ts'
import { zoneDayOf } from '../../domain/values/index.ts'

/** Pages of index keys within which a site may have one part. */
const onePartPagesMax = 5
/** Nodes that one rebuild of a divided view redoes: from nothing each costs a read and about 0.1 ms of CPU. */
const nodesAtOnce = 600
const partsAtOnce = { min: 2, max: 12 }

/** What is done behind a rebuild with what it came across (store/sweep); who has no need of it leaves it out. */
export type Tidy = (ctx: StoreContext, part: string, collected: Collected) => Promise<void>

/**
 * Builds the view anew. With one part up to about a thousand nodes; above, the `wanted` parts and the stalest ones, while
 * the others stay as they are. `known` is what the reader found; `tidy` sweeps leftovers behind the answer.
 */
export async function rebuildView(
  ctx: StoreContext,
  known: Manifest | undefined,
  wanted: readonly string[],
  tidy: Tidy | undefined,
): Promise<void> {
  const old = known?.divided === true ? await readSite(ctx, viewKey('p')) : undefined
  if (old === undefined || fitsOnePart(old)) {
    if (await rebuildOnePart(ctx, tidy)) return
  }
  const isGrowing = known?.divided === false
  const begun = isGrowing ? await readSite(ctx, growingViewKey) : old
  const redone = await rebuildParts(ctx, begun, wanted, tidy)
  const next = { v: 4 as const, divided: true, parts: { ...begun?.parts, ...redone } }
  if (!isGrowing || isComplete(next)) await writeManifest(ctx, next)
  // The parts so far are kept beside the old view, which is answered until all are there.
  if (isGrowing) {
    await (isComplete(next)
      ? ctx.kv.delete(growingViewKey)
      : ctx.kv.put(growingViewKey, encodeValue(next, [])))
  }
}

async function readSite(ctx: StoreContext, key: string): Promise<SiteManifest | undefined> {
  return decodeValue<SiteManifest>(await ctx.kv.get(key))?.header
}

function fitsOnePart(site: SiteManifest): boolean {
  return (
    isComplete(site) &&
    sumOf(site, ({ nodes }) => nodes) < onePartAgain.nodes &&
    sumOf(site, ({ bytes }) => bytes) < onePartAgain.bytes &&
    sumOf(site, ({ keys }) => keys) < onePartAgain.keys
  )
}

/** True when the whole site fitted into one part and was written. */
async function rebuildOnePart(ctx: StoreContext, tidy: Tidy | undefined): Promise<boolean> {
  const snapshot = dirtySnapshot(ctx.memory)
  const bounds = { pagesMax: onePartPagesMax, nodesMax: onePartNodesMax }
  const [collected, slots] = await Promise.all([collectPart(ctx, '', bounds), readSiteSlots(ctx)])
  if (collected === undefined) return false
  const built = composePart(collected, ctx.clock(), {
    isLong: (nodes) => nodes >= coarseNodesMin,
    mayShorten: false,
  })
  const values = [built.listRows, built.candidateRows, collected.configRows]
  if (values.some((rows) => areAbove(rows, viewBytesMax))) return false
  await Promise.all([
    writeManifest(ctx, { v: 4, divided: false, parts: { '': built.sums } }, slots, built),
    writeConfigs(ctx, '', collected),
  ])
  settleDirty(ctx.memory, snapshot, '')
  if (tidy) ctx.waitUntil(tidy(ctx, '', collected))
  return true
}

/** Rebuilds the wanted parts and the stalest others, one after the other. */
async function rebuildParts(
  ctx: StoreContext,
  begun: SiteManifest | undefined,
  wanted: readonly string[],
  tidy: Tidy | undefined,
): Promise<Record<string, PartSums>> {
  const redone: Record<string, PartSums> = {}
  const isLong =
    begun === undefined || !isComplete(begun) || sumOf(begun, ({ nodes }) => nodes) >= coarseNodesMin
  for (const part of partsToRedo(begun, wanted)) {
    const snapshot = dirtySnapshot(ctx.memory)
    const collected = await collectPart(ctx, part)
    if (collected === undefined) {
      ctx.log?.('view_part_too_large', { part })
      continue
    }
    const built = composePart(collected, ctx.clock(), { isLong: () => isLong, mayShorten: true })
    await writePart(ctx, part, collected, built)
    settleDirty(ctx.memory, snapshot, part)
    redone[part] = built.sums
    if (tidy) ctx.waitUntil(tidy(ctx, part, collected))
  }
  return redone
}

function partsToRedo(begun: SiteManifest | undefined, wanted: readonly string[]): string[] {
  const builtMs = (part: string): number => begun?.parts[part]?.builtMs ?? 0
  const first = wanted.filter((part) => shardChars.includes(part) && part !== '')
  const others = [...shardChars].filter((part) => !first.includes(part))
  const stalest = others.sort((one, other) => builtMs(one) - builtMs(other))
  const built = Object.keys(begun?.parts ?? {}).length
  const perPart = built === 0 ? Infinity : sumOf(begun ?? { parts: {} }, ({ nodes }) => nodes) / built
  const count = Math.min(Math.max(Math.floor(nodesAtOnce / perPart), partsAtOnce.min), partsAtOnce.max)
  return [...first, ...stalest].slice(0, Math.max(count, first.length))
}

async function writePart(
  ctx: StoreContext,
  part: string,
  collected: Collected,
  { sums, listRows, candidateRows }: BuiltPart,
): Promise<void> {
  const header = { v: 4, builtMs: sums.builtMs }
  remember(ctx, viewKey('p', part), { header, rows: listRows })
  remember(ctx, viewKey('q', part), { header, rows: candidateRows })
  await Promise.all([
    ctx.kv.put(viewKey('p', part), encodeValue(header, listRows)),
    ctx.kv.put(viewKey('q', part), encodeValue(header, candidateRows)),
    writeConfigs(ctx, part, collected),
  ])
}

async function writeConfigs(ctx: StoreContext, part: string, collected: Collected): Promise<void> {
  const text = collected.configRows.join('\n')
  if (text !== (collected.configText ?? '')) await ctx.kv.put(configViewKey(part), text)
}

/** Writes both manifests; `inline` are the rows of the only part. */
async function writeManifest(
  ctx: StoreContext,
  manifest: Manifest<PartSums>,
  known?: Awaited<ReturnType<typeof readSiteSlots>>,
  inline?: BuiltPart,
): Promise<void> {
  const slots = known ?? (await readSiteSlots(ctx))
  const nowMs = ctx.clock()
  const { window } = sumParts(manifest, nowMs, zoneDayOf(nowMs, knownZoneMs(ctx)))
  const site: SiteManifest = { ...manifest, history: siteHistory(slots.closed, window, nowMs) }
  const heads = headsOnly(manifest)
  const [listRows, candidateRows] = [inline?.listRows ?? [], inline?.candidateRows ?? []]
  remember(ctx, viewKey('p'), { header: site, rows: listRows })
  remember(ctx, viewKey('q'), { header: heads, rows: candidateRows })
  await Promise.all([
    ctx.kv.put(viewKey('p'), encodeValue(site, listRows)),
    ctx.kv.put(viewKey('q'), encodeValue(heads, candidateRows)),
  ])
  if (isComplete(manifest)) ctx.waitUntil(closeSiteSlots(ctx, window, oldestMs(manifest), slots))
}
