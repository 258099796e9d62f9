import { apiKeyDocs } from './route-docs-api-keys.ts'
import { announcementDocs } from './route-docs-announcements.ts'
import { authDocs } from './route-docs-auth.ts'
import { channelDocs } from './route-docs-channels.ts'
import { eventDocs } from './route-docs-events.ts'
import { nodeDocs } from './route-docs-node.ts'
import { placeDocs } from './route-docs-places.ts'
import { publicDocs } from './route-docs-public.ts'
import { systemDocs } from './route-docs-system.ts'
import { tickDocs } from './route-docs-tick.ts'
import type { RouteDocs } from './route-docs.ts'
import type { Route } from './route.ts'
import { routes, type RouteId } from './routes.ts'

const docs = {
  ...authDocs,
  ...nodeDocs,
  ...publicDocs,
  ...eventDocs,
  ...announcementDocs,
  ...systemDocs,
  ...tickDocs,
  ...channelDocs,
  ...placeDocs,
  ...apiKeyDocs,
}

/** Docs of a route, with the type of its answer. */
export type DocsById = typeof docs

const documented: Readonly<Record<RouteId, RouteDocs>> = docs

export type DocumentedRoute = Route & RouteDocs

/** The table of routes with words, answers, errors and examples, in its order. */
export const documentedRoutes: readonly DocumentedRoute[] = routes.map((route) => ({
  ...route,
  ...documented[route.id as RouteId],
}))
