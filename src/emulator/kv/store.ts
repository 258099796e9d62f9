/** One page of names in ascending order. `cursor` is `''` when `complete`. */
export interface KvPage {
  complete: boolean
  cursor: string
  keys: { key: string }[]
}

/** What the KV service serves. Keys and limits have been checked by the shim. */
export interface KvStore {
  get(key: string): Uint8Array | undefined
  /** Resolves when the value survives a crash of the process. */
  put(key: string, value: Uint8Array): Promise<void>
  /** Resolves when the removal survives a crash of the process. */
  delete(key: string): Promise<void>
  list(options: { prefix: string; limit: number; cursor: string }): KvPage
}
