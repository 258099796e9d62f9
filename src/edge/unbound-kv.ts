import { ServiceError } from '../contract/errors.ts'
import type { Kv } from '../store/kv/index.ts'

/**
 * What stands in for a namespace that is not bound: whatever needs it says so. Apart from the real one, because the
 * functions for text know no table of errors.
 */
export const unboundKv: Kv = { get: refuse, put: refuse, delete: refuse, list: refuse }

function refuse(): Promise<never> {
  return Promise.reject(new ServiceError('storage_unbound'))
}
