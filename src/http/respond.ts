import type { Problem } from '../contract/problem.ts'
import type { Route } from '../contract/route.ts'
import { HeadedAnswer, Redirect, TextAnswer } from './answer.ts'

const jsonType = 'application/json; charset=utf-8'
const cacheableS = 15
const uncacheable = 'no-store'

/** The answer of a handler as a response: JSON, or text that is ready; 304 when the caller has it already. */
export async function respond(
  route: Pick<Route, 'status' | 'media' | 'cacheable'>,
  answer: unknown,
  ifNoneMatch: string | null,
): Promise<Response> {
  if (answer instanceof Redirect) {
    const headers = { location: answer.location, 'cache-control': uncacheable }
    return new Response(null, { status: 302, headers })
  }
  const headers: Record<string, string> = {
    'content-type': route.media?.answer ?? jsonType,
    'cache-control': cacheControl(route),
  }
  if (answer instanceof HeadedAnswer) {
    return new Response(JSON.stringify(answer.value), {
      status: route.status,
      headers: { ...headers, ...answer.headers },
    })
  }
  if (!(answer instanceof TextAnswer)) {
    return new Response(JSON.stringify(answer), { status: route.status, headers })
  }
  const { etag } = answer
  Object.assign(headers, answer.headers)
  if (etag !== undefined) {
    headers['etag'] = etag
    // RFC 9110 15.4.5: the fields that a 200 would have, but nothing about a body.
    if (matchesTag(ifNoneMatch, etag)) {
      delete headers['content-type']
      return new Response(null, { status: 304, headers })
    }
  }
  return new Response(await answer.body(), { status: route.status, headers })
}

/** A problem as a response; never cached. */
export function respondProblem({ status, body, headers }: Problem): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': jsonType, 'cache-control': uncacheable, ...headers },
  })
}

function cacheControl({ cacheable }: Pick<Route, 'cacheable'>): string {
  if (cacheable === undefined) return uncacheable
  return `public, max-age=${cacheable === true ? cacheableS : cacheable}`
}

function opaqueOf(tag: string): string {
  return tag.replace(/^W\//, '')
}

/**
 * Whether an If-None-Match field (RFC 9110 13.1.2: a list or `*`, compared weakly) names this entity tag. Hono's etag
 * would hash a body that is made first; here the tag is known before, and a 304 makes none.
 */
export function matchesTag(ifNoneMatch: string | null, tag: string): boolean {
  if (ifNoneMatch === null) return false
  if (ifNoneMatch.trim() === '*') return true
  for (const [listed] of ifNoneMatch.matchAll(/"[^"]*"/g)) if (listed === opaqueOf(tag)) return true
  return false
}
