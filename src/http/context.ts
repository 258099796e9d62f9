import type { Context } from 'hono'
import type { RateHeaders } from './rate-headers.ts'
import type { ServiceContext } from '../services/context/index.ts'

/** What the runtime adapter hands in with each request, and what is noted on the way. */
export type HttpEnv = {
  Bindings: { readonly services: ServiceContext; readonly requestId: string }
  Variables: {
    /** The route's id, for the log. */
    routeId: string
    /** What was thrown, when it is a bug. */
    failure: unknown
    /** What the caller is told of its allowance. */
    allowance: RateHeaders
    /** What the services of this request get: with the caller, once it is known. */
    services: ServiceContext
  }
}

export type HttpContext = Context<HttpEnv>
