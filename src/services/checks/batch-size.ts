import { ServiceError } from '../../contract/errors.ts'
import { limits } from '../../contract/limits.ts'
import type { ServiceContext } from '../context/context.ts'

/** Whether a list of checks has a length that may be; comes before its entries are looked at. Throws batch_size. */
export function requireBatchSize(
  _ctx: ServiceContext,
  { nodes }: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (!Array.isArray(nodes) || (nodes.length >= 1 && nodes.length <= limits.checkBatchMax)) {
    return Promise.resolve()
  }
  return Promise.reject(new ServiceError('batch_size', { field: 'nodes' }))
}
