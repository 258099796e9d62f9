import type * as v from 'valibot'
import type { ErrorCode } from './errors.ts'

/** What OpenAPI, the pages and the tests know of a call beyond what the server needs to answer it. */
export type RouteDocs = {
  readonly tag: 'auth' | 'nodes' | 'public' | 'edgeone' | 'system' | 'alerts' | 'keys'
  readonly summary: { readonly zh: string; readonly en: string }
  /** Absent when the answer is not JSON. */
  readonly answer?: v.GenericSchema<unknown, unknown>
  /** Errors of this call beyond those of every call and of its access. */
  readonly errors: readonly ErrorCode[]
  readonly example?: {
    readonly params?: Readonly<Record<string, string>>
    readonly query?: Readonly<Record<string, string>>
    readonly body?: unknown
    readonly answer?: unknown
  }
}

/** Docs of each route of a list, none forgotten. */
export type DocsOf<List extends readonly { readonly id: string }[]> = Readonly<
  Record<List[number]['id'], RouteDocs>
>
