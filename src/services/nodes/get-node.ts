import type { OneNode } from '../../contract/node.ts'
import type { ServiceContext } from '../context/context.ts'
import { loadNode } from './access.ts'
import { toOwnNode } from './own-node.ts'
import { listingState } from '../../domain/placement/index.ts'
import { figuresOf, marksOf, readVerdict } from '../../store/nodes/index.ts'
import { loadPolicy } from '../../store/system/index.ts'

/** One node as its owner or an admin sees it. Throws node_not_found or node_forbidden. */
export async function getNode(
  ctx: ServiceContext,
  input: { readonly id: number },
): Promise<{ node: OneNode }> {
  const node = await loadNode(ctx, input.id)
  const [figures, policy] = await Promise.all([figuresOf(ctx, node), loadPolicy(ctx)])
  const listing = listingState(marksOf(node), policy.listing)
  const isJudged = listing === 'refused' || listing === 'hidden'
  const verdict = isJudged ? await readVerdict(ctx, node.id) : undefined
  return {
    node: { ...toOwnNode(node, figures, ctx.clock()), listing, listing_reason: verdict?.reason ?? '' },
  }
}
