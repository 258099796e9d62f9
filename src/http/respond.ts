import type { Route } from '../contract/routes.ts'
import { Redirect, TextAnswer } from './answer.ts'
import { matchesTag } from './etag.ts'
import type { Problem } from './problem.ts'

const jsonType = 'application/json; charset=utf-8'
const cacheControl = 'public, max-age=15'

/** The answer of a handler as a response: JSON, or text that is ready; 304 when the caller has it already. */
export const respond = (route: Route, answer: unknown, ifNoneMatch: string | null): Response => {
  if (answer instanceof Redirect) {
    return new Response(null, {
      status: 302,
      headers: { location: answer.location, 'cache-control': 'no-store' },
    })
  }
  const text = answer instanceof TextAnswer ? answer.text : JSON.stringify(answer)
  const etag = answer instanceof TextAnswer ? answer.etag : undefined
  const headers: Record<string, string> = {
    'content-type': route.media?.answer ?? jsonType,
    'cache-control': route.cacheable ? cacheControl : 'no-store',
    ...(answer instanceof TextAnswer ? answer.headers : {}),
  }
  if (etag === undefined) return new Response(text, { status: route.status, headers })
  headers['etag'] = etag
  if (!matchesTag(ifNoneMatch, etag)) return new Response(text, { status: route.status, headers })
  delete headers['content-type']
  return new Response(null, { status: 304, headers })
}

/** A problem as a response; never cached. */
export const respondProblem = ({ status, body, headers }: Problem): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': jsonType, 'cache-control': 'no-store', ...headers },
  })
