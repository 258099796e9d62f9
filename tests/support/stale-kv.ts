import { SortedMap } from '../../src/emulator/kv/sorted-map.ts'
import type { KvStore } from '../../src/emulator/kv/store.ts'

interface Version {
  at: number
  place: string
  value: Uint8Array | undefined
}

/**
 * A KV as EdgeOne's is at its worst: a write is seen at once at the place where it was made, and elsewhere only after
 * `staleMs`; the last writer wins.
 */
export class StaleKv {
  readonly #versions = new Map<string, Version[]>()
  readonly #staleMs: number
  readonly #now: () => number

  constructor(staleMs: number, now: () => number) {
    this.#staleMs = staleMs
    this.#now = now
  }

  /** The store as one place sees it. */
  at(place: string): KvStore {
    const write = async (key: string, value: Uint8Array | undefined): Promise<void> => {
      const versions = this.#versions.get(key) ?? []
      versions.push({ at: this.#now(), place, value })
      this.#versions.set(key, versions)
    }
    return {
      get: (key) => this.#read(place, key),
      put: write,
      delete: (key) => write(key, undefined),
      list: (options) => {
        const seen = new SortedMap()
        for (const key of this.#versions.keys()) {
          const value = this.#read(place, key)
          if (value) seen.set(key, value)
        }
        return seen.list(options)
      },
    }
  }

  #read(place: string, key: string): Uint8Array | undefined {
    const before = this.#now() - this.#staleMs
    const seen = this.#versions.get(key)?.filter((version) => version.place === place || version.at <= before)
    return seen?.at(-1)?.value
  }
}
