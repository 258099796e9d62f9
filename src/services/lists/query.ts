import type { Query } from '../../contract/query.ts'
import type { Side } from '../../contract/sides.ts'
import { sideOfCaller } from '../../domain/evidence/index.ts'
import { priorityFrom, type Filter, type RankPriority } from '../../domain/placement/index.ts'
import { isoTime } from '../../domain/values/index.ts'
import type { StoreContext } from '../../store/context/index.ts'
import {
  offeredOf,
  figuresOfRow,
  nameOf,
  readGivenOrder,
  readKeyedOrder,
  readScoredOrder,
  type CandidateRow,
} from '../../store/placement/index.ts'
import type { SiteContext } from '../context/context.ts'
import { readNodeBudget, takeNodes } from '../peer/index.ts'
import { sweep } from '../../store/views/index.ts'

const limitDefault = 3

type Found = { readonly order: readonly CandidateRow[]; readonly total: number }

/** An answer as JSON text, and the nodes in it. */
export type QueryFound = { readonly body: string; readonly ids: readonly number[] }

/**
 * The best nodes for a caller: random by score, or always the same ones for one network name. `only`: of nodes that it was
 * given before.
 */
export async function query(ctx: StoreContext, input: Query, only?: readonly number[]): Promise<QueryFound> {
  const { limit = limitDefault, network_name: name = '', from = '' } = input
  const side = sideOfCaller(from)
  const priority = priorityFrom(input.priority ?? 'traffic', side)
  const filter: Filter = {
    region: input.region,
    relayOnly: input.relay_only === true || input.relay_only === 1,
    protocols: input.protocol,
  }
  const { order, total } =
    only !== undefined
      ? await readKnown(ctx, only, { filter, limit, priority, name })
      : name === ''
        ? await readScoredOrder(ctx, filter, priority, limit, sweep)
        : await readNamed(ctx, filter, limit, name)
  const nodes = order.slice(0, limit).map((row) => toQueryNode(row, input.protocol ?? [], side))
  return { body: JSON.stringify({ nodes, candidates: total }), ids: nodes.map(({ id }) => id) }
}

/** The same within the caller's budget of different nodes, beyond which it gets those that it was given. Throws view_rebuilding. */
export async function queryWithin(ctx: SiteContext, input: Query): Promise<QueryFound> {
  const budget = await readNodeBudget(ctx)
  const asked = { ...input, from: input.from || ctx.from }
  if (budget.left === 0) return query(ctx, asked, [...budget.given.keys()])
  const found = await query(ctx, { ...asked, limit: Math.min(input.limit ?? limitDefault, budget.left) })
  takeNodes(ctx, budget, found.ids)
  return found
}

async function readKnown(
  ctx: StoreContext,
  ids: readonly number[],
  { name, ...asking }: { filter: Filter; limit: number; priority: RankPriority; name: string },
): Promise<Found> {
  const key = name === '' ? undefined : name
  const { order } = await readGivenOrder(ctx, ids, { ...asking, given: [], key })
  return { order, total: order.length }
}

async function readNamed(ctx: StoreContext, filter: Filter, limit: number, name: string): Promise<Found> {
  const { order, total, pin } = await readKeyedOrder(ctx, name, { filter, limit, given: [], own: [] }, sweep)
  pin(order.slice(0, 1), '')
  return { order, total }
}

function toQueryNode(row: CandidateRow, asked: readonly string[], side: Side | undefined) {
  const { resetMs, isAddressPublic: _, ...figures } = figuresOfRow(row)
  return {
    id: row.id,
    node_name: nameOf(row),
    region_type: row.region,
    region_detail: figures.region_detail,
    connections: offeredOf(row).filter(({ type }) => asked.includes(type) || type !== 'FAKETCP'),
    current_bandwidth: figures.current_bandwidth,
    tier_bandwidth: figures.tier_bandwidth,
    connection_count: row.connections,
    max_connections: row.connectionsMax,
    used_traffic: figures.used_traffic,
    max_traffic: figures.max_traffic,
    tags: figures.tags,
    allow_relay: row.relay ? 1 : 0,
    max_bandwidth: figures.max_bandwidth,
    latency_ms: (side === undefined ? undefined : row.latencyFrom?.[side]) ?? row.latencyMs,
    reset_date: resetMs === null ? '' : isoTime(resetMs),
  }
}
