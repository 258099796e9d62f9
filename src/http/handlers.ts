import { requireBatchSize } from '../contract/check.ts'
import type { RouteId } from '../contract/routes.ts'
import type { Handlers, Precheck } from './handler.ts'
import { apiKeyHandlers } from './handlers/api-keys.ts'
import { announcementHandlers } from './handlers/announcements.ts'
import { authHandlers } from './handlers/auth.ts'
import { channelHandlers } from './handlers/channels.ts'
import { edgeoneHandlers } from './handlers/edgeone.ts'
import { eventHandlers } from './handlers/events.ts'
import { nodeHandlers } from './handlers/nodes.ts'
import { placeHandlers } from './handlers/places.ts'
import { publicHandlers } from './handlers/public.ts'
import { systemHandlers } from './handlers/system.ts'
import { tickHandlers } from './handlers/tick.ts'
import { mayTest } from '../services/self-test/index.ts'
import { mayInitialize } from '../services/system/index.ts'

/** One handler for each route of the table; a missing one does not compile. */
export const handlers: Handlers = {
  ...authHandlers,
  ...nodeHandlers,
  ...publicHandlers,
  ...eventHandlers,
  ...announcementHandlers,
  ...edgeoneHandlers,
  ...systemHandlers,
  ...tickHandlers,
  ...channelHandlers,
  ...placeHandlers,
  ...apiKeyHandlers,
}

/**
 * Routes whose body is looked at before its fields: nobody without the secret learns what is wrong with them; and a list
 * of the wrong length has a code of its own.
 */
export const prechecks: Partial<Record<RouteId, Precheck>> = {
  initialize: mayInitialize,
  selfTest: mayTest,
  batchCheck: async (_ctx, body) => requireBatchSize(body),
}
