import { EventsQuery } from './events.ts'
import type { Route } from './route.ts'

export const eventRoutes = [
  {
    id: 'events',
    method: 'GET',
    path: '/api/events',
    access: 'public',
    knowsCaller: true,
    query: EventsQuery,
    status: 200,
    cors: true,
  },
  {
    id: 'renewFeedKey',
    method: 'POST',
    path: '/api/auth/feed-key',
    access: 'user',
    bodyOptional: true,
    status: 200,
  },
] as const satisfies readonly Route[]
