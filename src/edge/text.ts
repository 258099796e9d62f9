import { edgeOneKv } from './edgeone-kv.ts'
import { finishHeld } from './run-on.ts'
import { plain } from '../http/text/plain.ts'
import { createTextApp, type TextApp } from '../http/text/text-app.ts'
import type { TextRoute } from '../http/text/text-route.ts'
import { buildSiteContext, log, makeRequestId } from './site-context.ts'

/** An edge function with one text answer. Never throws: EdgeOne would show its own page with status 545. */
export function textHandler(route: TextRoute): (context: EdgeContext) => Promise<Response> {
  let app: TextApp | undefined
  return async (context) => {
    const requestId = makeRequestId()
    try {
      const kv = edgeOneKv(context)
      if (kv === undefined) return plain('no KV namespace is bound as easytier_kv', 503)
      const services = buildSiteContext(context, kv)
      app ??= createTextApp([route])
      const response = await app.fetch(context.request, { services, requestId })
      globalThis.__drive?.(context)
      await finishHeld(context)
      return response
    } catch (error) {
      const failure = error instanceof Error ? (error.stack ?? error.message) : typeof error
      log('request', { status: 500, request_id: requestId, failure })
      return plain('internal error', 500)
    }
  }
}
