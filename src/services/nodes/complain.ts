import type * as v from 'valibot'
import { ServiceError } from '../../contract/errors.ts'
import type { ComplaintBody } from '../../contract/listing.ts'
import { requireWork } from '../auth/proof.ts'
import type { ServiceContext } from '../context/context.ts'
import { chargeThrottle } from '../throttle/throttle.ts'
import { ipSubject } from '../../domain/values/index.ts'
import { addComplaint, getListedNode } from '../../store/nodes/index.ts'
import { throttles } from '../../store/throttle/index.ts'

/**
 * Keeps what a visitor says of a listed node, for the admins. Throws ServiceError node_not_found, proof_required,
 * proof_invalid, rate_limited.
 */
export async function complain(
  ctx: ServiceContext,
  input: v.InferOutput<typeof ComplaintBody> & { readonly id: number },
): Promise<{ message: string }> {
  if ((await getListedNode(ctx, input.id)) === undefined) throw new ServiceError('node_not_found')
  await requireWork(ctx, input.altcha)
  await chargeThrottle(ctx, [
    [throttles.complaintIp, ipSubject(ctx.clientIp)],
    [throttles.complaintNode, String(input.id)],
  ])
  await addComplaint(ctx, input.id, input.reason, input.text ?? '')
  return { message: '举报已提交，管理员会处理' }
}
