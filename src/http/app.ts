import type { HonoBase } from 'hono/hono-base'
import { toProblem } from '../contract/problem.ts'
import { mountApi } from './api.ts'
import { createBaseApp } from './base-app.ts'
import type { HttpEnv } from './context.ts'
import { respondProblem } from './respond.ts'
import { badgeRoute } from './text/badge.ts'
import { calendarRoute } from './text/calendar.ts'
import { feedRoute } from './text/feed.ts'
import { nodeRoute } from './text/node.ts'
import { peerRoute } from './text/peer.ts'
import { siteBadgeRoute } from './text/site-badge.ts'
import { mountText } from './text/text-app.ts'
import type { TextRoute } from './text/text-route.ts'
import { uptimeRoute } from './text/uptime.ts'
import { wellKnownRoute } from './text/well-known.ts'

/** Answers a request with its own `{ services, requestId }`: `app.fetch(request, { services, requestId })`. */
export type App = HonoBase<HttpEnv>

/** Every answer that is no JSON. */
export const textRoutes: readonly TextRoute[] = [
  peerRoute,
  nodeRoute,
  siteBadgeRoute,
  badgeRoute,
  feedRoute,
  calendarRoute,
  uptimeRoute,
  wellKnownRoute,
]

/** What is below `/api`: every route of the table, the feed, the calendar, the site's badge, and the error envelope for everything else. */
export function createApi(): App {
  return createWith([feedRoute, calendarRoute, siteBadgeRoute])
}

/** Everything that is no static file and no probe: the API, `/peer`, `/node/:id`, the badges and the feed. */
export function createApp(): App {
  return createWith(textRoutes)
}

function createWith(textRoutes: readonly TextRoute[]): App {
  const app = createBaseApp<HttpEnv>()
  mountText(app, textRoutes, (error) => respondProblem(toProblem(error)))
  mountApi(app)
  return app
}
