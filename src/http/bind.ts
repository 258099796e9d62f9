import * as v from 'valibot'
import { ServiceError } from '../contract/errors.ts'
import { dropNulls } from '../contract/fields.ts'
import type { Route } from '../contract/route.ts'
import { parseObject, readBody } from './body.ts'

/** What a handler gets, checked by the route's own schemas; undefined where the route has none. */
export type Bound = {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
  /** The body as it came, for a route whose body is not JSON. */
  readonly text: string
}

/**
 * Reads and checks everything a route takes. `precheck` sees the body as an object before its fields are checked.
 * Throws ServiceError 400 (with `details.field`), 413 or 415.
 */
export async function bind(
  route: Route,
  request: Request,
  pathParams: Readonly<Record<string, string>>,
  precheck?: (body: Readonly<Record<string, unknown>>) => Promise<void>,
): Promise<Bound> {
  const params = route.params && check(route.params, pathParams)
  const query =
    route.query && check(route.query, Object.fromEntries(new URL(request.url).searchParams.entries()))
  if (route.method === 'GET') return { params, query, body: undefined, text: '' }
  const text = await readBody(request, route.media?.body)
  if (route.body === undefined) return { params, query, body: undefined, text }
  const parsed = parseObject(text)
  await precheck?.(parsed)
  return { params, query, body: check(route.body, dropNulls(parsed, route.nullable)), text }
}

/** The schema's output, or ServiceError missing_field or invalid_field for the first thing wrong. */
export function check(schema: v.GenericSchema<unknown, unknown>, input: unknown): unknown {
  const result = v.safeParse(schema, input, { abortEarly: true })
  if (result.success) return result.output
  throw toFieldError(result.issues[0])
}

type Issue = v.BaseIssue<unknown>

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
