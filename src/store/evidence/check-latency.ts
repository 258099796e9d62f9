import {
  addToHistory,
  emptyHistory,
  medianOf,
  toldResults,
  type CheckSlot,
} from '../../domain/evidence/index.ts'
import type { StoreContext } from '../context/context.ts'
import { checkHistoryKey } from '../kv/evidence-keys.ts'
import { readRecord, recordOf } from '../kv/record.ts'
import type { HistoryRecord } from './history-record.ts'
import { readLooks } from './read-evidence.ts'

/** Latency in ms by number: of slots of ten minutes and of days of the site's zone. What nobody measured is not there. */
export type CheckLatency = {
  readonly slots: ReadonlyMap<number, number>
  readonly days: ReadonlyMap<number, number>
}

function medians(lists: readonly (readonly CheckSlot[])[]): ReadonlyMap<number, number> {
  const found = new Map<number, number[]>()
  for (const [at, , , latencyMs] of lists.flat()) {
    if (latencyMs < 0) continue
    const known = found.get(at)
    if (known === undefined) found.set(at, [latencyMs])
    else known.push(latencyMs)
  }
  return new Map([...found].map(([at, list]) => [at, Math.round(medianOf(list) * 10) / 10]))
}

/** What checks of all places measured of a node, the median of the places: one get, and the checks of the last hour. */
export async function readCheckLatency(ctx: StoreContext, id: number, zoneMs: number): Promise<CheckLatency> {
  const [text, looks] = await Promise.all([ctx.kv.get(checkHistoryKey(id)), readLooks(ctx)])
  const places = { ...recordOf(readRecord<HistoryRecord>(text))?.places }
  for (const [place, seen] of looks) {
    const results = toldResults(seen, id)
    if (results.length > 0) places[place] = addToHistory(places[place] ?? emptyHistory, results, zoneMs)
  }
  const histories = Object.values(places)
  return {
    slots: medians(histories.map(({ slots }) => slots)),
    days: medians(histories.map(({ days }) => days)),
  }
}
