import type { Kv } from '../../store/kv/index.ts'

/** The store of a server: the same `Kv` as at the edge, strongly consistent, and one conditional write beside it. */
export type ServerStore = Kv & {
  /** Which store it is, for `/healthz` and the log. */
  readonly kind: 'embedded' | 'postgres'
  /** Writes the key unless it exists; true for exactly one of all callers, on all machines that share the store. */
  readonly putNew: (key: string, value: string) => Promise<boolean>
  /** Why the store cannot be used now, as a line for people; undefined while it works. */
  readonly trouble: () => string | undefined
  /** Waits for the writes under way (10 s at most) and lets the store go. */
  readonly close: () => Promise<void>
}

/** Takes one line for people. */
export type LogLine = (line: string) => void
