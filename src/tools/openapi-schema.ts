import { toJsonSchema } from '@valibot/to-json-schema'
import type * as v from 'valibot'
import { CheckInput, CheckResult } from '../contract/check.ts'
import { OwnNode } from '../contract/node.ts'
import { PublicNode } from '../contract/public.ts'
import { User } from '../contract/system.ts'
import { inputSchema } from './openapi-inputs.ts'

export type Json = { [name: string]: unknown }

/** Schemas that have a name of their own in the document. */
const named = { OwnNode, PublicNode, CheckResult, CheckInput, User }

/** JSON Schema of what goes in (before trimming and defaults) or comes out. */
export function jsonSchema(schema: v.GenericSchema<unknown, unknown>, typeMode: 'input' | 'output'): Json {
  const {
    $schema: _dialect,
    $defs: _named,
    ...rest
  } = toJsonSchema(schema, {
    typeMode,
    target: 'draft-2020-12',
    // Trimming, refinements and transformations have no JSON Schema; their rules are in the descriptions.
    errorMode: 'ignore',
    definitions: named,
    overrideSchema: ({ valibotSchema, jsonSchema }) =>
      valibotSchema.type === 'loose_object' ? { ...jsonSchema, additionalProperties: true } : undefined,
    overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
  })
  return rest as Json
}

/** The document's `components.schemas`: answers as they leave, input as it comes. */
export function namedSchemas(): Json {
  const { CheckInput: _input, ...answers } = named
  const entries = Object.entries(answers).map(([name, schema]) => [name, bare(schema, 'output')])
  return Object.fromEntries([
    ...entries,
    ['CheckInput', inputSchema(CheckInput, bare(CheckInput, 'input'), true)],
  ])
}

function bare(schema: v.GenericSchema<unknown, unknown>, typeMode: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = toJsonSchema(schema, {
    typeMode,
    target: 'draft-2020-12',
    errorMode: 'ignore',
  })
  return rest as Json
}
