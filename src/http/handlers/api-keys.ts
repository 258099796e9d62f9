import type { Handlers } from '../handler.ts'
import { createApiKey, listApiKeysOf, quotaOfApiKey, removeApiKey } from '../../services/own-keys/index.ts'

export const apiKeyHandlers = {
  listApiKeys: (ctx, { query }) => listApiKeysOf(ctx, query),
  createApiKey: (ctx, { body }) => createApiKey(ctx, body),
  revokeApiKey: (ctx, { params }) => removeApiKey(ctx, params),
  setApiKeyQuota: (ctx, { params, body }) => quotaOfApiKey(ctx, params, body),
} satisfies Partial<Handlers>
