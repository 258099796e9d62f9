import type { KvStore } from '../../emulator/kv/store.ts'
import type { Kv } from '../../store/kv/index.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** The local server's store in memory as the services see a store. */
export function kvOver(store: KvStore): Kv {
  return {
    get: async (key) => {
      const value = store.get(key)
      return value === undefined ? null : decoder.decode(value)
    },
    put: (key, value) => store.put(key, encoder.encode(value)),
    delete: (key) => store.delete(key),
    list: async ({ prefix = '', limit = 256, cursor = '' } = {}) => store.list({ prefix, limit, cursor }),
  }
}
