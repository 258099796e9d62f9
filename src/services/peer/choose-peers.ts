import { connectionUrl } from '../../contract/connection-url.ts'
import { isWanted, type Priority } from '../../contract/vocabulary.ts'
import { regionOf, sideOfCaller } from '../../domain/evidence/index.ts'
import { recogniseAsker, type AskerWords, type PeerAsker } from './asker.ts'
import { noteAnswer } from './note-answer.ts'
import type { SiteContext } from '../context/context.ts'
import { atStep, needsIpv6, needsNewCore, priorityFrom, type Filter } from '../../domain/placement/index.ts'
import {
  offeredOf,
  readFreeOrder,
  readGivenOrder,
  readKeyedOrder,
  type CandidateRow,
  type Order,
} from '../../store/placement/index.ts'

/** What `/peer` is asked: which nodes, how many, and by whom. */
export type PeerQuestion = AskerWords & {
  readonly filter: Filter
  readonly limit: number
  readonly priority: Priority
  /** What the caller can dial; absent: everything. */
  readonly client?: Client
  /** The key is not the core's own word. */
  readonly isKeyShared?: boolean
  /** Nodes that the caller was given before, when it gets no others. */
  readonly only?: readonly number[]
  /** Country code of where it is, upper case; '' or absent when it does not say. */
  readonly from?: string
}

/** What one that asks can dial. */
export type Client = Required<Pick<Filter, 'oldCore' | 'ipv4Only'>>

type Line = { readonly row: CandidateRow; readonly url: string }

/** Those of a node's addresses that a client can dial; all of them where it can dial none. */
export function dialledBy<A extends { readonly type: string; readonly ip: string; readonly port: number }>(
  { oldCore = false, ipv4Only = false }: Pick<Filter, 'oldCore' | 'ipv4Only'>,
  addresses: readonly A[],
): readonly A[] {
  const dialled = addresses.filter((one) => !(oldCore && needsNewCore(one)) && !(ipv4Only && needsIpv6(one)))
  return dialled.length > 0 ? dialled : addresses
}

function urlOf(row: CandidateRow, round: number, filter: Filter): string | undefined {
  const wanted = offeredOf(row).filter(({ type }) => isWanted(type, filter.protocols ?? []))
  const fitting = dialledBy(filter, wanted)
  const connection = fitting[atStep(round, fitting.length)]
  return connection === undefined ? undefined : connectionUrl(connection)
}

/** The lines of the answer: fresh nodes, or once all were tried their further addresses, node by node. */
function linesOf({ order, fresh }: Order, turn: number, { limit, filter }: PeerQuestion): Line[] {
  const lines: Line[] = []
  const from = fresh ? 0 : atStep(turn, order.length)
  const round = fresh ? 0 : Math.floor(turn / order.length)
  for (let at = from; at < from + Math.min(limit, order.length); at += 1) {
    const row = order[at % order.length]
    const url = row && urlOf(row, round, filter)
    if (row !== undefined && url !== undefined) lines.push({ row, url })
  }
  return lines
}

/**
 * Addresses of nodes for one that wants to join a network, best first, at most `limit`; empty when no node is
 * available. Members of one network, told by the key, get the same node; others are spread by free capacity. Asking
 * again within 10 s gets the next one. What it cannot dial a client is given only where there is nothing else. One KV
 * operation from a fresh view.
 */
export async function choosePeers(ctx: SiteContext, question: PeerQuestion): Promise<readonly string[]> {
  return (await chooseNodes(ctx, question)).map(({ url }) => url)
}

/** The same with the node of each address. */
export async function chooseNodes(
  ctx: SiteContext,
  question: PeerQuestion,
): Promise<readonly { readonly id: number; readonly url: string }[]> {
  const asker = recogniseAsker(ctx, question)
  for (const filter of filtersOf(question)) {
    const lines = await chooseAmong(ctx, { ...question, filter }, asker)
    if (lines.length > 0) return lines.map(({ row, url }) => ({ id: row.id, url }))
  }
  return []
}

/**
 * What is looked for, the best first: what the caller can dial while there is any, and near it if it says where it is.
 * Members of one network ask from everywhere: `from` does not tell them apart. Those who name it by `?key=` may be of any
 * version, so for them what all can dial comes first.
 */
function filtersOf({ filter, key, isKeyShared, client, from = '' }: PeerQuestion): readonly Filter[] {
  const everybodys = { oldCore: true, ipv4Only: true }
  const kinds = [...(isKeyShared === true ? [everybodys] : []), ...(client === undefined ? [] : [client]), {}]
  const filters = kinds.map((kind) => ({ ...filter, ...kind }))
  const isNear = key === undefined && from !== '' && (filter.region ?? 'all') === 'all'
  const side = sideOfCaller(from)
  const region = side === undefined ? undefined : regionOf(side)
  const [first] = filters
  return isNear && first !== undefined ? [{ ...first, region }, ...filters] : filters
}

async function chooseAmong(
  ctx: SiteContext,
  question: PeerQuestion,
  asker: PeerAsker,
): Promise<readonly Line[]> {
  const { filter, limit, key, peek, only } = question
  const priority = priorityFrom(question.priority, sideOfCaller(question.from || (ctx.from ?? '')))
  const { before, own } = asker
  const given = before?.given ?? []
  const isKeyed = key !== undefined && only === undefined
  const keyed = isKeyed ? await readKeyedOrder(ctx, key, { filter, limit, given, own }) : undefined
  const asking = { filter, limit, given, priority }
  const known = only === undefined ? undefined : await readGivenOrder(ctx, only, { ...asking, key })
  const order = keyed ?? known ?? (await readFreeOrder(ctx, { ...asking, peek }))
  const lines = linesOf(order, before === undefined ? 0 : before.turn + 1, question)
  if (lines.length > 0 && !peek) {
    const rows = lines.map(({ row }) => row)
    noteAnswer(ctx, asker, rows)
    keyed?.pin(rows, asker.name)
  }
  return lines
}
