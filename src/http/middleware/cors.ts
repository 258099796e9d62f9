import { cors } from 'hono/cors'

/**
 * Lets pages of any origin read the answers of a path. Nothing here uses cookies, so `*` gives nobody more than curl
 * has. Answers preflights with the path's methods.
 */
export function allowOrigins(methods: readonly string[]) {
  return cors({
    origin: '*',
    allowMethods: [...methods],
    allowHeaders: ['Content-Type', 'If-None-Match', 'X-API-Key'],
    exposeHeaders: ['ETag', 'Retry-After', 'X-Request-Id'],
    maxAge: 86_400,
  })
}
