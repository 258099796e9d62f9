import * as v from 'valibot'
import { ServiceError } from './errors.ts'

type Issue = v.BaseIssue<unknown>

/**
 * What a schema makes of an input. Throws ServiceError missing_field or invalid_field for the first thing wrong, with
 * its path in `details.field`.
 */
export function parseInput<Schema extends v.GenericSchema<unknown, unknown>>(
  schema: Schema,
  input: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input, { abortEarly: true })
  if (result.success) return result.output
  throw toFieldError(result.issues[0])
}

function toFieldError(issue: Issue): ServiceError {
  const field = fieldPath(issue)
  const absent = issue.kind === 'schema' && issue.input === undefined
  if (absent) return new ServiceError('missing_field', { field }, `缺少必填参数：${field}`)
  // A schema without a text of its own speaks valibot's English.
  const text = /\p{Script=Han}/u.test(issue.message) ? issue.message : `${field} 格式不正确`
  const named = /[.[]/.test(field) ? `${field}：${text}` : text
  return new ServiceError('invalid_field', { field }, named)
}

/** `connections[1].port` for the path of an issue; "" when the whole is wrong. */
function fieldPath(issue: Issue): string {
  let path = ''
  for (const { key } of issue.path ?? []) {
    if (typeof key === 'number') path += `[${key}]`
    else path += path === '' ? String(key) : `.${String(key)}`
  }
  return path
}
