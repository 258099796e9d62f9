import { addHandout, admitSource, releaseSource, takeBackHandout } from '../domain/handouts.ts'
import { ipSubject } from '../domain/ip-subject.ts'
import { protocolOrder, type Filter, type RankPriority } from '../domain/ranking.ts'
import { askedBefore, noteTurn, type Asker } from '../domain/turns.ts'
import { connectionsOf, type DispatchRow } from '../store/dispatch-rows.ts'
import { readFreeOrder } from '../store/free-order.ts'
import { readKeyedOrder } from '../store/offer.ts'
import { peerUrl } from './peer-url.ts'
import { plain, type TextContext } from './text-context.ts'

const limitMax = 10
const keyCharsMax = 255

type Question = {
  readonly filter: Filter
  readonly limit: number
  /** Absent: by free capacity. */
  readonly priority: RankPriority | undefined
}

const regions = ['all', 'domestic', 'overseas'] as const
const priorities = ['traffic', 'bandwidth', 'latency'] as const

const oneOf = <Value extends string>(values: readonly Value[], text: string | null): Value | undefined =>
  values.find((value) => value === text)

/** Reads the query string; the text of the first mistake otherwise. Names are those of `query`. */
export const parsePeerQuestion = (params: URLSearchParams): Question | string => {
  const region = oneOf(regions, params.get('region') ?? 'all')
  if (region === undefined) return 'region must be all, domestic or overseas'
  const priority = oneOf(priorities, params.get('priority'))
  if (priority === undefined && params.has('priority'))
    return 'priority must be traffic, bandwidth or latency'
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

const keyOf = ({ url, request }: TextContext): string | undefined => {
  const key = url.searchParams.get('key') || request.headers.get('x-network-name') || ''
  return key === '' ? undefined : key.slice(0, keyCharsMax)
}

/** The `at`-th answer of an order: node by node, and once all were given, their further addresses. */
const urlOf = (row: DispatchRow, round: number, protocols: readonly string[]): string | undefined => {
  const all = connectionsOf(row)
  const fitting = protocols.length === 0 ? all : all.filter(({ type }) => protocols.includes(type))
  const connection = fitting[round % fitting.length]
  return connection === undefined ? undefined : peerUrl(connection)
}

type Choice = {
  /** What is answered stands at `at` in `order`; past its end, further addresses of the same nodes. */
  readonly order: readonly DispatchRow[]
  readonly at: number
  readonly pin?: (given: readonly DispatchRow[]) => void
}

const choose = async (
  context: TextContext,
  { filter, limit, priority }: Question,
  key: string | undefined,
  caller: { readonly turn: number; readonly before: Asker | undefined; readonly own: readonly number[] },
): Promise<Choice> => {
  const { turn, before, own } = caller
  if (key !== undefined) {
    const { order, pin } = await readKeyedOrder(context, key, { filter, count: limit + turn, own })
    return { order, at: turn, pin }
  }
  const given = before?.given ?? []
  const peek = context.request.method === 'HEAD'
  const { order, fresh } = await readFreeOrder(context, { filter, limit, priority, given, peek })
  return { order, at: fresh ? 0 : turn }
}

/** Notes who was sent where: what asks again has not connected, and what returns was counted before. */
const note = (
  context: TextContext,
  caller: string,
  before: Asker | undefined,
  returns: boolean,
  rows: readonly DispatchRow[],
): void => {
  const { askers, handouts } = context.memory
  const nowMs = context.clock()
  const source = ipSubject(context.clientIp)
  // Unless another request of the same caller, answered meanwhile, has done so.
  if (before?.counted === true && askers.get(caller) === before) {
    for (const id of before.last) takeBackHandout(handouts, id, 1 / before.last.length, before.atMs)
    releaseSource(handouts, source)
  }
  const last = rows.map(({ id }) => id)
  const counted = !returns && admitSource(handouts, source, nowMs)
  if (counted) for (const id of last) addHandout(handouts, id, 1 / last.length, nowMs)
  noteTurn(askers, caller, before, { last, counted }, nowMs)
}

/**
 * `GET /peer`: one peer URL (or `limit` of them) for an EasyTier client, which takes one line of the answer. Members
 * of one network, told by `?key=` or X-Network-Name, get the same node; others are spread by free capacity. Asking
 * again within 10 s gets the next one.
 */
export const answerPeer = async (context: TextContext): Promise<Response> => {
  const question = parsePeerQuestion(context.url.searchParams)
  if (typeof question === 'string') return plain(question, 400)
  const { filter, limit } = question
  const key = keyOf(context)
  const { clientIp, memory, request } = context
  const isHead = request.method === 'HEAD'
  const caller = clientIp === '' || isHead ? '' : `${clientIp}\n${key ?? ''}`
  const known = memory.askers.get(caller)
  const before = askedBefore(memory.askers, caller, context.clock())
  const turn = before === undefined ? 0 : before.turn + 1
  const own = key === undefined ? [] : (known?.last ?? [])
  const { order, at, pin } = await choose(context, question, key, { turn, before, own })
  if (order.length === 0) return plain('no node is available now', 503, { 'retry-after': '10' })
  const rows: DispatchRow[] = []
  const urls: string[] = []
  for (let index = at; index < at + Math.min(limit, order.length); index += 1) {
    const row = order[index % order.length]
    const url = row && urlOf(row, Math.floor(index / order.length), filter.protocols ?? [])
    if (row === undefined || url === undefined) continue
    rows.push(row)
    urls.push(url)
  }
  if (!isHead) {
    pin?.(order.slice(0, Math.min(at + limit, order.length)))
    const returns = before === undefined && rows.every(({ id }) => own.includes(id))
    note(context, caller, before, returns, rows)
  }
  // No newline at the end: whoever splits the body must not find an empty line to dial.
  return plain(urls.join('\n'))
}
