import { dropNulls } from '../contract/fields.ts'
import { parseObject } from '../contract/json.ts'
import type { Route } from '../contract/route.ts'
import { parseInput } from '../contract/schema-error.ts'
import { readBody } from './body.ts'

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
  const params = route.params && parseInput(route.params, pathParams)
  const query =
    route.query && parseInput(route.query, Object.fromEntries(new URL(request.url).searchParams.entries()))
  if (route.method === 'GET') return { params, query, body: undefined, text: '' }
  const text = await readBody(request, route.media?.body)
  if (route.body === undefined) return { params, query, body: undefined, text }
  const parsed = parseObject(text)
  await precheck?.(parsed)
  return { params, query, body: parseInput(route.body, dropNulls(parsed, route.nullable)), text }
}
