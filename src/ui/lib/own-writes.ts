import { store, stored } from './preferences.ts'

const key = 'et.wrote'
/** Public answers are kept by the browser for 15 s; what was kept before a write is older than it for no longer. */
const keptMs = 20_000

/** Remembers that this browser has just changed something on the server. */
export function noteWrite(nowMs: number): void {
  store(key, String(nowMs))
}

/** Whether the browser's own copy of a public answer may be older than what it wrote itself. */
export function wroteLately(nowMs: number): boolean {
  return Math.abs(nowMs - Number(stored(key) ?? 0)) < keptMs
}
