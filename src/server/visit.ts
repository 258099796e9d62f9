import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Fields } from './log.ts'
import type { Target } from './net/target.ts'

/** `length` unpredictable bytes. */
export function randomBytesOf(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length))
}

/** One request on its way through the server, and what is to be logged of it. */
export type Visit = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly requestId: string
  readonly startMs: number
  /** '' until the connection was looked at. */
  clientIp: string
  protocol: 'http' | 'https'
  /** Where the visitor believes to be: scheme, host and port. */
  origin: string
  target: Target | undefined
  /** Id of the route, or `static`, `probe`, `none` and the like. */
  route: string
  /** What the app says about it: the user, a failure. */
  fields: Fields
}

/** A request that has just arrived. */
export function beginVisit(request: IncomingMessage, response: ServerResponse, nowMs: number): Visit {
  return {
    request,
    response,
    // Node draws many of these at once.
    requestId: randomUUID().replaceAll('-', '').slice(0, 16),
    startMs: nowMs,
    clientIp: '',
    protocol: 'http',
    origin: '',
    target: undefined,
    route: 'none',
    fields: {},
  }
}
