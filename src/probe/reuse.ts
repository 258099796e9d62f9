import type { Clock } from './clock.ts'
import { limits } from './limits.ts'

/** Answers younger than 10 s, at most 512 of them, the oldest leaving first. */
export type Reuse<Value> = {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
}

/** An empty memory of answers; its bounds are those of limits.ts. */
export function createReuse<Value>(clock: Clock): Reuse<Value> {
  const kept = new Map<string, { readonly value: Value; readonly madeMs: number }>()
  return {
    get(key) {
      const entry = kept.get(key)
      if (entry === undefined) return undefined
      if (clock.nowMs() - entry.madeMs < limits.reuseMs) return entry.value
      kept.delete(key)
      return undefined
    },
    set(key, value) {
      kept.delete(key)
      kept.set(key, { value, madeMs: clock.nowMs() })
      for (const oldest of kept.keys()) {
        if (kept.size <= limits.reuseEntriesMax) break
        kept.delete(oldest)
      }
    },
  }
}
