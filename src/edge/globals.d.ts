/** What EdgeOne gives an edge function. The CLI emits no types and the platform's own package is not on npm. */

/** The KV namespace as bound in the console: keys `[A-Za-z0-9_]{1,512}`, no TTL, no metadata, no conditional write. */
interface EdgeOneKv {
  get(key: string): Promise<string | null>
  put(key: string, value: string): Promise<void>
  delete(key: string): Promise<void>
  list(options: { prefix?: string; limit?: number; cursor?: string }): Promise<EdgeOneKvPage>
}

/** One page of names, at most 256. The documents disagree whether an entry has `key` or `name`. */
interface EdgeOneKvPage {
  complete: boolean
  cursor?: string
  keys: { key?: string; name?: string }[]
}

interface EdgeOneInfo {
  clientIp?: string
  /** `cisp`: the client's provider, such as `中国电信`. */
  geo?: { countryCodeAlpha2?: string; cityName?: string; cisp?: string }
}

/** The argument of `onRequest` in `functions/`. `params.default` is an array when the catch-all spans several segments. */
interface EdgeContext {
  request: Request & { eo?: EdgeOneInfo }
  params: Record<string, string | string[]>
  env: Readonly<Record<string, unknown>>
  waitUntil(work: Promise<unknown>): void
  eo?: EdgeOneInfo
}

/** Bound in the console as a bare global, so that reading it while unbound throws: guard with `typeof`. */
declare const easytier_kv: EdgeOneKv | undefined

/** Survive between requests of one isolate, unlike module variables: the platform runs the module body each time. */
declare var __api: typeof import('./entries/api.ts') | undefined
declare var __peer: typeof import('./entries/peer.ts') | undefined
declare var __node: typeof import('./entries/node.ts') | undefined
declare var __uptime: typeof import('./entries/uptime.ts') | undefined
declare var __badge: typeof import('./entries/badge.ts') | undefined
/** Starts a tick behind an answer when one is due; there once this isolate has answered under /api. */
declare var __drive: ((context: EdgeContext) => void) | undefined
declare var __memory: import('../store/context/context.ts').StoreMemory | undefined
