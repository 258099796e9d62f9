import { dayMs } from '../../contract/time.ts'
import { store, stored } from './preferences.ts'

const keepMs = dayMs

/** A document kept for the next visit; undefined when there is none, it is a day old, or it cannot be read. */
export function readSnapshot<T>(
  key: string,
  nowMs: number,
): Readonly<{ data: T; freshMs: number }> | undefined {
  const text = stored(key)
  if (text === null) return undefined
  try {
    const kept = JSON.parse(text) as { v?: unknown; freshMs?: unknown; data?: T } | null
    if (kept?.v !== 1 || typeof kept.freshMs !== 'number' || kept.data === undefined) return undefined
    return nowMs - kept.freshMs < keepMs ? { data: kept.data, freshMs: kept.freshMs } : undefined
  } catch {
    return undefined
  }
}

/** Keeps a document for the next visit, where storage allows. */
export function keepSnapshot(key: string, data: unknown, freshMs: number): void {
  store(key, JSON.stringify({ v: 1, freshMs, data }))
}
