import type * as v from 'valibot'
import type { ErrorCode } from './errors.ts'
import { authDocs } from './route-docs-auth.ts'
import { nodeDocs } from './route-docs-node.ts'
import { publicDocs } from './route-docs-public.ts'
import { systemDocs } from './route-docs-system.ts'
import { routes, type Route, type RouteId } from './routes.ts'

/** What OpenAPI, the pages and the tests know of a call beyond what the server needs to answer it. */
export type RouteDocs = {
  readonly tag: 'auth' | 'nodes' | 'public' | 'edgeone' | 'system'
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

const docs = { ...authDocs, ...nodeDocs, ...publicDocs, ...systemDocs }

/** Docs of a route, with the type of its answer. */
export type DocsById = typeof docs

const documented: Readonly<Record<RouteId, RouteDocs>> = docs

export type DocumentedRoute = Route & RouteDocs

/** The table of routes with words, answers, errors and examples, in its order. */
export const documentedRoutes: readonly DocumentedRoute[] = routes.map((route) => ({
  ...route,
  ...documented[route.id as RouteId],
}))
