import type { Query } from '../contract/query.ts'
import { rendezvousOrder, weightedOrder, type Filter } from '../domain/ranking.ts'
import { queryNodeJson } from './dispatch-rows.ts'
import { readCandidates, unitOf } from './dispatch.ts'
import type { StoreContext } from './ports.ts'
import { sweep } from './view-sweep.ts'

const limitDefault = 3

/** Answers `query`: the best nodes, random by score, or the same ones for the same network name. */
export const answerQuery = async (ctx: StoreContext, query: Query): Promise<{ readonly body: string }> => {
  const limit = query.limit ?? limitDefault
  const name = query.network_name === '' ? undefined : query.network_name
  const filter: Filter = {
    region: query.region,
    relayOnly: query.relay_only === true || query.relay_only === 1,
    protocols: query.protocol,
  }
  const groups = await readCandidates(ctx, filter, name, limit, sweep)
  const ordered = groups.flatMap((group) =>
    name === undefined
      ? weightedOrder(group, query.priority ?? 'traffic', () => unitOf(ctx))
      : rendezvousOrder(group, name),
  )
  const chosen = ordered.slice(0, limit).map(queryNodeJson)
  return { body: `{"nodes":[${chosen.join(',')}],"candidates":${ordered.length}}` }
}
