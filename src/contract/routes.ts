import type { Route } from './route.ts'
import { apiKeyRoutes } from './routes-api-keys.ts'
import { announcementRoutes } from './routes-announcements.ts'
import { authRoutes } from './routes-auth.ts'
import { channelRoutes } from './routes-channels.ts'
import { eventRoutes } from './routes-events.ts'
import { nodeRoutes } from './routes-node.ts'
import { placeRoutes } from './routes-places.ts'
import { publicRoutes } from './routes-public.ts'
import { systemRoutes } from './routes-system.ts'
import { tickRoutes } from './routes-tick.ts'

const table = [
  ...authRoutes,
  ...nodeRoutes,
  ...publicRoutes,
  ...eventRoutes,
  ...announcementRoutes,
  ...systemRoutes,
  ...tickRoutes,
  ...channelRoutes,
  ...placeRoutes,
  ...apiKeyRoutes,
] as const

export const routes: readonly Route[] = table
export type RouteId = (typeof table)[number]['id']
/** The entry of the table with this id, with the types of its schemas. */
export type RouteOf<Id extends RouteId> = Extract<(typeof table)[number], { readonly id: Id }>
