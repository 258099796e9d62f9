import {
  addressTag,
  addToHistory,
  checkSeries,
  emptyHistory,
  findingsOf,
  sitePlace,
  toldResults,
  type CheckSeries,
  type PlaceFinding,
} from '../../domain/evidence/index.ts'
import { slotOf, zoneDayOf } from '../../domain/values/index.ts'
import type { Connection } from '../../contract/node.ts'
import type { StoreContext } from '../context/context.ts'
import { checkHistoryKey } from '../kv/evidence-keys.ts'
import { parseRecord } from '../kv/port.ts'
import { placeNames } from '../places/index.ts'
import { loadZoneMs } from '../system/site-zone.ts'
import type { HistoryRecord } from './history-record.ts'
import { checkedUrls } from './node-evidence.ts'
import { readLooks } from './read-evidence.ts'

/** What one place found of a node: newest of the last hour, and its history. */
export type PlaceChecks = {
  readonly id: string
  /** '' of the site's own checker. */
  readonly name: string
  readonly finding: PlaceFinding | undefined
  readonly slots: CheckSeries
  readonly days: CheckSeries
}

/** Places of which one answer tells: each costs two operations, unless the isolate knows its name. */
const placesMax = 12

/**
 * What each place found of a node, the site's own first, at most 12: a get and a list (unless read within 5 s), and two
 * gets for a place whose name is not in memory. Revoked places are left out.
 */
export async function readNodeChecks(
  ctx: StoreContext,
  { id, connections }: { readonly id: number; readonly connections: readonly Connection[] },
): Promise<PlaceChecks[]> {
  const [text, looks, zoneMs] = await Promise.all([
    ctx.kv.get(checkHistoryKey(id)),
    readLooks(ctx),
    loadZoneMs(ctx),
  ])
  const nowMs = ctx.clock()
  const record = parseRecord<HistoryRecord>(text)
  const tags = new Set(checkedUrls(connections).map(addressTag))
  const findings = new Map(findingsOf(looks, id, tags, nowMs).map((finding) => [finding.place, finding]))
  const recent = [...looks].filter(([, { nodes }]) => nodes.has(id)).map(([place]) => place)
  // Those that look now before those that once did: the record keeps the names of revoked ones.
  const places = [...new Set([...recent, ...Object.keys(record?.places ?? {}).toReversed()])]
  places.sort((one, other) => Number(other === sitePlace) - Number(one === sitePlace))
  const names = await placeNames(ctx, places.slice(0, placesMax))
  const now = { slot: slotOf(nowMs), day: zoneDayOf(nowMs, zoneMs) }
  return places.flatMap((place) => {
    const name = place === sitePlace ? '' : names.get(place)
    if (name === undefined) return []
    const seen = looks.get(place)
    const results = seen === undefined ? [] : toldResults(seen, id)
    const history = addToHistory(record?.places[place] ?? emptyHistory, results, zoneMs)
    return { id: place, name, finding: findings.get(place), ...checkSeries(history, now) }
  })
}
