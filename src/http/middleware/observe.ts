import type { Next } from 'hono'
import type { HttpContext } from '../context.ts'
import { setCors } from './cors.ts'

/**
 * Around every request: the request id on the answer, and one log line with what was asked and what came of it.
 * Paths may hold an e-mail address and queries a secret, so the line carries the route's id instead.
 */
export async function observe(c: HttpContext, next: Next): Promise<void> {
  const { services, requestId } = c.env
  const startMs = services.clock()
  await next()
  const route = c.get('route')
  c.res.headers.set('x-request-id', requestId)
  c.res.headers.set('x-content-type-options', 'nosniff')
  if (route?.cors) setCors(c.res.headers)
  const failure = c.get('failure')
  services.log('request', {
    method: c.req.method,
    route: route?.id ?? 'none',
    status: c.res.status,
    ms: services.clock() - startMs,
    request_id: requestId,
    ...(failure === undefined ? {} : { failure: describe(failure) }),
  })
}

/** A bug, for the operator: never sent to the caller. */
function describe(failure: unknown): string {
  return failure instanceof Error ? (failure.stack ?? String(failure)).slice(0, 2000) : typeof failure
}
