import { SortedMap } from './sorted-map.ts'
import type { KvStore } from './store.ts'

/** A store for tests: gone with the process. */
export class MemoryKv implements KvStore {
  readonly #map = new SortedMap()

  get size(): number {
    return this.#map.size
  }

  entries(): IterableIterator<[string, Uint8Array]> {
    return this.#map.entries()
  }

  get(key: string): Uint8Array | undefined {
    return this.#map.get(key)
  }

  async put(key: string, value: Uint8Array): Promise<void> {
    this.#map.set(key, value)
  }

  async delete(key: string): Promise<void> {
    this.#map.delete(key)
  }

  list(options: Parameters<KvStore['list']>[0]): ReturnType<KvStore['list']> {
    return this.#map.list(options)
  }
}
