import { ServiceError } from '../../contract/errors.ts'
import { getListedNode, type NodeRecord } from '../../store/nodes/index.ts'
import { hash53, isoTime } from '../../domain/values/index.ts'
import type { SiteContext } from '../context/context.ts'
import { readNumbers } from '../../store/numbers/index.ts'
import { rememberText } from '../../store/views/index.ts'
import { Bytes } from './bytes.ts'
import { percentOf, ringOf, RingTexts } from './facade-health.ts'
import {
  healthWordOf,
  hiddenAt,
  lastSeenMs,
  readFacade,
  responseTimeOf,
  whereOf,
  type FacadeRow,
  type Hidden,
} from './facade-rows.ts'

/** What the list of the closed service is asked. `tags`: any of them. */
export type FacadeQuery = {
  readonly page: number
  readonly per_page: number
  readonly is_active?: boolean | undefined
  readonly protocol: string
  readonly search: string
  readonly tags: readonly string[]
}

/** An answer that is JSON by itself. */
export type FacadeAnswer = {
  readonly etag: string
  readonly body: () => Promise<string | Uint8Array<ArrayBuffer>>
}

/** Its page of nodes, by number. Throws view_rebuilding. */
export async function facadeNodes(ctx: SiteContext, query: FacadeQuery): Promise<FacadeAnswer> {
  const facade = await readFacade(ctx)
  const name = hash53(JSON.stringify([facade.version, query, ctx.origin])).toString(36)
  const make = async (): Promise<Uint8Array<ArrayBuffer>> => {
    const found = (await facade.rows()).filter(matching(query))
    const { page, per_page: perPage } = query
    const shown = found.slice((page - 1) * perPage, page * perPage)
    const item = new Items(hiddenAt(ctx.origin), new RingTexts(facade))
    const pages = Math.ceil(found.length / perPage)
    const bytes = new Bytes()
    bytes.add('{"success":true,"data":{"items":[')
    shown.forEach((row, at) => bytes.add((at === 0 ? '' : ',') + item.of(row)))
    bytes.add(`],"total":${found.length},"page":${page},"per_page":${perPage},"total_pages":${pages}},`)
    bytes.add('"error":null,"message":null}')
    return bytes.whole()
  }
  return { etag: `W/"${name}"`, body: () => rememberText(ctx, `uptime ${name}`, make) }
}

function matching({ is_active: isActive, protocol, search, tags }: FacadeQuery): (row: FacadeRow) => boolean {
  const words = search.toLowerCase()
  return (row) =>
    (isActive === undefined || row.isActive === isActive) &&
    (protocol === '' || row.protocol === protocol) &&
    (tags.length === 0 || tags.some((tag) => row.tags.includes(tag))) &&
    (words === '' || `${row.cells.name} ${row.cells.notes}`.toLowerCase().includes(escaped(words)))
}

/** As the cells of a list have it: pure ASCII, inside a JSON text. */
function escaped(words: string): string {
  return ascii(JSON.stringify(words).slice(1, -1))
}

// One-byte strings are pieced together and sent in half the time. What `replace` makes of a text with other characters
// would have two bytes a character even where none of them is left.
function ascii(json: string): string {
  const units = Array.from({ length: json.length }, (_, at) => {
    const code = json.charCodeAt(at)
    return code < 128 ? (json[at] ?? '') : `\\u${code.toString(16).padStart(4, '0')}`
  })
  return units.join('')
}

/** Nodes as the closed service has them. */
class Items {
  readonly #hidden: Hidden
  readonly #rings: RingTexts
  readonly #tags = new Map<readonly string[], string>()
  readonly #times = new Map<number, string>()

  constructor(hidden: Hidden, rings: RingTexts) {
    this.#hidden = hidden
    this.#rings = rings
  }

  #time(ms: number): string {
    const text = this.#times.get(ms) ?? isoTime(ms)
    this.#times.set(ms, text)
    return text
  }

  #tagsText(tags: readonly string[]): string {
    const text = this.#tags.get(tags) ?? ascii(JSON.stringify(tags))
    this.#tags.set(tags, text)
    return text
  }

  /** One node, its keys in the order of the closed service. */
  of(row: FacadeRow): string {
    const { host, port, address } = whereOf(row, this.#hidden)
    const used = Math.min(100, (100 * row.figures.connections) / Math.max(1, row.figures.connectionsMax))
    const seen = this.#time(lastSeenMs(row))
    return (
      `{"id":${row.number},"name":${row.cells.name},"host":"${host}","port":${port},` +
      `"protocol":"${row.protocol}","version":${row.cells.version},"description":${row.cells.notes},` +
      `"max_connections":100,"current_connections":${Math.round(used)},"is_active":${row.isActive},` +
      `"is_approved":true,"allow_relay":${row.figures.relay},"network_name":null,"network_secret":null,` +
      `"created_at":"${this.#time(Number(row.cells.created))}","updated_at":"${seen}",` +
      `"address":${JSON.stringify(address)},"usage_percentage":${Math.max(0.1, Math.round(used * 10) / 10)},` +
      `"current_health_status":"${healthWordOf(row)}","last_check_time":"${seen}",` +
      `"last_response_time":${responseTimeOf(row)},${this.#rings.of(row)}` +
      `"qq_number":null,"wechat":null,"mail":null,"tags":${this.#tagsText(row.tags)}}`
    )
  }
}

/** All tags of listed nodes, sorted. Throws view_rebuilding. */
export async function facadeTags(ctx: SiteContext): Promise<FacadeAnswer> {
  const rows = await (await readFacade(ctx)).rows()
  const tags = [...new Set(rows.flatMap((row) => row.tags))].sort()
  const text = JSON.stringify({ success: true, data: tags, error: null, message: null })
  return { etag: `W/"${hash53(text).toString(36)}"`, body: async () => text }
}

/** The last hours of one node, at most 24. Throws view_rebuilding, node_not_found. */
export async function facadeStats(ctx: SiteContext, number: number, hours: number): Promise<FacadeAnswer> {
  const facade = await readFacade(ctx)
  const row = (await facade.rows()).find((one) => one.number === number)
  if (row === undefined) throw new ServiceError('node_not_found')
  const ring = ringOf(row, facade)
  const buckets = Math.min(ring.total.length, Math.max(1, Math.round(hours * 4)))
  const sum = (counts: readonly number[]): number =>
    counts.slice(0, buckets).reduce((all, one) => all + one, 0)
  const [total, healthy] = [sum(ring.total), sum(ring.healthy)]
  const percentage = percentOf({ totalSum: total, healthySum: healthy })
  const data = {
    total_checks: total,
    healthy_count: healthy,
    unhealthy_count: total - healthy,
    health_percentage: percentage,
    average_response_time: responseTimeOf(row),
    uptime_percentage: percentage,
    last_check_time: isoTime(lastSeenMs(row)),
    last_status: healthWordOf(row),
  }
  const text = JSON.stringify({ success: true, data, error: null, message: null })
  return { etag: `W/"${hash53(text).toString(36)}"`, body: async () => text }
}

/** The node that has a number, while it is listed. */
export async function nodeOfNumber(ctx: SiteContext, number: number): Promise<NodeRecord | undefined> {
  for (const [id, own] of await readNumbers(ctx)) if (own === number) return getListedNode(ctx, id)
  return undefined
}
