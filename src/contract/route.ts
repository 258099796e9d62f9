import type * as v from 'valibot'

/** Who may call: everybody, a signed-in user, an admin, the super admin, a holder of the checker's API key, of the tick's, or of a place's. */
export type Access = 'public' | 'user' | 'admin' | 'super_admin' | 'check_key' | 'tick_key' | 'place_key'

type Schema = v.GenericSchema<unknown, unknown>

/**
 * One call of the API: the only source of routing, permissions, OpenAPI and the route tests. What only readers need
 * (words, answers, examples) stands in documented-routes.ts, out of the edge's bundle.
 * Paths are written as Hono's (`:id`); `/api/nodes/` is the contract's spelling of the collection and equals `/api/nodes`.
 */
export type Route = {
  /** operationId, also the handler's name. */
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly access: Access
  readonly params?: Schema
  readonly query?: Schema
  readonly body?: Schema
  /** A call without a body is as good as one with `{}`. */
  readonly bodyOptional?: true
  /** Fields of the body in which null is not absence. */
  readonly nullable?: readonly string[]
  /** Media type of an answer or body that is not JSON. */
  readonly media?: { readonly body?: string; readonly answer?: string }
  /** Before the system is initialised also for who shows JWT_SECRET instead of a session, and for a checker that shows
   * a ticket: the service looks. */
  readonly beforeInit?: true
  /** A public call that says more to whoever shows a session. */
  readonly knowsCaller?: true
  /** A public call of which who shows an API key may ask more than an address. */
  readonly takesKey?: true
  /** A GET that changes something, because the contract has it so: HEAD is no method of it. */
  readonly deed?: true
  readonly status: 200 | 201
  /** `*` for browsers of other origins. */
  readonly cors?: true
  /** Answer may be cached (so many seconds, 15 by default) and revalidated; everything else is no-store. */
  readonly cacheable?: true | number
}
