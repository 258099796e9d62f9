import { HonoBase } from 'hono/hono-base'
import { PatternRouter } from 'hono/router/pattern-router'
import { observe } from './middleware/observe.ts'
import type { TextEnv } from './text/text-route.ts'

/** An app without routes: the smallest Hono, on which every request is logged. A slash at the end means nothing. */
export function createBaseApp<Env extends TextEnv>(): HonoBase<Env> {
  const app = new HonoBase<Env>({ router: new PatternRouter(), getPath: pathOf })
  app.use(observe)
  return app
}

/** A path of which `/` alone ends in a slash. */
export function withoutTrailingSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') : path
}

/** Still percent-encoded: Hono decodes each parameter by itself. */
function pathOf(request: Request): string {
  return withoutTrailingSlash(new URL(request.url).pathname)
}
