import { audit } from '../audit/audit.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireCaller } from '../context/require.ts'
import { chargeThrottle } from '../throttle/throttle.ts'
import { loadNode } from './access.ts'
import { deleteNode as eraseNode } from '../../store/nodes/index.ts'
import { throttles } from '../../store/throttle/index.ts'

/** Deletes a node and everything known of it. Throws node_not_found, node_delete_forbidden or rate_limited. */
export async function deleteNode(
  ctx: ServiceContext,
  input: { readonly id: number },
): Promise<{ message: string }> {
  const node = await loadNode(ctx, input.id, 'node_delete_forbidden')
  await chargeThrottle(ctx, [[throttles.nodeChange, requireCaller(ctx).userKey]])
  await eraseNode(ctx, node)
  audit(ctx, 'node_deleted', { what: node.node_name, whose: node.user })
  return { message: '节点删除成功' }
}
