import type { Kv } from '../store/kv/index.ts'

/**
 * The namespace bound to the project as `easytier_kv`, or undefined when none is bound (bind it in the console, then
 * deploy again): a bare global as documented, else a member of the environment. Nothing is read.
 */
export function edgeOneKv({ env }: Pick<EdgeContext, 'env'>): Kv | undefined {
  const bound = typeof easytier_kv === 'undefined' ? env['easytier_kv'] : easytier_kv
  return isNamespace(bound)
    ? {
        get: (key) => bound.get(key),
        put: (key, value) => bound.put(key, value),
        delete: (key) => bound.delete(key),
        list: (options = {}) => bound.list(options),
      }
    : undefined
}

function isNamespace(bound: unknown): bound is EdgeOneKv {
  return typeof bound === 'object' && bound !== null && 'get' in bound && 'list' in bound
}
