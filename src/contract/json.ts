import { ServiceError } from './errors.ts'

const depthMax = 32

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

/**
 * Looks before parsing, so that no later walk over the value can exhaust the stack. One pass, no backtracking, from one
 * quote or bracket to the next: a platform may end loops that go over each character of a megabyte.
 */
function isTooDeep(text: string): boolean {
  const brackets = /["[\]{}]/g
  const quotes = /["\\]/g
  let depth = 0
  let quoted = false
  for (let at = 0; ;) {
    const next = quoted ? quotes : brackets
    next.lastIndex = at
    const char = next.exec(text)?.[0]
    if (char === undefined) return false
    at = next.lastIndex
    if (char === '\\') at += 1
    else if (char === '"') quoted = !quoted
    else depth += char === '{' || char === '[' ? 1 : -1
    if (depth > depthMax) return true
  }
}

/** What a JSON text says; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
