import {
  protocolOrder,
  rendezvousOrder,
  seededOrder,
  type Filter,
  type RankPriority,
} from '../domain/ranking.ts'
import { takeTurn } from '../domain/turns.ts'
import { connectionsOf, type DispatchRow } from '../store/dispatch-rows.ts'
import { readCandidates } from '../store/dispatch.ts'
import { randomHex } from '../store/ports.ts'
import { peerUrl } from './peer-url.ts'
import { plain, type TextContext } from './text-context.ts'

const limitMax = 10
const keyCharsMax = 255

type Question = { readonly filter: Filter; readonly limit: number; readonly priority: RankPriority }

const regions = ['all', 'domestic', 'overseas'] as const
const priorities = ['traffic', 'bandwidth', 'latency'] as const

const oneOf = <Value extends string>(values: readonly Value[], text: string | null): Value | undefined =>
  values.find((value) => value === text)

/** Reads the query string; the text of the first mistake otherwise. Names are those of `query`. */
export const parsePeerQuestion = (params: URLSearchParams): Question | string => {
  const region = oneOf(regions, params.get('region') ?? 'all')
  if (region === undefined) return 'region must be all, domestic or overseas'
  const priority = oneOf(priorities, params.get('priority') ?? 'bandwidth')
  if (priority === undefined) return 'priority must be traffic, bandwidth or latency'
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
const urlAt = (
  order: readonly DispatchRow[],
  at: number,
  protocols: readonly string[],
): string | undefined => {
  const row = order[at % order.length]
  if (row === undefined) return undefined
  const all = connectionsOf(row)
  const fitting = protocols.length === 0 ? all : all.filter(({ type }) => protocols.includes(type))
  const connection = fitting[Math.floor(at / order.length) % fitting.length]
  return connection === undefined ? undefined : peerUrl(connection)
}

/**
 * `GET /peer`: one peer URL (or `limit` of them) for an EasyTier client, which takes one line of the answer. Members
 * of one network, told by `?key=` or X-Network-Name, get the same node; asking again within 10 s gets the next one.
 */
export const answerPeer = async (context: TextContext): Promise<Response> => {
  const question = parsePeerQuestion(context.url.searchParams)
  if (typeof question === 'string') return plain(question, 400)
  const { filter, limit, priority } = question
  const key = keyOf(context)
  const caller = context.clientIp === '' ? '' : `${context.clientIp}\n${key ?? ''}`
  const known = context.memory.askers.get(caller)
  const want = limit + (known?.turn ?? 0) + 1
  const groups = await readCandidates(context, filter, key, want)
  if (groups.every((group) => group.length === 0)) {
    return plain('no node is available now', 503, { 'retry-after': '10' })
  }
  const { turn, seed } =
    context.request.method === 'HEAD'
      ? { turn: 0, seed: '' }
      : takeTurn(context.memory.askers, caller, randomHex(context.random, 8), context.clock())
  const order = groups.flatMap((group) =>
    key === undefined ? seededOrder(group, priority, seed) : rendezvousOrder(group, key),
  )
  const urls: string[] = []
  for (let at = turn; at < turn + Math.min(limit, order.length); at += 1) {
    const url = urlAt(order, at, filter.protocols ?? [])
    if (url !== undefined) urls.push(url)
  }
  // No newline at the end: whoever splits the body must not find an empty line to dial.
  return plain(urls.join('\n'))
}
