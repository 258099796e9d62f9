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

/** What a JSON text says; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
