import { ServiceError } from '../contract/errors.ts'
import type { Kv } from '../store/kv/index.ts'
import { StoreUnavailable } from './store/errors.ts'

/** A store whose absence is the contract's `storage_unavailable`: 503 with Retry-After instead of a bug. */
export function guardedKv(kv: Kv): Kv {
  return {
    get: (key) => kv.get(key).catch(refuse),
    put: (key, value) => kv.put(key, value).catch(refuse),
    delete: (key) => kv.delete(key).catch(refuse),
    list: (options) => kv.list(options).catch(refuse),
  }
}

function refuse(error: unknown): never {
  if (!(error instanceof StoreUnavailable)) throw error
  throw new ServiceError('storage_unavailable', { retry_after_seconds: error.retryAfterS })
}
