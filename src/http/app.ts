import { HonoBase } from 'hono/hono-base'
import { PatternRouter } from 'hono/router/pattern-router'
import { ServiceError } from '../contract/errors.ts'
import type { Route } from '../contract/route.ts'
import { routes } from '../contract/routes.ts'
import { allow } from './access.ts'
import { bind } from './bind.ts'
import type { HttpContext, HttpEnv } from './context.ts'
import type { BoundHandler, Precheck } from './handler.ts'
import { handlers, prechecks } from './handlers.ts'
import { respondOptions } from './middleware/cors.ts'
import { observe } from './middleware/observe.ts'
import { toProblem } from './problem.ts'
import { respond, respondProblem } from './respond.ts'

export type App = HonoBase<HttpEnv>

/** The whole API: every route of the table, and the error envelope for everything else under it. */
export function createApp(): App {
  const app = new HonoBase<HttpEnv>({ router: new PatternRouter(), getPath: pathOf })
  app.use(observe)
  for (const [path, group] of groupByPath(routes)) {
    for (const route of group) app.on(route.method, path, serve(route))
    app.all(path, serveOther(group))
  }
  app.notFound(() => respondProblem(toProblem(new ServiceError('not_found'))))
  app.onError((error, c) => {
    const problem = toProblem(error)
    if (!(error instanceof ServiceError)) c.set('failure', error)
    return respondProblem(problem)
  })
  return app
}

const handlerOf: Readonly<Record<string, BoundHandler>> = handlers
const precheckOf: Readonly<Record<string, Precheck | undefined>> = prechecks

function serve(route: Route) {
  const handler = handlerOf[route.id]
  if (handler === undefined) throw new Error(`no handler for ${route.id}`)
  const precheck = precheckOf[route.id]
  return async (c: HttpContext): Promise<Response> => {
    c.set('route', route)
    const ctx = await allow(route, c.req.raw, c.env.services)
    const input = await bind(route, c.req.raw, c.req.param(), precheck && ((body) => precheck(ctx, body)))
    return respond(route, await handler(ctx, input), c.req.raw.headers.get('if-none-match'))
  }
}

/** What is left at a known path: OPTIONS, and methods that it does not have. */
function serveOther(group: readonly Route[]) {
  const methods = group.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  const allowed = [...methods, 'OPTIONS']
  return (c: HttpContext): Response => {
    const first = group[0]
    if (first) c.set('route', first)
    if (c.req.method === 'OPTIONS') return respondOptions(allowed.join(', '), first?.cors === true)
    throw new ServiceError('method_not_allowed', { allow: allowed })
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

function withoutTrailingSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') : path
}

/** Still percent-encoded: Hono decodes each parameter by itself. */
function pathOf(request: Request): string {
  return withoutTrailingSlash(new URL(request.url).pathname)
}
