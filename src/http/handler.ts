import type * as v from 'valibot'
import type { DocsById } from '../contract/documented-routes.ts'
import type { RouteId, RouteOf } from '../contract/routes.ts'
import type { HeadedAnswer, Redirect, TextAnswer } from './answer.ts'
import type { Bound } from './bind.ts'
import type { ServiceContext } from '../services/context/index.ts'

type OutputOf<R, Part extends string> = R extends { readonly [P in Part]: infer S }
  ? S extends v.GenericSchema
    ? v.InferOutput<S>
    : undefined
  : undefined

/** What the route's schemas let through. */
export type InputOf<Id extends RouteId> = {
  readonly params: OutputOf<RouteOf<Id>, 'params'>
  readonly query: OutputOf<RouteOf<Id>, 'query'>
  readonly body: OutputOf<RouteOf<Id>, 'body'>
  readonly text: string
}

/** What the route promises to answer. */
export type AnswerOf<Id extends RouteId> = OutputOf<DocsById[Id], 'answer'>

/** One handler for each route of the table: HTTP input in, the contract's answer out, ServiceError for the rest. */
export type Handlers = {
  readonly [Id in RouteId]: (
    ctx: ServiceContext,
    input: InputOf<Id>,
  ) => Promise<AnswerOf<Id> | HeadedAnswer<AnswerOf<Id>> | TextAnswer | Redirect>
}

/** A handler whose input was bound by its own route's schemas. Method syntax: parameters compare both ways. */
export type BoundHandler = {
  handle(ctx: ServiceContext, input: Bound): Promise<unknown>
}['handle']

/** Looks at a body before its fields are checked, where the contract puts another answer first. */
export type Precheck = (ctx: ServiceContext, body: Readonly<Record<string, unknown>>) => Promise<void>
