import { ServiceError } from '../../contract/errors.ts'
import type { PublicNodeAnswer } from '../../contract/public.ts'
import type { ServiceContext } from '../context/context.ts'
import { readNodeHistory } from '../../store/reports/index.ts'

/** One public node with its history. Throws node_not_found also for an expired or drained one or a disabled owner's. */
export async function publicNode(
  ctx: ServiceContext,
  input: { readonly id: number },
): Promise<{ readonly answer: PublicNodeAnswer; readonly etag: string }> {
  const found = await readNodeHistory(ctx, input.id)
  if (found === undefined) throw new ServiceError('node_not_found')
  return found
}
