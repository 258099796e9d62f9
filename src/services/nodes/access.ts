import { ServiceError, type ErrorCode } from '../../contract/errors.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireAdminTotp } from '../auth/second-factor.ts'
import { requireCaller } from '../context/require.ts'
import { getNode, type NodeRecord } from '../../store/nodes/index.ts'

/**
 * A node that the caller owns or administers. Throws node_not_found first, then `forbidden`, then
 * totp_enrolment_required where another's node is an admin's right that the site ties to a second factor.
 */
export async function loadNode(
  ctx: ServiceContext,
  id: number,
  forbidden: ErrorCode = 'node_forbidden',
): Promise<NodeRecord> {
  const caller = requireCaller(ctx)
  const node = await getNode(ctx, id)
  if (node === undefined) throw new ServiceError('node_not_found')
  if (node.user === caller.userKey) return node
  if (caller.role === 'user') throw new ServiceError(forbidden)
  await requireAdminTotp(ctx)
  return node
}
