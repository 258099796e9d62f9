import type { Kv } from '../store/kv/index.ts'

/**
 * The namespace bound to the project as `easytier_kv`, or undefined when none is bound (bind it in the console, then
 * deploy again). Safe to call on each request: nothing is read.
 */
export function edgeOneKv(): Kv | undefined {
  if (typeof easytier_kv === 'undefined') return undefined
  const bound = easytier_kv
  return {
    get: (key) => bound.get(key),
    put: (key, value) => bound.put(key, value),
    delete: (key) => bound.delete(key),
    list: (options = {}) => bound.list(options),
  }
}
