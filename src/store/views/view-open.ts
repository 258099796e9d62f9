import { ServiceError } from '../../contract/errors.ts'
import type { StoreContext } from '../context/context.ts'
import { isComplete, partNames, type Manifest, type PartHead } from './manifest.ts'
import { dirtyNames, isAnswerable, isRebuilding, shouldRefresh, staleParts } from './view-age.ts'
import { viewKey, waitKey, type ViewKind } from './view-keys.ts'
import { rebuildView, type Tidy } from './view-rebuild.ts'
import { readValue, type ViewValue } from './view-value.ts'

/** A view that may be answered from. */
export type OpenView<Part extends PartHead> = {
  readonly manifest: Manifest<Part>
  /** Rows of a part; one that is lost or has become too old is rebuilt first. Throws view_rebuilding. */
  readonly rows: (part: string) => Promise<readonly string[]>
}

/** Parts that one request asks to be rebuilt before it answers. */
const rebuildsMax = 3
/** Round trips that a request waits for another one of its isolate. */
const waitsMax = 64

/**
 * Opens a view, of which the parts that `choose` names will be answered, by default all. Stale ones are rebuilt first,
 * by one request of an isolate at a time; the others answer from what there is, up to ten minutes old, and wait only where
 * something was changed in this isolate. One operation from a fresh view. Throws view_rebuilding while a part is missing.
 */
export async function openView<Part extends PartHead>(
  ctx: StoreContext,
  kind: ViewKind,
  choose: (manifest: Manifest<Part>) => readonly string[] = partNames,
  tidy?: Tidy,
): Promise<OpenView<Part>> {
  let value = await readManifest<Part>(ctx, kind)
  // Nothing can be chosen from a view of which parts are missing: those come first.
  const namesOf = (manifest: Manifest<Part>): readonly string[] =>
    isComplete(manifest) ? choose(manifest) : partNames(manifest)
  let names = value === undefined ? [] : namesOf(value.header)
  const reread = async (): Promise<void> => {
    const before = value
    value = await readManifest<Part>(ctx, kind)
    if (value !== undefined && value.header !== before?.header) names = namesOf(value.header)
  }
  for (let waits = 0; waits < waitsMax; waits += 1) {
    const stale = value === undefined ? [] : staleParts(ctx, value.header, names)
    if (value !== undefined && stale.length === 0) break
    if (!isRebuilding(ctx)) {
      await rebuildOnce(ctx, value?.header, stale, tidy)
      await reread()
      break
    }
    if (value !== undefined && mayAnswer(ctx, value.header, names)) break
    await ctx.kv.get(waitKey)
    await reread()
  }
  if (value === undefined || !isAnswerable(ctx, value.header, names))
    throw new ServiceError('view_rebuilding')
  const { header: manifest } = value
  if (shouldRefresh(ctx, manifest)) ctx.waitUntil(rebuildOnce(ctx, manifest, [], tidy))
  return { manifest, rows: rowsReader(ctx, kind, value, tidy) }
}

function readManifest<Part extends PartHead>(
  ctx: StoreContext,
  kind: ViewKind,
): Promise<ViewValue<Manifest<Part>> | undefined> {
  return readValue<Manifest<Part>>(ctx, viewKey(kind))
}

/** While another request rebuilds: true when this one has not to wait for it. */
function mayAnswer(ctx: StoreContext, manifest: Manifest, names: readonly string[]): boolean {
  const dirty = dirtyNames(ctx, manifest)
  return isAnswerable(ctx, manifest, names) && !names.some((name) => dirty.has(name))
}

/** Rebuilds, and nobody else of this isolate meanwhile. A failure leaves what there is, which may still be answered. */
async function rebuildOnce(
  ctx: StoreContext,
  known: Manifest | undefined,
  wanted: readonly string[],
  tidy: Tidy | undefined,
): Promise<void> {
  ctx.memory.isRebuilding = true
  ctx.memory.rebuildMs = ctx.clock()
  try {
    await rebuildView(ctx, known, wanted.slice(0, rebuildsMax), tidy)
  } catch (error) {
    if (known === undefined || !isAnswerable(ctx, known, wanted)) throw error
    ctx.log?.('view_rebuild_failed', { error: error instanceof Error ? error.message : typeof error })
  } finally {
    ctx.memory.isRebuilding = false
  }
}

function rowsReader<Part extends PartHead>(
  ctx: StoreContext,
  kind: ViewKind,
  { header: manifest, rows }: ViewValue<Manifest<Part>>,
  tidy: Tidy | undefined,
): OpenView<Part>['rows'] {
  let rebuilds = 0
  return async (part) => {
    if (!manifest.divided) return rows
    const value = isAnswerable(ctx, manifest, [part])
      ? await readValue<unknown>(ctx, viewKey(kind, part))
      : undefined
    if (value !== undefined) return value.rows
    if (rebuilds < rebuildsMax) {
      rebuilds += 1
      await rebuildOnce(ctx, manifest, [part], tidy)
      const rebuilt = await readValue<unknown>(ctx, viewKey(kind, part))
      if (rebuilt !== undefined) return rebuilt.rows
    }
    throw new ServiceError('view_rebuilding')
  }
}
