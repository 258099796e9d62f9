import { edgeLimits } from '../../src/emulator/limits.ts'
import type { Kv } from '../../src/store/kv/port.ts'
import type { Target } from './http-target.ts'

type Counts = ReturnType<Target['usage']>

/** One request's view of a store: EdgeOne's limits on keys and pages, its operations counted. */
export function countedKv(store: Kv): { kv: Kv; counts: Counts } {
  const counts = { get: 0, put: 0, delete: 0, list: 0, rounds: 0 }
  const operate = async <Result>(
    kind: 'get' | 'put' | 'delete' | 'list',
    name: string,
    work: () => Result | Promise<Result>,
  ): Promise<Result> => {
    if (!(kind === 'list' && name === '') && !edgeLimits.keyPattern.test(name))
      throw new TypeError(`key ${name}`)
    counts[kind] += 1
    const depth = counts.rounds + 1
    await Promise.resolve()
    const result = await work()
    counts.rounds = Math.max(counts.rounds, depth)
    return result
  }
  const kv: Kv = {
    get: (key) => operate('get', key, () => store.get(key)),
    put: (key, value) => operate('put', key, () => store.put(key, value)),
    delete: (key) => operate('delete', key, () => store.delete(key)),
    list: ({ prefix = '', limit = edgeLimits.listMax, cursor = '' } = {}) =>
      operate('list', prefix, () => {
        if (limit < 1 || limit > edgeLimits.listMax) throw new RangeError(`limit ${limit}`)
        return store.list({ prefix, limit, cursor })
      }),
  }
  return { kv, counts }
}
