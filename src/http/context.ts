import type { Context } from 'hono'
import type { Route } from '../contract/route.ts'
import type { ServiceContext } from '../services/context/index.ts'

/** What the runtime adapter hands in with each request, and what the middleware notes on the way. */
export type HttpEnv = {
  Bindings: { readonly services: ServiceContext; readonly requestId: string }
  Variables: { route: Route; failure: unknown }
}

export type HttpContext = Context<HttpEnv>
