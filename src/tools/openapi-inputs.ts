import type * as v from 'valibot'
import { protocols } from '../contract/vocabulary.ts'

type Json = { [name: string]: unknown }
type Action = { readonly type: string; readonly requirement?: unknown }

/*
 * What input schemas check beyond what can be derived from them, said in JSON Schema. Schemathesis holds this to the code
 * (tests/server/schemathesis.test.ts): what the document allows is taken, what it forbids is refused.
 */

type Schema = v.GenericSchema<unknown, unknown>
type Part = {
  readonly wrapped?: Part
  readonly entries?: Readonly<Record<string, Part>>
  readonly item?: Part
  readonly pipe?: readonly (Action & Part)[]
  readonly type: string
}

/** What is checked, one step after the other, pipes in pipes included. */
function stepsOf(part: Part): readonly Action[] {
  return part.pipe === undefined ? [part] : part.pipe.flatMap(stepsOf)
}

/** Control and format characters and line separators, as ranges that every dialect of patterns knows. */
const hidden =
  '\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb'

/** The JSON Schema of a text with the bounds that a conversion loses, being behind checks of our own. */
function refineText(steps: readonly Action[], json: Json): Json {
  const requirementOf = (type: string): unknown => steps.find((action) => action.type === type)?.requirement
  const types = steps.map(({ type }) => type)
  if (types[0] !== 'string') return json
  // A number of a query string.
  if (types.includes('transform') && types.includes('min_value')) {
    return { type: 'integer', minimum: requirementOf('min_value'), maximum: requirementOf('max_value') }
  }
  if (types[1] !== 'max_length' || types[2] !== 'trim' || types[4] !== 'check') return json
  // Text of several lines has no least length. White space around is trimmed.
  const seen = types.includes('min_length') ? `[^${hidden}]` : `(?:[^${hidden}]|[\\t\\r\\n])`
  const isNeeded = Number(requirementOf('min_length') ?? 0) > 0
  const pattern = isNeeded ? `^\\s*[^${hidden}\\s]${seen}*\\s*$` : `^\\s*${seen}*\\s*$`
  return { ...json, pattern }
}

function anyCase(word: string): string {
  return word.replace(/[a-z]/gi, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`)
}

const protocolWords = `(?:${protocols.map(anyCase).join('|')})`
const protocolText = { type: 'string', pattern: `^${protocolWords}(?:,${protocolWords}){0,15}$` }
const protocolName = { type: 'string', pattern: `^${protocolWords}$` }

/** What refinements of a field say, by its name. */
const refined: Readonly<Record<string, Json>> = {
  valid_until: {
    anyOf: [
      { type: 'string', format: 'date', pattern: '^(?:19[7-9]|2[0-9]{2})[0-9]-' },
      { type: 'string', format: 'date-time', pattern: '^(?:19[7-9]|2[0-9]{2})[0-9]-' },
    ],
  },
  utc_offset_minutes: { type: 'integer', minimum: -720, maximum: 840, multipleOf: 30 },
}

/** The list of protocols in a body: texts, or one text with commas; in a query string the text alone. */
function protocolOf(json: Json): Json {
  return json['anyOf'] === undefined
    ? { ...protocolText, pattern: `^(?:${protocolText.pattern.slice(1, -1)})?$` }
    : { anyOf: [protocolText, { type: 'array', items: protocolName, maxItems: 16 }] }
}

/** A property with the bounds of its name. */
function refineProperty(name: string, json: Json): Json {
  if (name === 'protocol') return protocolOf(json)
  return name in refined ? { ...without(json, 'type'), ...refined[name] } : json
}

function without(json: Json, name: string): Json {
  return Object.fromEntries(Object.entries(json).filter(([key]) => key !== name))
}

/** A schema that takes null as well: null in an optional field means absent. */
function orNull(json: Json): Json {
  if (Array.isArray(json['anyOf']))
    return { ...json, anyOf: [...(json['anyOf'] as Json[]), { type: 'null' }] }
  if (Array.isArray(json['enum']))
    return { ...without(json, 'type'), enum: [...(json['enum'] as unknown[]), null] }
  if ('const' in json) return { anyOf: [json, { type: 'null' }] }
  return typeof json['type'] === 'string' ? { ...json, type: [json['type'], 'null'] } : json
}

function inner(part: Part): Part {
  return part.wrapped === undefined ? part : inner(part.wrapped)
}

/**
 * An input's JSON Schema with all its bounds. `isBody`: null is taken in each optional field, at every depth, as the
 * binding of bodies does.
 */
export function inputSchema(schema: Schema, json: Json, isBody: boolean): Json {
  return refine(schema as unknown as Part, json, isBody)
}

function refine(schema: Part, json: Json, isBody: boolean): Json {
  const part = inner(schema)
  const items = json['items'] as Json | undefined
  if (items !== undefined && part.item !== undefined)
    return { ...json, items: refine(part.item, items, isBody) }
  if (json['properties'] === undefined || part.entries === undefined) return refineText(stepsOf(part), json)
  const { entries } = part
  const needed = (json['required'] ?? []) as string[]
  const properties = Object.entries(json['properties'] as Json).map(([name, property]) => {
    const entry = entries[name]
    const plain = entry === undefined ? (property as Json) : refine(entry, property as Json, isBody)
    const own = refineProperty(name, plain)
    return [name, needed.includes(name) || !isBody ? own : orNull(own)]
  })
  return { ...json, properties: Object.fromEntries(properties) }
}

/** What the fields of a body ask of each other, by the route. */
export const dependencies: Readonly<Record<string, Json>> = {
  report: {
    dependentRequired: { total_traffic: ['boot_id'], boot_id: ['total_traffic'] },
    not: { required: ['total_traffic', 'reported_traffic'] },
    anyOf: [
      { required: ['node_name', 'email'] },
      { properties: { token: { pattern: '^etr_[0-9a-z]{11}_[0-9a-f]{32}$' } } },
    ],
  },
}

/** Where an answer's node id goes. */
export const nodeLinks: readonly string[] = [
  'getNode',
  'updateNode',
  'deleteNode',
  'checkNode',
  'regenerateToken',
  'publicNode',
  'nodeChecks',
]
