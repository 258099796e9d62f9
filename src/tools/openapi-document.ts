import { errorsEn } from '../contract/errors-en.ts'
import { errors, type ErrorCode } from '../contract/errors.ts'
import { fieldDocs } from '../contract/field-docs.ts'
import { documentedRoutes as routes, type DocumentedRoute as Route } from '../contract/documented-routes.ts'
import { byStatus, errorsOf } from './openapi-errors.ts'
import { dependencies, inputSchema, nodeLinks } from './openapi-inputs.ts'
import { jsonSchema, namedSchemas, type Json } from './openapi-schema.ts'

const json = 'application/json'

const tags = [
  ['auth', '认证', 'Accounts and sessions'],
  ['nodes', '节点管理', "Nodes of one's own"],
  ['public', '公开接口', 'Reports, queries and the public list'],
  ['edgeone', 'EdgeOne 云函数检测', 'Health checks'],
  ['alerts', '告警渠道', 'Alert channels'],
  ['keys', 'API 密钥', 'API keys'],
  ['system', '系统管理', 'Settings, users, backup'],
] as const

/** The OpenAPI 3.1 document of the route table. */
export function openApiDocument(version: string): Json {
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'EasyTier 节点管理系统 API / EasyTier node manager API',
      version,
      license: { name: 'MIT', identifier: 'MIT' },
      description:
        '时间为 ISO 8601 UTC，带宽单位 Mbps，流量单位 GB（10^9 字节），延迟单位毫秒。出错时返回 error（中文）与 code。\n\n' +
        'Times are ISO 8601 UTC, bandwidth is Mbps, traffic GB (10^9 bytes), latency ms. Errors carry `error` (Chinese) and `code`.',
    },
    servers: [{ url: '/' }],
    tags: tags.map(([name, zh, en]) => ({ name, description: `${zh} / ${en}` })),
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        placeKey: { type: 'http', scheme: 'bearer' },
        tickKey: { type: 'apiKey', in: 'header', name: 'X-Tick-Key' },
        tickKeyInQuery: { type: 'apiKey', in: 'query', name: 'key' },
      },
      schemas: { Error: errorSchema(), ...describedSchemas() },
    },
  }
}

function operation(route: Route): Json {
  const parameters = [...parametersOf(route, 'path'), ...parametersOf(route, 'query')]
  return {
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary.zh,
    description: `${route.summary.zh}\n\n${route.summary.en}`,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...requestBody(route),
    responses: { [route.status]: answer(route), ...notModified(route), ...problems(route) },
    ...security(route),
  }
}

/** The named schemas, the one that a request has with what its fields mean. */
function describedSchemas(): Json {
  const schemas = namedSchemas()
  const check = routes.find(({ id }) => id === 'check')
  const input = schemas['CheckInput'] as Json
  return { ...schemas, ...(check === undefined ? {} : { CheckInput: withDescriptions(check, input) }) }
}

function security({ access, takesKey }: Route): Json {
  if (takesKey) return { security: [{}, { apiKey: [] }] }
  if (access === 'public') return { security: [] }
  if (access === 'tick_key') return { security: [{ tickKey: [] }, { tickKeyInQuery: [] }] }
  if (access === 'place_key') return { security: [{ placeKey: [] }] }
  // The key is asked only where the operator has set one, hence the empty alternative.
  return { security: access === 'check_key' ? [{ apiKey: [] }, {}] : [{ bearer: [] }] }
}

function parametersOf(route: Route, place: 'path' | 'query'): Json[] {
  const schema = place === 'path' ? route.params : route.query
  if (schema === undefined) return []
  const { properties = {}, required = [] } = inputSchema(schema, jsonSchema(schema, 'input'), false)
  const examples = place === 'path' ? route.example?.params : route.example?.query
  return Object.entries(properties as Json).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || (required as string[]).includes(name),
    ...describe(route, name),
    schema: property,
    ...(examples?.[name] === undefined ? {} : { example: examples[name] }),
  }))
}

/** Chinese, an empty line, English, as the descriptions of operations are. */
function describe(route: Route, name: string): { readonly description?: string } {
  const path = route.path.replace(/:(\w+)/g, '{$1}')
  const words = fieldDocs[`${route.method} ${path} ${name}`] ?? fieldDocs[name]
  return words === undefined ? {} : { description: words.join('\n\n') }
}

/** A schema with what each of its fields means, also inside lists and choices; components have a page of their own. */
function withDescriptions(route: Route, schema: Json): Json {
  const { properties, items, anyOf } = schema as { properties?: Json; items?: Json; anyOf?: Json[] }
  const described = Object.entries(properties ?? {}).map(([name, property]) => [
    name,
    { ...describe(route, name), ...withDescriptions(route, property as Json) },
  ])
  return {
    ...schema,
    ...(properties === undefined ? {} : { properties: Object.fromEntries(described) }),
    ...(items === undefined ? {} : { items: withDescriptions(route, items) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map((one) => withDescriptions(route, one)) }),
  }
}

function requestBody(route: Route): Json {
  const media = route.media?.body
  if (media !== undefined)
    return { requestBody: { required: true, content: { [media]: { schema: { type: 'string' } } } } }
  if (route.body === undefined) return {}
  const own = inputSchema(route.body, jsonSchema(route.body, 'input'), true)
  const schema: Json = withDescriptions(route, { ...own, ...dependencies[route.id] })
  const content = { schema, ...exampleOf(route.example?.body) }
  // A body that needs nothing may be left away.
  const isNeeded = ((schema['required'] ?? []) as string[]).length > 0 || '$ref' in schema
  return { requestBody: { required: isNeeded, content: { [json]: content } } }
}

function answer(route: Route): Json {
  const media = route.media?.answer ?? json
  const schema = route.answer ? jsonSchema(route.answer, 'output') : { type: 'string' }
  return {
    description: route.status === 201 ? '已创建 / Created' : '成功 / Success',
    content: { [media]: { schema, ...exampleOf(route.example?.answer) } },
    ...(route.id === 'createNode' ? { links: linksOf(nodeLinks) } : {}),
  }
}

function linksOf(operations: readonly string[]): Json {
  const parameters = { id: '$response.body#/node_id' }
  return Object.fromEntries(operations.map((operationId) => [operationId, { operationId, parameters }]))
}

function notModified(route: Route): Json {
  if (!route.cacheable) return {}
  return { '304': { description: '内容未变（If-None-Match） / Not modified' } }
}

function problems(route: Route): Json {
  const entries = byStatus(errorsOf(route)).map(([status, codes]) => [String(status), problem(status, codes)])
  return Object.fromEntries(entries)
}

function problem(status: number, codes: readonly ErrorCode[]): Json {
  const lines = codes.map((code) => `${code}: ${errors[code].zh} / ${errorsEn[code]}`)
  const schema = {
    allOf: [{ $ref: '#/components/schemas/Error' }, { properties: { code: { enum: codes } } }],
  }
  const header = { 'Retry-After': { schema: { type: 'string' }, description: '秒 / seconds' } }
  return {
    description: lines.join('\n'),
    ...(status === 429 || status === 503 ? { headers: header } : {}),
    content: { [json]: { schema } },
  }
}

function errorSchema(): Json {
  return {
    type: 'object',
    properties: {
      error: { type: 'string' },
      code: { type: 'string', enum: Object.keys(errors) },
      details: { type: 'object', properties: { field: { type: 'string' } } },
    },
    required: ['error', 'code'],
  }
}

function exampleOf(value: unknown): Json {
  return value === undefined ? {} : { example: value }
}
