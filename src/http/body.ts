import { ServiceError } from '../contract/errors.ts'

const depthMax = 32

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

/** Reads a JSON object; an empty text is an empty object. Throws invalid_json or invalid_body. */
export function parseObject(text: string): Readonly<Record<string, unknown>> {
  if (text.trim() === '') return {}
  if (isTooDeep(text)) throw new ServiceError('invalid_json', undefined, `JSON 嵌套超过 ${depthMax} 层`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new ServiceError('invalid_json')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ServiceError('invalid_body')
  }
  return value as Record<string, unknown>
}

/** Looks before parsing, so that no later walk over the value can exhaust the stack. One pass, no backtracking. */
function isTooDeep(text: string): boolean {
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]
    if (quoted) {
      if (char === '\\') at += 1
      else if (char === '"') quoted = false
    } else if (char === '"') quoted = true
    else if (char === '{' || char === '[') depth += 1
    else if (char === '}' || char === ']') depth -= 1
    if (depth > depthMax) return true
  }
  return false
}
