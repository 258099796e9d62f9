import { runOn } from './run-on.ts'
import { parseOrigin } from '../contract/origin.ts'
import { whereIs } from '../domain/evidence/index.ts'
import type { SiteContext } from '../services/context/index.ts'
import type { Kv } from '../store/kv/index.ts'
import { createMemory, randomHex } from '../store/context/index.ts'

function random(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length))
}

/** Names one request in its answer and its log line. */
export function makeRequestId(): string {
  return randomHex(random, 8)
}

/** One line on the console. */
export function log(event: string, fields?: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify({ event, ...fields }))
}

function logFailure(error: unknown): void {
  log('background_failed', { error: error instanceof Error ? (error.stack ?? error.message) : typeof error })
}

function publicOrigin({ env, request }: EdgeContext): string {
  const variable = env['PUBLIC_ORIGIN']
  return parseOrigin(typeof variable === 'string' ? variable : undefined) ?? new URL(request.url).origin
}

/** The outside world as one request for text sees it. */
export function buildSiteContext(context: EdgeContext, kv: Kv): SiteContext {
  const geo = (context.request.eo ?? context.eo)?.geo
  return {
    kv,
    clock: () => Date.now(),
    random,
    memory: (globalThis.__memory ??= createMemory()),
    waitUntil: (work) => runOn(context, work.catch(logFailure)),
    log,
    from: whereIs(geo?.countryCodeAlpha2 ?? '', geo?.cisp ?? ''),
    // Set by the platform; a header could be written by anybody.
    clientIp: context.request.eo?.clientIp ?? context.eo?.clientIp ?? '',
    origin: publicOrigin(context),
  }
}
