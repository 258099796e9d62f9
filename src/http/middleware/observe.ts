import type { MiddlewareHandler } from 'hono'
import type { TextEnv } from '../text/text-route.ts'

/**
 * Around every request: the request id on the answer, and one log line with what was asked and what came of it.
 * Paths may hold an e-mail address and queries a secret, so the line carries the route's id instead.
 */
export const observe: MiddlewareHandler<TextEnv> = async (c, next) => {
  const { services, requestId } = c.env
  const startMs = services.clock()
  await next()
  c.res.headers.set('x-request-id', requestId)
  c.res.headers.set('x-content-type-options', 'nosniff')
  c.get('allowance')?.setOn(c.res.headers)
  const failure = c.get('failure')
  const caller = c.get('services')?.caller
  services.log('request', {
    method: c.req.method,
    route: c.get('routeId') ?? 'none',
    status: c.res.status,
    ms: services.clock() - startMs,
    request_id: requestId,
    ...(caller === undefined ? {} : { user: caller.userKey }),
    ...(failure === undefined ? {} : { failure: describe(failure) }),
  })
}

/** A bug, for the operator: never sent to the caller. */
function describe(failure: unknown): string {
  return failure instanceof Error ? (failure.stack ?? String(failure)).slice(0, 2000) : typeof failure
}
