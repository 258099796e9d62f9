import type { OwnNode } from '../../contract/node.ts'
import type { ServiceContext } from '../context/context.ts'
import { loadNode } from './access.ts'
import { toOwnNode } from './own-node.ts'
import { figuresOf } from '../../store/nodes/index.ts'

/** One node as its owner or an admin sees it. Throws node_not_found or node_forbidden. */
export async function getNode(
  ctx: ServiceContext,
  input: { readonly id: number },
): Promise<{ node: OwnNode }> {
  const node = await loadNode(ctx, input.id)
  return { node: toOwnNode(node, await figuresOf(ctx, node), ctx.clock()) }
}
