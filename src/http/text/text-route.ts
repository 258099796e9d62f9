import type { Context } from 'hono'
import type { RateHeaders } from '../rate-headers.ts'
import type { Caller, SiteContext } from '../../services/context/index.ts'

/** What the runtime adapter hands in with a request for text, and what is noted on the way. */
export type TextEnv = {
  Bindings: { readonly services: SiteContext; readonly requestId: string }
  Variables: {
    routeId: string
    failure: unknown
    /** What the caller is told of its allowance. */
    allowance?: RateHeaders
    /** Where there may be one. */
    services?: { readonly caller?: Caller | undefined }
  }
}

export type TextContext = Context<TextEnv>

/** One answer that is no JSON: GET and HEAD at one or more paths, written as Hono's. */
export type TextRoute = {
  /** Its name in the log. */
  readonly id: string
  readonly paths: readonly string[]
  readonly answer: (c: TextContext) => Promise<Response>
  /** Looks before that whether the caller may ask; throws ServiceError api_key_invalid, rate_limited. */
  readonly admit?: (c: TextContext) => Promise<void>
}

/** The id of `:id` without `.svg`; undefined when it can be no node's. */
export function idOf(c: TextContext): number | undefined {
  const digits = /^([1-9]\d{0,15})(?:\.svg)?$/.exec(c.req.param('id') ?? '')?.[1]
  const id = Number(digits)
  return Number.isSafeInteger(id) ? id : undefined
}
