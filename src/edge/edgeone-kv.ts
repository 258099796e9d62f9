import type { Kv } from '../store/kv/index.ts'

/**
 * The namespace bound to the project as `easytier_kv`, or undefined when none is bound (bind it in the console, then
 * deploy again): a bare global as documented, else a member of the environment. Nothing is read.
 */
export function edgeOneKv({ env }: Pick<EdgeContext, 'env'>): Kv | undefined {
  const place = kvPlace({ env })
  const bound: unknown =
    place === 'environment' ? env['easytier_kv'] : place === 'global' ? easytier_kv : undefined
  return isNamespace(bound)
    ? {
        get: (key) => bound.get(key),
        put: (key, value) => bound.put(key, value),
        delete: (key) => bound.delete(key),
        list: (options = {}) => bound.list(options),
      }
    : undefined
}

/** Where the namespace is; the bare global wins. */
export function kvPlace({ env }: Pick<EdgeContext, 'env'>): 'global' | 'environment' | 'none' {
  if (typeof easytier_kv !== 'undefined' && isNamespace(easytier_kv)) return 'global'
  return isNamespace(env['easytier_kv']) ? 'environment' : 'none'
}

function isNamespace(bound: unknown): bound is EdgeOneKv {
  return typeof bound === 'object' && bound !== null && 'get' in bound && 'list' in bound
}
