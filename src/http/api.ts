import type { HonoBase } from 'hono/hono-base'
import { ServiceError } from '../contract/errors.ts'
import { toProblem } from '../contract/problem.ts'
import type { Route } from '../contract/route.ts'
import { routes } from '../contract/routes.ts'
import { allow } from './access.ts'
import { bind } from './bind.ts'
import type { HttpContext, HttpEnv } from './context.ts'
import type { BoundHandler, Precheck } from './handler.ts'
import { handlers, prechecks } from './handlers.ts'
import { allowOrigins } from './middleware/cors.ts'
import { limitBody } from './body.ts'
import { withoutTrailingSlash } from './base-app.ts'
import { RateHeaders } from './rate-headers.ts'
import { respond, respondProblem } from './respond.ts'

/** Adds every route of the table, and the error envelope for what else is asked. */
export function mountApi(app: HonoBase<HttpEnv>): void {
  for (const [path, group] of groupByPath(routes)) {
    const methods = methodsOf(group)
    if (group[0]?.cors) app.use(path, setAllow(methods), allowOrigins(methods))
    for (const route of group) app.on(route.method, path, authorize(route), limitBody, serve(route))
    app.all(path, serveOther(group, methods))
  }
  app.notFound(() => respondProblem(toProblem(new ServiceError('not_found'))))
  app.onError((error, c) => {
    if (!(error instanceof ServiceError)) c.set('failure', error)
    return respondProblem(toProblem(error))
  })
}

const handlerOf: Readonly<Record<string, BoundHandler>> = handlers
const precheckOf: Readonly<Record<string, Precheck | undefined>> = prechecks

type Next = () => Promise<void>

/** Lets the caller through to a route, or not; the services then know who it is. */
function authorize(route: Route) {
  return async (c: HttpContext, next: Next): Promise<void> => {
    c.set('routeId', route.id)
    if (route.deed === true && c.req.method === 'HEAD') {
      throw new ServiceError('method_not_allowed', { allow: methodsOf([route]) })
    }
    const allowance = new RateHeaders()
    c.set('allowance', allowance)
    c.set('services', await allow(route, c.req.raw, { ...c.env.services, allowance }))
    await next()
  }
}

function serve(route: Route) {
  const handler = handlerOf[route.id]
  if (handler === undefined) throw new Error(`no handler for ${route.id}`)
  const precheck = precheckOf[route.id]
  return async (c: HttpContext): Promise<Response> => {
    const { services } = c.var
    const input = await bind(
      route,
      c.req.raw,
      c.req.param(),
      precheck && ((body) => precheck(services, body)),
    )
    return respond(route, await handler(services, input), c.req.header('if-none-match') ?? null)
  }
}

/** HEAD is one where GET changes nothing. */
function methodsOf(group: readonly Route[]): readonly string[] {
  const methods = group.flatMap(({ method, deed }) =>
    method === 'GET' && deed !== true ? ['GET', 'HEAD'] : [method],
  )
  return [...methods, 'OPTIONS']
}

/** Names the methods of a path on the answer to OPTIONS, whose preflight part is Hono's. */
function setAllow(methods: readonly string[]) {
  return async (c: HttpContext, next: Next): Promise<void> => {
    if (c.req.method === 'OPTIONS') {
      c.header('allow', methods.join(', '))
      c.header('cache-control', 'no-store')
    }
    await next()
  }
}

/** What is left at a known path: OPTIONS of a path that is not open to other origins, and methods that it has not. */
function serveOther(group: readonly Route[], methods: readonly string[]) {
  return (c: HttpContext): Response => {
    if (group[0]) c.set('routeId', group[0].id)
    if (c.req.method !== 'OPTIONS') throw new ServiceError('method_not_allowed', { allow: methods })
    return c.body(null, 204, { allow: methods.join(', '), 'cache-control': 'no-store' })
  }
}

/** In the table's order, so that `/api/nodes/my` is found before `/api/nodes/:id`. */
function groupByPath(table: readonly Route[]): Map<string, Route[]> {
  const groups = new Map<string, Route[]>()
  for (const route of table) {
    const path = withoutTrailingSlash(route.path)
    groups.set(path, [...(groups.get(path) ?? []), route])
  }
  return groups
}
