import { authenticateApiKey, chargeApiKey, looksLikeApiKey } from '../services/api-keys/index.ts'
import type { SiteContext } from '../services/context/index.ts'

/**
 * Counts a request of the API key that it shows, which is then in the context; any other `X-API-Key` says nothing here.
 * Throws ServiceError api_key_invalid, rate_limited.
 */
export async function allowKey<Context extends SiteContext>(
  ctx: Context,
  shown: string | null | undefined,
): Promise<Context> {
  if (!looksLikeApiKey(shown)) return ctx
  const apiKey = await authenticateApiKey(ctx, shown)
  await chargeApiKey(ctx, apiKey)
  return { ...ctx, apiKey }
}
