import type { ServiceContext } from '../context/context.ts'
import { loadNode } from './access.ts'
import { deleteNode as eraseNode } from '../../store/nodes/index.ts'

/** Deletes a node and everything known of it. Throws node_not_found or node_delete_forbidden. */
export async function deleteNode(
  ctx: ServiceContext,
  input: { readonly id: number },
): Promise<{ message: string }> {
  await eraseNode(ctx, await loadNode(ctx, input.id, 'node_delete_forbidden'))
  return { message: '节点删除成功' }
}
