import type { Handlers } from '../handler.ts'
import { events, renewFeedKey } from '../../services/events/index.ts'

export const eventHandlers = {
  events: (ctx, { query }) => events(ctx, query),
  renewFeedKey: (ctx) => renewFeedKey(ctx),
} satisfies Partial<Handlers>
