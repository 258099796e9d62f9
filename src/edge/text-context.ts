import { ServiceError } from '../contract/errors.ts'
import { edgeOneKv } from './edgeone-kv.ts'
import { createMemory, type StoreContext } from '../store/context/index.ts'

/** What a text endpoint needs of one request; no schema library, no router: each of these files is its own bundle. */
export type TextContext = StoreContext & {
  readonly request: Request
  readonly url: URL
  /** The last segment of the path, without what is cut off by `suffix`. */
  readonly id: number | undefined
  readonly clientIp: string
  /** PUBLIC_ORIGIN, else the request's own. */
  readonly origin: string
}

function fail(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : typeof error
  console.log(JSON.stringify({ event: 'text_failed', error: text }))
}

/** An answer in plain text. */
export function plain(text: string, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(text, {
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'access-control-allow-origin': '*',
      ...headers,
    },
  })
}

function idOf(url: URL): number | undefined {
  const segment = /\/([1-9]\d{0,15})(?:\.svg)?\/?$/.exec(url.pathname)?.[1]
  const id = Number(segment)
  return Number.isSafeInteger(id) ? id : undefined
}

function open(context: EdgeContext): TextContext | undefined {
  const kv = edgeOneKv()
  if (kv === undefined) return undefined
  const { request } = context
  const url = new URL(request.url)
  const origin = context.env.PUBLIC_ORIGIN?.trim().replace(/\/+$/, '')
  return {
    kv,
    clock: () => Date.now(),
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    memory: (globalThis.__memory ??= createMemory()),
    waitUntil: (work) => context.waitUntil(work.catch(fail)),
    request,
    url,
    id: idOf(url),
    // Set by the platform; a header could be written by anybody.
    clientIp: request.eo?.clientIp ?? context.eo?.clientIp ?? '',
    origin: origin === undefined || origin === '' ? url.origin : origin,
  }
}

/** Runs a handler for GET and HEAD; everything else is 405, a fault 500 without internals. Never throws. */
export async function answerText(
  context: EdgeContext,
  handler: (text: TextContext) => Promise<Response>,
): Promise<Response> {
  const { method } = context.request
  if (method !== 'GET' && method !== 'HEAD') return plain('method not allowed', 405, { allow: 'GET, HEAD' })
  try {
    const text = open(context)
    if (text === undefined) return plain('no KV namespace is bound as easytier_kv', 503)
    const answer = await handler(text)
    return method === 'HEAD' ? new Response(null, { status: answer.status, headers: answer.headers }) : answer
  } catch (error) {
    // A large site whose view is being built: the client comes again by itself.
    if (error instanceof ServiceError && error.code === 'view_rebuilding') {
      return plain('the list of nodes is being built', 503, { 'retry-after': '1' })
    }
    fail(error)
    return plain('internal error', 500)
  }
}
