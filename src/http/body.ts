import type { Next } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { HttpContext } from './context.ts'
import { limits } from '../contract/limits.ts'
import { ServiceError } from '../contract/errors.ts'

function refuse(): never {
  throw new ServiceError('body_too_large')
}

const limitStream = bodyLimit({ maxSize: limits.bodyBytesMax, onError: refuse })

/**
 * Refuses a body over 1 MB, by what it says of itself or else while it is read. Throws body_too_large. A request without
 * a body, or whose length was declared, is not touched: asking a request for its stream costs more than most handlers.
 */
export function limitBody(c: HttpContext, next: Next): Promise<Response | void> {
  const { method } = c.req
  if (method === 'GET' || method === 'HEAD') return next()
  const length = c.req.header('content-length')
  if (length === undefined || c.req.header('transfer-encoding') !== undefined) return limitStream(c, next)
  if (Number(length) > limits.bodyBytesMax) refuse()
  return next()
}

/**
 * The body's bytes as text, "" when there is none; its size is limited before.
 * Throws unsupported_media_type when a body of another type came, invalid_json when it is not UTF-8.
 */
export async function readBody(request: Request, mediaType: string | undefined): Promise<string> {
  const bytes = await readBytes(request)
  if (bytes.byteLength === 0) return ''
  if (!isMediaType(request.headers.get('content-type'), mediaType)) {
    throw mediaType === undefined
      ? new ServiceError('unsupported_media_type')
      : new ServiceError('unsupported_media_type', undefined, `Content-Type 须为 ${mediaType}`)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new ServiceError('invalid_json', undefined, '请求体不是有效的 UTF-8')
  }
}

async function readBytes(request: Request): Promise<ArrayBuffer> {
  try {
    return await request.arrayBuffer()
  } catch {
    // EdgeOne's body readers refuse more than 1 MB; the other cause is a client that left, who reads no answer.
    throw new ServiceError('body_too_large')
  }
}

/** uclient-fetch adds a type of its own to the one it was given, so that one of a joined header will do. */
function isMediaType(contentType: string | null, wanted: string | undefined): boolean {
  const types = (contentType ?? '').split(';')[0]?.toLowerCase().split(',') ?? []
  return types
    .map((type) => type.trim())
    .some((type) => {
      if (wanted !== undefined) return type === wanted
      return type === 'application/json' || (type.startsWith('application/') && type.endsWith('+json'))
    })
}
