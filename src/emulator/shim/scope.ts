import { AsyncLocalStorage } from 'node:async_hooks'

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
  /** Length of the longest chain of KV operations that waited for one another. */
  rounds: number
}

const storage = new AsyncLocalStorage<Scope>()

/** Runs work on behalf of a request, whatever it awaits included. */
export function runIn<T>(scope: Scope, work: () => T): T {
  return storage.run(scope, work)
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
