import type { Query } from '../../contract/query.ts'
import { queryNodeJson, type CandidateRow } from './candidate-rows.ts'
import { readCandidates } from './candidates.ts'
import { readKeyedOrder } from './keyed-order.ts'
import { randomUnits, type StoreContext } from '../context/context.ts'
import { sweep } from '../views/view-sweep.ts'
import { scoreOf, weightedOrder, type Filter } from '../../domain/placement/index.ts'

const limitDefault = 3

/** Answers `query`: the best nodes, random by score, or the same ones for the same network name. */
export async function answerQuery(ctx: StoreContext, query: Query): Promise<{ readonly body: string }> {
  const limit = query.limit ?? limitDefault
  const filter: Filter = {
    region: query.region,
    relayOnly: query.relay_only === true || query.relay_only === 1,
    protocols: query.protocol,
  }
  const name = query.network_name ?? ''
  const { order, total } =
    name === '' ? await readScored(ctx, filter, limit, query) : await readNamed(ctx, filter, limit, name)
  const chosen = order.slice(0, limit).map(queryNodeJson)
  return { body: `{"nodes":[${chosen.join(',')}],"candidates":${total}}` }
}

type Found = { readonly order: readonly CandidateRow[]; readonly total: number }

async function readScored(
  ctx: StoreContext,
  filter: Filter,
  count: number,
  { priority = 'traffic' }: Query,
): Promise<Found> {
  const wanted = { filter, key: undefined, pinned: [], count, counts: () => true }
  const { groups } = await readCandidates(ctx, wanted, sweep)
  const unit = randomUnits(ctx.random)
  const weightOf = (row: CandidateRow): number => scoreOf(row, priority)
  return {
    order: groups.flatMap((group) => weightedOrder(group, weightOf, unit, count)),
    total: groups.reduce((sum, group) => sum + group.length, 0),
  }
}

async function readNamed(ctx: StoreContext, filter: Filter, count: number, name: string): Promise<Found> {
  const asking = { filter, limit: count, given: [], own: [] }
  const { order, total, pin } = await readKeyedOrder(ctx, name, asking, sweep)
  pin(order.slice(0, 1), '')
  return { order, total }
}
