import type { MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import type { HttpEnv } from '../context.ts'

const exposed = 'ETag,Retry-After,X-Request-Id'

/**
 * Lets pages of any origin read the answers of a path. Nothing here uses cookies, so `*` gives nobody more than curl
 * has. Answers preflights with the path's methods.
 */
export function allowOrigins(methods: readonly string[]): MiddlewareHandler<HttpEnv> {
  const answerPreflight = cors({
    origin: '*',
    allowMethods: [...methods],
    allowHeaders: ['Content-Type', 'If-None-Match', 'X-API-Key'],
    maxAge: 86_400,
  })
  return async (c, next) => {
    if (c.req.method === 'OPTIONS') return answerPreflight(c, next)
    // Behind the answer: Hono would copy the whole body of one that comes after its headers.
    await next()
    c.res.headers.set('access-control-allow-origin', '*')
    // What is told of an allowance is named only where it is told: a page polls an answer of some hundred bytes.
    const told = c.get('allowance')?.fields ?? []
    c.res.headers.set('access-control-expose-headers', [exposed, ...told].join(','))
    return undefined
  }
}
