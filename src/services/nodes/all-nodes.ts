import type * as v from 'valibot'
import { limits } from '../../contract/limits.ts'
import type { AllNodesAnswer, AllNodesQuery } from '../../contract/node.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireAdmin } from '../context/require.ts'
import { toOwnNode } from './own-node.ts'
import { listAllNodes } from '../../store/views/index.ts'
import type { NodeWithFigures } from '../../store/nodes/index.ts'

type Query = v.InferOutput<typeof AllNodesQuery>

/** Every node for administrators, by id; searched, filtered, and paged where `page` is given. */
export async function allNodes(
  ctx: ServiceContext,
  input: Query,
): Promise<v.InferOutput<typeof AllNodesAnswer>> {
  requireAdmin(ctx)
  const found = (await listAllNodes(ctx)).filter(matching(input))
  const { page, per_page = limits.perPageDefault } = input
  const shown = page === undefined ? found : found.slice((page - 1) * per_page, page * per_page)
  const nowMs = ctx.clock()
  return {
    nodes: shown.map(({ node, figures }) => toOwnNode(node, figures, nowMs)),
    total: found.length,
  }
}

function matching({ q, status, region, state }: Query) {
  const wanted = (q ?? '').toLowerCase()
  return ({ node, figures }: NodeWithFigures): boolean =>
    (status === undefined || figures.status === status) &&
    (region === undefined || region === 'all' || node.region_type === region) &&
    (state === undefined || figures.state === state) &&
    (wanted === '' || searched(node).includes(wanted))
}

/** What a search looks into: name, owner, place, tags, addresses and the id. */
function searched(node: NodeWithFigures['node']): string {
  return [
    node.id,
    node.node_name,
    node.ownerEmail,
    node.region_detail,
    node.tags,
    ...node.connections.map(({ ip }) => ip),
  ]
    .join('\n')
    .toLowerCase()
}
