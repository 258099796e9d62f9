import type { KvPage } from './store.ts'

/** A map in memory whose names can be paged in ascending order. */
export class SortedMap {
  readonly #values = new Map<string, Uint8Array>()
  #keys: string[] = []
  #bytes = 0

  /** Sum of the lengths of all names and values. */
  get bytes(): number {
    return this.#bytes
  }

  get size(): number {
    return this.#values.size
  }

  entries(): IterableIterator<[string, Uint8Array]> {
    return this.#values.entries()
  }

  get(key: string): Uint8Array | undefined {
    return this.#values.get(key)
  }

  set(key: string, value: Uint8Array): void {
    const earlier = this.#values.get(key)
    if (earlier) this.#bytes -= key.length + earlier.byteLength
    else this.#keys.splice(this.#position(key), 0, key)
    this.#values.set(key, value)
    this.#bytes += key.length + value.byteLength
  }

  delete(key: string): void {
    const earlier = this.#values.get(key)
    if (!earlier) return
    this.#values.delete(key)
    this.#keys.splice(this.#position(key), 1)
    this.#bytes -= key.length + earlier.byteLength
  }

  /** Takes all entries at once; much faster than one `set` each. */
  load(entries: Map<string, Uint8Array>): void {
    for (const [key, value] of entries) {
      this.#values.set(key, value)
      this.#bytes += key.length + value.byteLength
    }
    this.#keys = [...this.#values.keys()].sort()
  }

  list({ prefix, limit, cursor }: { prefix: string; limit: number; cursor: string }): KvPage {
    let index = cursor > prefix ? this.#position(`${cursor}\0`) : this.#position(prefix)
    const keys: { key: string }[] = []
    for (; keys.length < limit; index += 1) {
      const key = this.#keys[index]
      if (key === undefined || !key.startsWith(prefix)) break
      keys.push({ key })
    }
    const complete = !(this.#keys[index]?.startsWith(prefix) ?? false)
    return { complete, cursor: complete ? '' : (keys.at(-1)?.key ?? ''), keys }
  }

  /** Index of the first name that is not below the given one. */
  #position(key: string): number {
    let low = 0
    let high = this.#keys.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#keys[middle] ?? '') < key) low = middle + 1
      else high = middle
    }
    return low
  }
}
