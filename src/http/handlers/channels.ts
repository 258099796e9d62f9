import type { Handlers } from '../handler.ts'
import {
  createChannel,
  deleteChannel,
  listChannels,
  listDeliveries,
  testChannel,
  updateChannel,
} from '../../services/alerts/index.ts'

export const channelHandlers = {
  listChannels: (ctx, { query }) => listChannels(ctx, query),
  createChannel: (ctx, { query, body }) => createChannel(ctx, query, body),
  updateChannel: (ctx, { query, params, body }) => updateChannel(ctx, query, params.id, body),
  deleteChannel: (ctx, { query, params }) => deleteChannel(ctx, query, params.id),
  testChannel: (ctx, { query, params }) => testChannel(ctx, query, params.id),
  listDeliveries: (ctx, { query, params }) => listDeliveries(ctx, query, params.id),
} satisfies Partial<Handlers>
