import { connectionUrl } from '../../contract/connection-url.ts'
import { dialledProtocols } from '../../contract/vocabulary.ts'
import type { SiteContext } from '../context/context.ts'
import { tagsOf } from '../../domain/placement/index.ts'
import { readNumbers } from '../../store/numbers/index.ts'
import {
  figuresOfLine,
  idOfLine,
  offeredOf,
  someLines,
  type LineFigures,
} from '../../store/placement/index.ts'
import { knownZoneMs, loadSettings } from '../../store/system/index.ts'
import { listColumns, readPublic, someListCells, type ListPage } from '../../store/views/index.ts'

/** Tags by which readers of the closed service tell nodes. */
const domesticTag = '国内'
const relayTag = 'MC中继'

/** What an item has of a listed node, each the text of a JSON value. */
export type FacadeCells = {
  readonly name: string
  readonly tags: string
  readonly status: string
  readonly protocols: string
  readonly lastReport: string
  readonly created: string
  readonly version: string
  readonly notes: string
  readonly days: string
}

/** Their columns, in the order in which a row has them. */
const columns = (
  [
    'id',
    'node_name',
    'tags',
    'status',
    'protocols',
    'lastReportMs',
    'createdMs',
    'easytier_version',
    'notes',
    'days',
  ] as const
).map((name) => listColumns.indexOf(name))

/** A listed node in the shape of the closed service: what is filtered by, and the rest when it is asked for. */
export type FacadeRow = {
  readonly figures: LineFigures
  readonly number: number
  readonly id: number
  readonly isActive: boolean
  readonly protocol: string
  readonly tags: readonly string[]
  readonly cells: FacadeCells
  /** As the store has it for those who dial. */
  readonly line: string
}

/** The list before its rows are read. */
export type Facade = {
  /** Changes with whatever the rows say. */
  readonly version: string
  /** By number. */
  readonly rows: () => Promise<readonly FacadeRow[]>
  readonly nowMs: number
  readonly zoneMs: number
}

/** How long rows are good for, in ms: as long as other answers made of views. */
const rowsMs = 5000

/** The newest rows of each isolate: whoever reads page by page is not answered by reading the whole list each time. */
const newest = new WeakMap<object, { readonly madeMs: number; readonly version: string; rows: Rows }>()

type Rows = readonly FacadeRow[]

/** All nodes that are listed, proven by a check and have a number. Three operations from fresh views. Throws view_rebuilding. */
export async function readFacade(ctx: SiteContext): Promise<Facade> {
  const page = await readPublic(ctx, { show_offline: true })
  const [numbers, settings] = [await readNumbers(ctx), await loadSettings(ctx)]
  const withRelayTag = settings.relay_tag !== 0
  const version = `${page.etag.slice(3, -1)} ${page.generatedMs} ${numbers.size} ${withRelayTag}`
  return {
    version,
    nowMs: page.generatedMs,
    zoneMs: knownZoneMs(ctx),
    rows: async () => {
      const known = newest.get(ctx.memory)
      const isKnown = known?.version === version && Math.abs(ctx.clock() - known.madeMs) < rowsMs
      if (isKnown) return known.rows
      const rows = await rowsOf(ctx, page, numbers, withRelayTag)
      newest.set(ctx.memory, { madeMs: ctx.clock(), version, rows })
      return rows
    },
  }
}

async function rowsOf(
  ctx: SiteContext,
  page: ListPage,
  numbers: ReadonlyMap<number, number>,
  withRelayTag: boolean,
): Promise<Rows> {
  const lines = new Map<number, string>()
  for (const line of await someLines(ctx)) lines.set(idOfLine(line), line)
  const words = new Words(withRelayTag)
  const rows: FacadeRow[] = []
  for (const listed of await page.rows()) {
    const picked = someListCells(listed, columns)
    const id = Number(picked[0])
    const [number, line] = [numbers.get(id), lines.get(id)]
    if (number === undefined || line === undefined) continue
    const figures = figuresOfLine(line)
    if (figures.provenMs === 0) continue
    const cells = cellsOf(picked)
    const { isActive, protocol, tags } = words.of(cells, figures)
    rows.push({ figures, number, id, isActive, protocol, tags, cells, line })
  }
  return rows.sort((one, other) => one.number - other.number)
}

function cellsOf(picked: readonly string[]): FacadeCells {
  return {
    name: picked[1] ?? 'null',
    tags: picked[2] ?? '""',
    status: picked[3] ?? 'null',
    protocols: picked[4] ?? '[]',
    lastReport: picked[5] ?? 'null',
    created: picked[6] ?? '0',
    version: picked[7] ?? 'null',
    notes: picked[8] ?? 'null',
    days: picked[9] ?? '""',
  }
}

/** Tags and protocols, of which many nodes have the same. */
class Words {
  readonly #withRelayTag: boolean
  /** By own tags: for nodes that are domestic, that relay, both and neither. */
  readonly #tags = new Map<string, (readonly string[] | undefined)[]>()
  readonly #protocols = new Map<string, string>()

  constructor(withRelayTag: boolean) {
    this.#withRelayTag = withRelayTag
  }

  of(
    cells: FacadeCells,
    { isDomestic, relay }: Pick<LineFigures, 'isDomestic' | 'relay'>,
  ): Pick<FacadeRow, 'isActive' | 'protocol' | 'tags'> {
    const isRelay = this.#withRelayTag && relay
    const own = cells.tags
    const known = this.#tags.get(own) ?? []
    const kind = Number(isDomestic) + 2 * Number(isRelay)
    const tags = known[kind] ?? tagsWith(own, isDomestic, isRelay)
    if (known.length === 0) this.#tags.set(own, known)
    known[kind] = tags
    const names = cells.protocols
    const protocol = this.#protocols.get(names) ?? protocolOf(JSON.parse(names) as string[])
    this.#protocols.set(names, protocol)
    return { isActive: cells.status === '"online"', protocol, tags }
  }
}

function tagsWith(own: string, isDomestic: boolean, isRelay: boolean): readonly string[] {
  const more = [...(isDomestic ? [domesticTag] : []), ...(isRelay ? [relayTag] : [])]
  return [...new Set([...tagsOf(String(JSON.parse(own))), ...more])]
}

function protocolOf(names: readonly string[]): string {
  return (dialledProtocols.find((one) => names.includes(one)) ?? names[0] ?? 'TCP').toLowerCase()
}

/** Where the site's own text answers are: what is told of nodes whose owners hide the address. */
export type Hidden = { readonly origin: string; readonly host: string; readonly port: number }

/** Reads an origin. */
export function hiddenAt(origin: string): Hidden {
  const [, scheme, host = '', port] = /^(https?):\/\/(\[[^\]]+\]|[^:/]+)(?::(\d+))?$/.exec(origin) ?? []
  return { origin, host, port: Number(port ?? (scheme === 'http' ? 80 : 443)) }
}

/** Where a node is told to be: raw where its owner publishes it and it is up, else at its own text answer. */
export function whereOf(
  { id, line, isActive, figures, protocol }: FacadeRow,
  { origin, host, port }: Hidden,
): { readonly host: string; readonly port: number; readonly address: string } {
  const raw =
    isActive && figures.isAddressPublic
      ? offeredOf({ line }).find(({ type }) => type.toLowerCase() === protocol)
      : undefined
  if (raw !== undefined) return { host: raw.ip, port: raw.port, address: connectionUrl(raw) }
  return { host, port, address: `${origin}/node/${id}?limit=1` }
}

/** When a node last reported, else when it was made, in ms. */
export function lastSeenMs({ cells: { lastReport, created } }: FacadeRow): number {
  return Number(lastReport === 'null' ? created : lastReport)
}

/** Microseconds, 0 where nobody measured. */
export function responseTimeOf({ figures: { latencyMs } }: FacadeRow): number {
  return latencyMs < 0 ? 0 : Math.round(latencyMs * 1000)
}

/** One of the closed service's words. */
export function healthWordOf(row: FacadeRow): string {
  if (row.cells.lastReport === 'null') return 'unknown'
  return row.isActive ? 'healthy' : 'unhealthy'
}
