import { HonoBase } from 'hono/hono-base'
import { PatternRouter } from 'hono/router/pattern-router'
import { mountApi } from './api.ts'
import type { HttpEnv } from './context.ts'
import { observe } from './middleware/observe.ts'
import { pathOf } from './path.ts'
import { mountText } from './text/text-app.ts'
import { textRoutes } from './text/routes.ts'

/** Answers a request with its own `{ services, requestId }`: `app.fetch(request, { services, requestId })`. */
export type App = HonoBase<HttpEnv>

/** The API alone: every route of the table, and the error envelope for everything else. */
export function createApi(): App {
  const app = new HonoBase<HttpEnv>({ router: new PatternRouter(), getPath: pathOf })
  app.use(observe)
  mountApi(app)
  return app
}

/** Everything that is no static file and no probe: the API, `/peer`, `/node/:id`, the badge and the feed. */
export function createApp(): App {
  const app = createApi()
  mountText(app, textRoutes)
  return app
}
