import { controlNode, isGood, type Result } from '../../domain/evidence/index.ts'
import { checkHistoryKey, evidenceKeys } from '../kv/evidence-keys.ts'
import { emptyValue, mapBounded, parseRecord } from '../kv/port.ts'
import type { StoreContext } from '../context/context.ts'
import { markDirty, markReported } from '../views/view-memory.ts'
import type { HistoryRecord } from './history-record.ts'
import { readLooks, staleLooks, type Looks } from './read-evidence.ts'

/** What a place tells of one check. */
export type NewResult = Omit<Result, 'place' | 'sinceMs' | 'mostSeen'>

/** Histories that are looked up for nodes of which the last hour knows nothing. */
const lookupsMax = 16
const putsAtOnce = 8

function whole(ms: number): number {
  return ms - (ms % 1000)
}

/**
 * Keeps what a place has found, about 13 checks a put. The same results again make the same facts. Results of a check
 * that is known are left out. Answers how many were new.
 */
export async function addResults(
  ctx: StoreContext,
  place: string,
  results: readonly NewResult[],
): Promise<number> {
  const looks = await readLooks(ctx)
  const fresh = results
    .map((result) => ({ ...result, ms: whole(result.ms) }))
    .filter((result) => !isKnown(looks, place, result))
    .sort((one, other) => one.ms - other.ms)
  const most = await mostSeenBefore(ctx, looks, fresh)
  const made: Result[] = []
  const newest = new Map<number, Result>()
  for (const result of fresh) {
    const before = newest.get(result.node) ?? looks.get(place)?.nodes.get(result.node)?.results.at(-1)
    const isSame = before !== undefined && isGood(before) === isGood(result) && before.ms <= result.ms
    const mostSeen = Math.max(most.get(result.node) ?? 0, before?.mostSeen ?? 0, result.peers)
    const one = { ...result, place, sinceMs: isSame ? before.sinceMs : result.ms, mostSeen }
    made.push(one)
    if (result.code !== 'unlooked') newest.set(result.node, one)
  }
  await mapBounded(evidenceKeys(place, made), putsAtOnce, (key) => ctx.kv.put(key, emptyValue))
  staleLooks(ctx)
  // A check that says what the one before said changes figures only.
  for (const { node, ms, sinceMs, code } of newest.values()) {
    if (node !== controlNode && (ms === sinceMs || !isGood({ code }))) markDirty(ctx, node)
  }
  if (made.length > 0) markReported(ctx)
  return made.length
}

function isKnown(looks: Looks, place: string, { node, ms, address }: NewResult): boolean {
  const known = looks.get(place)?.nodes.get(node)?.results ?? []
  return known.some((result) => result.ms === ms && result.address === address)
}

/** The most connections seen so far: by other places lately, else as folded. */
async function mostSeenBefore(
  ctx: StoreContext,
  looks: Looks,
  results: readonly NewResult[],
): Promise<ReadonlyMap<number, number>> {
  const most = new Map<number, number>()
  const unknown: number[] = []
  for (const id of new Set(results.map(({ node }) => node))) {
    const newest = [...looks.values()].flatMap(({ nodes }) => nodes.get(id)?.results.at(-1) ?? [])
    if (newest.length > 0) most.set(id, Math.max(...newest.map(({ mostSeen }) => mostSeen)))
    else if (id !== controlNode) unknown.push(id)
  }
  await mapBounded(unknown.slice(0, lookupsMax), putsAtOnce, async (id) => {
    const record = parseRecord<HistoryRecord>(await ctx.kv.get(checkHistoryKey(id)))
    most.set(id, record?.mostSeen ?? 0)
  })
  return most
}
