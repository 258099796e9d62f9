import {
  addToHistory,
  emptyHistory,
  looksOf,
  toldResults,
  type CheckHistory,
  type PlaceLooks,
  type Result,
} from '../../domain/evidence/index.ts'
import { minuteMs, slotMs } from '../../domain/values/index.ts'
import type { StoreContext } from '../context/context.ts'
import { checkHistoryKey, evidencePrefix, evidenceTimeMs, foldProgressKey } from '../kv/evidence-keys.ts'
import { listAll, mapBounded, parseRecord } from '../kv/port.ts'
import { readRecord, recordOf } from '../kv/record.ts'
import { loadZoneMs } from '../system/site-zone.ts'
import type { HistoryRecord } from './history-record.ts'
import { resultsOf } from './read-evidence.ts'

/** The last hour says how nodes are; with what places may send late, so much stays. */
const keptMs = 80 * minuteMs
/** Folding waits until the oldest check is this old, so that a node's record is written about every 40 minutes. */
const waitMs = 120 * minuteMs
const pagesMax = 64
const bounds = { nodes: 200, deletes: 200, width: 16 } as const

/** How far a fold has come that takes several ticks: checks up to `horizonMs`, of nodes up to `after`. */
type Progress = { readonly v: 1; readonly horizonMs: number; readonly after: number }

const everyNode = Number.MAX_SAFE_INTEGER

/**
 * Folds checks older than 80 minutes into the records of their nodes, some 200 nodes at a time, and removes them once all
 * are folded. Doing it twice, or at two places, gives the same records.
 */
export async function foldEvidence(ctx: StoreContext, signal?: AbortSignal): Promise<void> {
  const nowMs = ctx.clock()
  const { keys } = await listAll(ctx.kv, evidencePrefix, pagesMax)
  const times = keys.map((key) => ({ key, ms: evidenceTimeMs(key) ?? 0 }))
  const progress = parseRecord<Progress>(await ctx.kv.get(foldProgressKey))
  const isWaiting = times.some(({ ms }) => ms < nowMs - waitMs)
  if (progress === undefined && !isWaiting) return
  const horizonMs = progress?.horizonMs ?? Math.floor((nowMs - keptMs) / slotMs) * slotMs
  const old = times.filter(({ ms }) => ms < horizonMs)
  const after = progress?.after ?? 0
  const reached =
    after === everyNode ? after : await foldNodes(ctx, resultsOf(keys, nowMs), { horizonMs, after }, signal)
  const gone = reached === everyNode ? old.slice(0, bounds.deletes) : []
  await mapBounded(gone, bounds.width, ({ key }) => ctx.kv.delete(key))
  if (reached === everyNode && gone.length === old.length) await ctx.kv.delete(foldProgressKey)
  else
    await ctx.kv.put(foldProgressKey, JSON.stringify({ v: 1, horizonMs, after: reached } satisfies Progress))
}

/** Folds results of some nodes beyond `after`; answers the last one, or that all are done. */
async function foldNodes(
  ctx: StoreContext,
  results: readonly Result[],
  { horizonMs, after }: Pick<Progress, 'horizonMs' | 'after'>,
  signal: AbortSignal | undefined,
): Promise<number> {
  const zoneMs = await loadZoneMs(ctx)
  // Later checks are not folded yet, and tell which of the failures were the place's own.
  const looks = looksOf(results)
  const groups = new Map<number, Result[]>()
  for (const result of results) {
    if (result.node <= after || result.ms >= horizonMs) continue
    const group = groups.get(result.node)
    if (group === undefined) groups.set(result.node, [result])
    else group.push(result)
  }
  const ids = [...groups.keys()].sort((one, other) => one - other)
  const now = ids.slice(0, bounds.nodes)
  for (let from = 0; from < now.length; from += bounds.width) {
    if (signal?.aborted === true) return now[from - 1] ?? after
    const some = now.slice(from, from + bounds.width)
    await Promise.all(
      some.map((id) => foldNode(ctx, { id, results: groups.get(id) ?? [], looks, horizonMs }, zoneMs)),
    )
  }
  return now.length === ids.length ? everyNode : (now.at(-1) ?? everyNode)
}

type NodeFold = {
  readonly id: number
  readonly results: readonly Result[]
  /** Results of all nodes, also beyond the horizon. */
  readonly looks: ReadonlyMap<string, PlaceLooks>
  readonly horizonMs: number
}

async function foldNode(
  ctx: StoreContext,
  { id, results, looks, horizonMs }: NodeFold,
  zoneMs: number,
): Promise<void> {
  const reading = readRecord<HistoryRecord>(await ctx.kv.get(checkHistoryKey(id)))
  // One of a later version knows more than would be written here.
  if (reading.kind === 'unreadable' && reading.isNewer) return
  const record = recordOf(reading)
  const places: Record<string, CheckHistory> = { ...record?.places }
  for (const [place, seen] of looks) {
    const told = toldResults(seen, id).filter(({ ms }) => ms < horizonMs)
    if (told.length > 0) places[place] = addToHistory(places[place] ?? emptyHistory, told, zoneMs)
  }
  const mostSeen = Math.max(record?.mostSeen ?? 0, ...results.map((result) => result.mostSeen))
  await ctx.kv.put(checkHistoryKey(id), JSON.stringify({ v: 1, places, mostSeen } satisfies HistoryRecord))
}
