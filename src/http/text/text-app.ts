import type { HonoBase } from 'hono/hono-base'
import { ServiceError, type ErrorCode } from '../../contract/errors.ts'
import { createBaseApp } from '../base-app.ts'
import { plain } from './plain.ts'
import type { TextContext, TextEnv, TextRoute } from './text-route.ts'

export type TextApp = HonoBase<TextEnv>

/** Some of the text answers with nothing of the API: on EdgeOne each of their paths has a bundle of its own. */
export function createTextApp(routes: readonly TextRoute[]): TextApp {
  const app = createBaseApp<TextEnv>()
  mountText(app, routes)
  app.notFound(() => plain('not found', 404))
  return app
}

/** An error as the API tells it. */
type AsProblem = (error: unknown) => Response

/**
 * Adds text answers to an app. Everything but GET and HEAD is 405 there, a fault 500 without internals. Errors are text, but
 * below `/api` where `asProblem` makes them.
 */
export function mountText<Env extends TextEnv>(
  app: HonoBase<Env>,
  routes: readonly TextRoute[],
  asProblem?: AsProblem,
): void {
  for (const route of routes) {
    for (const path of route.paths) {
      const isOfApi = asProblem !== undefined && path.startsWith('/api/')
      app.all(path, isOfApi ? withProblems(serve(route), asProblem) : serve(route))
    }
  }
}

/** Codes of what text answers refuse with. */
const codeOf: Readonly<Record<number, ErrorCode>> = {
  400: 'bad_request',
  401: 'api_key_invalid',
  404: 'not_found',
  405: 'method_not_allowed',
  429: 'rate_limited',
  503: 'view_rebuilding',
}

/** The same answer, with the envelope of the API in the place of an error's text. */
function withProblems(serveText: (c: TextContext) => Promise<Response>, asProblem: AsProblem) {
  return async (c: TextContext): Promise<Response> => {
    const told = await serveText(c)
    if (told.status < 400) return told
    const code = codeOf[told.status]
    const answer = asProblem(code === undefined ? undefined : new ServiceError(code))
    for (const name of ['allow', 'retry-after', 'access-control-allow-origin']) {
      const value = told.headers.get(name)
      if (value !== null) answer.headers.set(name, value)
    }
    return answer
  }
}

function serve({ id, answer, admit }: TextRoute) {
  return async (c: TextContext): Promise<Response> => {
    c.set('routeId', id)
    const { method } = c.req
    if (method !== 'GET' && method !== 'HEAD') return plain('method not allowed', 405, { allow: 'GET, HEAD' })
    try {
      await admit?.(c)
      return await answer(c)
    } catch (error) {
      // A large site whose view is being built: the client comes again by itself.
      if (error instanceof ServiceError && error.code === 'view_rebuilding') {
        return plain('the list of nodes is being built', 503, { 'retry-after': '1' })
      }
      const refusal = refusalOf(error)
      if (refusal !== undefined) return refusal
      c.set('failure', error)
      return plain('internal error', 500)
    }
  }
}

/** What a service refuses, as text. */
function refusalOf(error: unknown): Response | undefined {
  if (!(error instanceof ServiceError)) return undefined
  if (error.code === 'api_key_invalid') {
    return plain('this API key is not valid', 401, { 'www-authenticate': 'X-API-Key' })
  }
  if (error.code !== 'rate_limited') return undefined
  const seconds = Number(error.details?.['retry_after_seconds'] ?? 1)
  return plain('too many requests', 429, { 'retry-after': String(seconds) })
}
