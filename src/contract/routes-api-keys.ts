import * as apiKeys from './api-keys.ts'
import type { Route } from './route.ts'

/** Keys by which programs ask more than an address may. */
export const apiKeyRoutes = [
  {
    id: 'listApiKeys',
    method: 'GET',
    path: '/api/keys',
    access: 'user',
    query: apiKeys.ApiKeysQuery,
    status: 200,
  },
  {
    id: 'createApiKey',
    method: 'POST',
    path: '/api/keys',
    access: 'user',
    body: apiKeys.ApiKeyCreateBody,
    status: 201,
  },
  {
    id: 'revokeApiKey',
    method: 'DELETE',
    path: '/api/keys/:id',
    access: 'user',
    params: apiKeys.ApiKeyPath,
    status: 200,
  },
  {
    id: 'setApiKeyQuota',
    method: 'PUT',
    path: '/api/keys/:id/quota',
    access: 'admin',
    params: apiKeys.ApiKeyPath,
    body: apiKeys.ApiKeyQuotaBody,
    status: 200,
  },
] as const satisfies readonly Route[]
