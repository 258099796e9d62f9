import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { ServiceError } from '../../contract/errors.ts'
import { limits } from '../../contract/limits.ts'
import type { HttpEnv } from '../context.ts'

function refuse(): never {
  throw new ServiceError('body_too_large')
}

const limitStream = bodyLimit({ maxSize: limits.bodyBytesMax, onError: refuse })

/**
 * Refuses a body over 1 MB, by what it says of itself or else while it is read. Throws body_too_large. A request without
 * a body, or whose length was declared, is not touched: asking a request for its stream costs more than most handlers.
 */
export const limitBody: MiddlewareHandler<HttpEnv> = (c, next) => {
  const { method } = c.req
  if (method === 'GET' || method === 'HEAD') return next()
  const length = c.req.header('content-length')
  if (length === undefined || c.req.header('transfer-encoding') !== undefined) return limitStream(c, next)
  if (Number(length) > limits.bodyBytesMax) refuse()
  return next()
}
