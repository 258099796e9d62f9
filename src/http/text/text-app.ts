import type { HonoBase } from 'hono/hono-base'
import { ServiceError } from '../../contract/errors.ts'
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

/** Adds text answers to an app. Everything but GET and HEAD is 405 there, a fault 500 without internals. */
export function mountText<Env extends TextEnv>(app: HonoBase<Env>, routes: readonly TextRoute[]): void {
  for (const route of routes) for (const path of route.paths) app.all(path, serve(route))
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
