import { ServiceError, type ErrorCode } from '../../contract/errors.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireCaller } from '../context/require.ts'
import { getNode, type NodeRecord } from '../../store/nodes/index.ts'

/** A node that the caller owns or administers. Throws node_not_found first, then `forbidden`. */
export async function loadNode(
  ctx: ServiceContext,
  id: number,
  forbidden: ErrorCode = 'node_forbidden',
): Promise<NodeRecord> {
  const caller = requireCaller(ctx)
  const node = await getNode(ctx, id)
  if (node === undefined) throw new ServiceError('node_not_found')
  if (caller.role === 'user' && node.user !== caller.userKey) throw new ServiceError(forbidden)
  return node
}
