import { connectionUrl } from '../../contract/connection-url.ts'
import { isWanted } from '../../contract/vocabulary.ts'
import { recogniseAsker, type AskerWords } from './asker.ts'
import { noteAnswer } from './note-answer.ts'
import type { SiteContext } from '../context/context.ts'
import { atStep, needsNewCore, type Filter, type RankPriority } from '../../domain/placement/index.ts'
import {
  offeredOf,
  readFreeOrder,
  readKeyedOrder,
  type CandidateRow,
  type Order,
} from '../../store/placement/index.ts'

/** What `/peer` is asked: which nodes, how many, and by whom. */
export type PeerQuestion = AskerWords & {
  readonly filter: Filter
  readonly limit: number
  readonly priority: RankPriority
}

type Line = { readonly row: CandidateRow; readonly url: string }

function urlOf(row: CandidateRow, round: number, filter: Filter): string | undefined {
  const wanted = offeredOf(row).filter(({ type }) => isWanted(type, filter.protocols ?? []))
  const dialled = filter.oldCore === true ? wanted.filter((address) => !needsNewCore(address)) : wanted
  const fitting = dialled.length > 0 ? dialled : wanted
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
 * again within 10 s gets the next one. What an old core cannot dial it is given only where there is nothing else. One KV operation from a fresh view.
 */
export async function choosePeers(ctx: SiteContext, question: PeerQuestion): Promise<readonly string[]> {
  const { filter, limit, priority, key, peek } = question
  const asker = recogniseAsker(ctx, question)
  const { before, own } = asker
  const given = before?.given ?? []
  const keyed = key === undefined ? undefined : await readKeyedOrder(ctx, key, { filter, limit, given, own })
  const order = keyed ?? (await readFreeOrder(ctx, { filter, limit, given, priority, peek }))
  const lines = linesOf(order, before === undefined ? 0 : before.turn + 1, question)
  if (lines.length === 0 && filter.oldCore === true) {
    return choosePeers(ctx, { ...question, filter: { ...filter, oldCore: false } })
  }
  if (lines.length > 0 && !peek) {
    const rows = lines.map(({ row }) => row)
    noteAnswer(ctx, asker, rows)
    keyed?.pin(rows, asker.name)
  }
  return lines.map(({ url }) => url)
}
