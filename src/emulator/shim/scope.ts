import { AsyncLocalStorage } from 'node:async_hooks'
import type { Switch } from '../switches.ts'

/** What one request may use and has used. */
export interface Scope {
  id: string
  skewMs: number
  kv: { fetch(url: string, init: RequestInit): Promise<Response> }
  /** Proves to the KV service that it is the shim that calls. */
  token: string
  fetches: number
  fetchesAtOnce: number
  consoleCalls: number
  ops: { get: number; put: number; delete: number; list: number }
  switches: ReadonlySet<Switch>
  /** Under `own_writes_late`: what the keys that this request wrote held before; null for nothing. */
  earlier: Map<string, ArrayBuffer | null>
  /** Host that the request came to. */
  host: string
  isHurried: boolean
  /** When it answered, by its own clock; 0 before. */
  answeredMs: number
  /** Ends the work behind the answer for whoever waits for it. */
  cutOff: () => void
  /** Length of the longest chain of KV operations that waited for one another. */
  rounds: number
  /** Iterations of all loops until the answer, and the most of one loop; 0 where loops are not counted. */
  loops: number
  longestLoop: number
}

const storage = new AsyncLocalStorage<Scope>()

/** Runs work on behalf of a request, whatever it awaits included. */
export function runIn<T>(scope: Scope, work: () => T): T {
  return storage.run(scope, work)
}

/** Whether a switch is on for the request on whose behalf the code runs. */
export function isSwitched(name: Switch): boolean {
  return storage.getStore()?.switches.has(name) === true
}

/** The request on whose behalf the code runs; throws outside of one, where EdgeOne has no I/O either. */
export function currentScope(what: string): Scope {
  const scope = storage.getStore()
  if (!scope) throw new Error(`${what} outside of a request`)
  return scope
}

/** The request on whose behalf the code runs, if there is one. */
export function scopeIfAny(): Scope | undefined {
  return storage.getStore()
}
