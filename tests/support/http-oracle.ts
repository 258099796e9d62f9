import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { documentedRoutes as routes } from '../../src/contract/documented-routes.ts'

type Json = { [name: string]: unknown }

const document = JSON.parse(readFileSync('src/contract/openapi.json', 'utf8')) as {
  paths: Record<
    string,
    Record<string, { responses: Record<string, { content?: Record<string, { schema: Json }> }> }>
  >
  components: { schemas: Record<string, Json> }
}

/** Refs resolved, and objects closed: an answer with a field that the document does not know is a leak. */
function resolve(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolve)
  if (typeof value !== 'object' || value === null) return value
  const schema = value as Json
  if (typeof schema['$ref'] === 'string') {
    return resolve(document.components.schemas[schema['$ref'].split('/').at(-1) ?? ''])
  }
  const resolved = Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, resolve(part)]))
  const open = schema['additionalProperties'] !== undefined || schema['type'] !== 'object'
  return open ? resolved : { ...resolved, additionalProperties: false }
}

/** zod has no `allOf` over closed objects; the document uses it for the error codes of one status. */
function problemSchema(schema: Json): z.ZodType {
  const [, { properties }] = schema['allOf'] as [Json, { properties: { code: { enum: string[] } } }]
  return z.strictObject({
    error: z.string().regex(/\p{Script=Han}/u),
    code: z.enum(properties.code.enum),
    details: z.looseObject({ field: z.string().optional() }).optional(),
  })
}

const cache = new Map<string, z.ZodType>()

function schemaFor(routeId: string, status: number, media: string): z.ZodType {
  const name = `${routeId} ${status}`
  const known = cache.get(name)
  if (known) return known
  const route = routes.find(({ id }) => id === routeId)
  if (!route) throw new Error(`no route ${routeId}`)
  const operation = document.paths[route.path.replace(/:(\w+)/g, '{$1}')]?.[route.method.toLowerCase()]
  const answer = operation?.responses[String(status)]
  if (!answer) throw new Error(`${routeId} does not document status ${status}`)
  const schema = answer.content?.[media]?.schema
  if (!schema) throw new Error(`${routeId} documents no ${media} for status ${status}`)
  const made = 'allOf' in schema ? problemSchema(schema) : z.fromJSONSchema(resolve(schema) as never)
  cache.set(name, made)
  return made
}

/** Throws when an answer is not what openapi.json says this route answers with this status. */
export function expectDocumented(routeId: string, response: Response, text: string): void {
  const media = (response.headers.get('content-type') ?? '').split(';')[0] ?? ''
  if (response.status === 304 || response.status === 204) {
    if (text !== '') throw new Error(`${response.status} with a body`)
    return
  }
  const schema = schemaFor(routeId, response.status, media)
  const result = schema.safeParse(media === 'application/json' ? JSON.parse(text) : text)
  if (!result.success) {
    throw new Error(`${routeId} ${response.status}: ${z.prettifyError(result.error)}\n${text.slice(0, 800)}`)
  }
}
