import type { Query } from '../../contract/query.ts'
import type { ServiceContext } from '../context/context.ts'
import { answerQuery } from '../../store/placement/index.ts'

/** The best nodes for a caller, as JSON text: random by score, or always the same ones for one network name. */
export function query(ctx: ServiceContext, input: Query): Promise<{ readonly body: string }> {
  return answerQuery(ctx, input)
}
