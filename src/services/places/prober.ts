import type { ProberResults, ProberWork } from '../../contract/places.ts'
import { controlAddresses } from '../../contract/control-addresses.ts'
import { ServiceError } from '../../contract/errors.ts'
import { checksPerMinute, controlNode } from '../../domain/evidence/index.ts'
import { hash53, minuteMs } from '../../domain/values/index.ts'
import { addResults, checkedUrls } from '../../store/evidence/index.ts'
import { connectionsOf, hasCredentials, someRows, type CandidateRow } from '../../store/placement/index.ts'
import { noteSeen, type PlaceRecord } from '../../store/places/index.ts'
import { loadSettings } from '../../store/system/index.ts'
import type { ServiceContext } from '../context/context.ts'
import { siteSettings } from '../system/site-settings.ts'
import { ownNetwork } from '../rounds/own-network.ts'
import { toNewResult } from '../rounds/new-result.ts'

/** Nodes of which a trusted place is told the stored network: up to 6 operations each. */
const networksMax = 40
const readsAtOnce = 8
/** What a place may send late: its site was away. */
const lateMs = 15 * minuteMs
const aheadMs = 2 * minuteMs

function placeOf(ctx: ServiceContext): PlaceRecord {
  if (ctx.place === undefined) throw new ServiceError('api_key_invalid')
  return ctx.place
}

/** What a place has to check, as JSON text; its tag changes with the content only. One operation from a fresh view. */
export async function proberWork(
  ctx: ServiceContext,
): Promise<{ readonly body: string; readonly etag: string }> {
  const place = placeOf(ctx)
  const settings = siteSettings(await loadSettings(ctx))
  const controls = controlAddresses(settings.control_addresses)
  const rows = await someRows(ctx)
  const networks = place.trusted === 1 ? await networksOf(ctx, rows) : new Map<number, object>()
  const work: ProberWork = {
    place: { id: place.id, name: place.name },
    checks_per_minute: checksPerMinute,
    network_name: settings.check_network_name,
    nodes: [
      ...rows.flatMap((row) => {
        const urls = checkedUrls(connectionsOf(row))
        return urls.length === 0 ? [] : [{ id: row.id, urls, ...networks.get(row.id) }]
      }),
      ...(controls.length === 0 ? [] : [{ id: controlNode, urls: controls }]),
    ],
  }
  const body = JSON.stringify(work)
  return { body, etag: `W/"${hash53(body).toString(36)}"` }
}

async function networksOf(ctx: ServiceContext, rows: readonly CandidateRow[]): Promise<Map<number, object>> {
  const networks = new Map<number, object>()
  const own = rows.filter(hasCredentials).slice(0, networksMax)
  for (let from = 0; from < own.length; from += readsAtOnce) {
    await Promise.all(
      own.slice(from, from + readsAtOnce).map(async (row) => {
        const network = await ownNetwork(ctx, row.id)
        if (network !== undefined) networks.set(row.id, network)
      }),
    )
  }
  return networks
}

/** Keeps what a place found, of addresses that are listed and not long ago. Answers how much of it was new. */
export async function proberResults(
  ctx: ServiceContext,
  { version = '', results }: ProberResults,
): Promise<{ kept: number }> {
  const { id } = placeOf(ctx)
  const asked = new Set(results.map(({ node }) => node))
  const rows = (await someRows(ctx)).filter((row) => asked.has(row.id))
  const urls = new Map(rows.map((row) => [row.id, new Set(checkedUrls(connectionsOf(row)))]))
  const { control_addresses: controls } = siteSettings(await loadSettings(ctx))
  urls.set(controlNode, new Set(controlAddresses(controls)))
  const nowMs = ctx.clock()
  const found = results.flatMap((result) => {
    const ms = Date.parse(result.check_time)
    const isListed = urls.get(result.node)?.has(result.url) === true
    if (!isListed || ms < nowMs - lateMs || ms > nowMs + aheadMs) return []
    const { latency_ms = -1, connection_count = 0 } = result
    const check = { ...result, latency_ms, connection_count }
    return toNewResult(result.node, result.url, check, Math.min(ms, nowMs)) ?? []
  })
  const kept = await addResults(ctx, id, found)
  await noteSeen(ctx, id, version.replace(/[^\w.+-]/g, ''))
  return { kept }
}
