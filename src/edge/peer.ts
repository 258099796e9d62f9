import { peerUrl } from './peer-url.ts'
import { plain, type TextContext } from './text-context.ts'
import {
  addHandout,
  admitSource,
  releaseSource,
  takeBackHandout,
  protocolOrder,
  type Filter,
  type RankPriority,
  failPin,
  askedBefore,
  atStep,
  noteTurn,
  type Asker,
} from '../domain/placement/index.ts'
import { ipSubject } from '../domain/values/index.ts'
import {
  connectionsOf,
  type CandidateRow,
  readFreeOrder,
  readKeyedOrder,
  type Order,
} from '../store/placement/index.ts'

const limitMax = 10
const keyCharsMax = 255
const memberCharsMax = 64

type Question = { readonly filter: Filter; readonly limit: number; readonly priority: RankPriority }

const regions = ['all', 'domestic', 'overseas'] as const
const priorities = ['capacity', 'traffic', 'bandwidth', 'latency'] as const

function oneOf<Value extends string>(values: readonly Value[], text: string | null): Value | undefined {
  return values.find((value) => value === text)
}

/** Reads the query string; the text of the first mistake otherwise. Names are those of `query`. */
export function parsePeerQuestion(params: URLSearchParams): Question | string {
  const region = oneOf(regions, params.get('region') ?? 'all')
  if (region === undefined) return 'region must be all, domestic or overseas'
  const priority = oneOf(priorities, params.get('priority') ?? 'capacity')
  if (priority === undefined) return 'priority must be capacity, traffic, bandwidth or latency'
  const relay = params.get('relay_only') ?? ''
  if (!['', '0', '1', 'true', 'false'].includes(relay)) return 'relay_only must be 0 or 1'
  const asked = (params.get('protocol') ?? '').split(',').map((name) => name.trim().toUpperCase())
  const protocols = asked.filter((name) => name !== '')
  if (protocols.some((name) => oneOf(protocolOrder, name) === undefined)) {
    return 'protocol must be a list of tcp, udp, ws, wss, wg, quic'
  }
  const limit = params.get('limit') ?? '1'
  if (!/^\d{1,2}$/.test(limit) || Number(limit) < 1 || Number(limit) > limitMax) {
    return `limit must be 1 to ${limitMax}`
  }
  return {
    filter: { region, relayOnly: relay === '1' || relay === 'true', protocols },
    limit: Number(limit),
    priority,
  }
}

function keyOf({ url, request }: TextContext): string | undefined {
  const key = url.searchParams.get('key') || request.headers.get('x-network-name') || ''
  return key === '' ? undefined : key.slice(0, keyCharsMax)
}

function urlOf(row: CandidateRow, round: number, protocols: readonly string[]): string | undefined {
  const all = connectionsOf(row)
  const fitting = protocols.length === 0 ? all : all.filter(({ type }) => protocols.includes(type))
  const connection = fitting[atStep(round, fitting.length)]
  return connection === undefined ? undefined : peerUrl(connection)
}

type Line = { readonly row: CandidateRow; readonly url: string }

/** The lines of the answer: fresh nodes, or once all were tried their further addresses, node by node. */
function linesOf({ order, fresh }: Order, turn: number, { limit, filter }: Question): Line[] {
  const lines: Line[] = []
  const from = fresh ? 0 : atStep(turn, order.length)
  const round = fresh ? 0 : Math.floor(turn / order.length)
  for (let at = from; at < from + Math.min(limit, order.length); at += 1) {
    const row = order[at % order.length]
    const url = row && urlOf(row, round, filter.protocols ?? [])
    if (row !== undefined && url !== undefined) lines.push({ row, url })
  }
  return lines
}

type PeerAsker = {
  /** '' when it is not to be remembered. */
  readonly name: string
  readonly key: string | undefined
  /** What was answered to it just before, when it is asking again. */
  readonly before: Asker | undefined
  /** Where it was sent last, however long ago, when it has a key. */
  readonly own: readonly number[]
}

function askerOf({ clientIp, clock, memory, request, url }: TextContext, key: string | undefined): PeerAsker {
  // Two machines behind one address, started together, would be taken for one that asks again.
  const member = (url.searchParams.get('member') ?? '').slice(0, memberCharsMax)
  const name = clientIp === '' || request.method === 'HEAD' ? '' : `${clientIp}\n${key ?? ''}\n${member}`
  return {
    name,
    key,
    before: askedBefore(memory.askers, name, clock()),
    own: key === undefined ? [] : (memory.askers.get(name)?.last ?? []),
  }
}

/** Notes who was sent where: what asks again has not connected, and what returns was counted before. */
function note(context: TextContext, { name, key, before, own }: PeerAsker, ids: readonly number[]): void {
  const { askers, handouts, pins } = context.memory
  const nowMs = context.clock()
  const source = ipSubject(context.clientIp)
  // Unless another request of the same caller, answered meanwhile, has done so.
  if (before !== undefined && askers.get(name) === before) {
    if (before.counted) {
      for (const id of before.last) takeBackHandout(handouts, id, 1 / before.last.length, before.atMs)
      releaseSource(handouts, source)
    }
    const [id, ...more] = before.last
    if (key !== undefined && id !== undefined && more.length === 0) {
      failPin(pins, key, { id, caller: name, returned: before.returned }, nowMs)
    }
  }
  const returns = ids.every((id) => own.includes(id))
  const returned = before?.returned ?? returns
  const counted = (before !== undefined || !returns) && admitSource(handouts, source, nowMs)
  if (counted) for (const id of ids) addHandout(handouts, id, 1 / ids.length, nowMs)
  noteTurn(askers, name, before, { last: ids, counted, returned }, nowMs)
}

/**
 * `GET /peer`: one peer URL (or `limit` of them) for an EasyTier client, which takes one line of the answer. Members
 * of one network, told by `?key=` or X-Network-Name, get the same node; others are spread by free capacity. Asking
 * again within 10 s gets the next one.
 */
export async function answerPeer(context: TextContext): Promise<Response> {
  const question = parsePeerQuestion(context.url.searchParams)
  if (typeof question === 'string') return plain(question, 400)
  const { filter, limit, priority } = question
  const key = keyOf(context)
  const peek = context.request.method === 'HEAD'
  const caller = askerOf(context, key)
  const { before, own } = caller
  const given = before?.given ?? []
  const keyed =
    key === undefined ? undefined : await readKeyedOrder(context, key, { filter, limit, given, own })
  const order = keyed ?? (await readFreeOrder(context, { filter, limit, given, priority, peek }))
  const lines = linesOf(order, before === undefined ? 0 : before.turn + 1, question)
  if (lines.length === 0) return plain('no node is available now', 503, { 'retry-after': '10' })
  const rows = lines.map(({ row }) => row)
  if (!peek) {
    note(
      context,
      caller,
      rows.map(({ id }) => id),
    )
    keyed?.pin(rows, caller.name)
  }
  // No newline at the end: whoever splits the body must not find an empty line to dial.
  return plain(lines.map(({ url }) => url).join('\n'))
}
