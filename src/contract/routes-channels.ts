import * as channels from './channels.ts'
import type { Route } from './route.ts'

/** Alert channels of the caller, or with `scope=site` of the site (admins). */
export const channelRoutes = [
  {
    id: 'listChannels',
    method: 'GET',
    path: '/api/channels',
    access: 'user',
    query: channels.ScopeQuery,
    status: 200,
  },
  {
    id: 'createChannel',
    method: 'POST',
    path: '/api/channels',
    access: 'user',
    query: channels.ScopeQuery,
    body: channels.ChannelCreateBody,
    status: 201,
  },
  {
    id: 'updateChannel',
    method: 'PUT',
    path: '/api/channels/:id',
    access: 'user',
    params: channels.ChannelPath,
    query: channels.ScopeQuery,
    body: channels.ChannelUpdateBody,
    status: 200,
  },
  {
    id: 'deleteChannel',
    method: 'DELETE',
    path: '/api/channels/:id',
    access: 'user',
    params: channels.ChannelPath,
    query: channels.ScopeQuery,
    status: 200,
  },
  {
    id: 'testChannel',
    method: 'POST',
    path: '/api/channels/:id/test',
    access: 'user',
    params: channels.ChannelPath,
    query: channels.ScopeQuery,
    bodyOptional: true,
    status: 200,
  },
  {
    id: 'listDeliveries',
    method: 'GET',
    path: '/api/channels/:id/deliveries',
    access: 'user',
    params: channels.ChannelPath,
    query: channels.ScopeQuery,
    status: 200,
  },
] as const satisfies readonly Route[]
