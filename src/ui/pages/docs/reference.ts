/** The parts of an OpenAPI 3.1 document that the reference shows. */
export type Schema = Readonly<{
  description?: string
  $ref?: string
  type?: string | readonly string[]
  enum?: readonly unknown[]
  const?: unknown
  items?: Schema
  properties?: Readonly<Record<string, Schema>>
  required?: readonly string[]
  anyOf?: readonly Schema[]
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
}>

export type Parameter = Readonly<{
  name: string
  in: string
  required?: boolean
  description?: string
  schema?: Schema
  example?: unknown
}>
type Media = Readonly<{ schema?: Schema; example?: unknown }>
type Response = Readonly<{ description: string; content?: Readonly<Record<string, Media>> }>

export type OperationObject = Readonly<{
  operationId: string
  summary: string
  description?: string
  tags?: readonly string[]
  security?: readonly Readonly<Record<string, readonly string[]>>[]
  parameters?: readonly Parameter[]
  requestBody?: Readonly<{ required?: boolean; content: Readonly<Record<string, Media>> }>
  responses: Readonly<Record<string, Response>>
}>

export type Document = Readonly<{
  tags?: readonly Readonly<{ name: string; description?: string }>[]
  paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>
  components?: Readonly<{ schemas?: Readonly<Record<string, Schema>> }>
}>

/** One row of a table of parameters or body fields; `name` is a path such as `connections[].port`. */
export type Field = Readonly<{
  name: string
  place: string
  required: boolean
  type: string
  limits: string
  /** What it means, in each language; '' when nobody has said. */
  zh: string
  en: string
}>

export type Failure = Readonly<{ status: string; code: string; zh: string; en: string }>

export type Operation = Readonly<{
  id: string
  method: string
  /** With `{name}` for parameters. */
  path: string
  zh: string
  en: string
  tag: string
  auth: 'none' | 'bearer' | 'apiKey'
  fields: readonly Field[]
  parameters: readonly Parameter[]
  bodyType: string
  bodyExample: unknown
  status: string
  answerExample: unknown
  failures: readonly Failure[]
}>

/** Every call of the document in its order. */
export function operations(document: Document): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => read(document, path, method, operation)),
  )
}

function read(document: Document, path: string, method: string, operation: OperationObject): Operation {
  const [zh = operation.summary, en = operation.summary] = (operation.description ?? operation.summary).split(
    '\n\n',
  )
  const [bodyType = '', body] = Object.entries(operation.requestBody?.content ?? {})[0] ?? []
  const [status = '200', success] = Object.entries(operation.responses)[0] ?? []
  const parameters = operation.parameters ?? []
  const security = operation.security ?? []
  // What comes first is what most callers do: a call that is open and takes a key as well is open.
  const isOpen = security[0] !== undefined && Object.keys(security[0]).length === 0
  const keys = isOpen ? [] : security.flatMap((entry) => Object.keys(entry))
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    zh,
    en,
    tag: operation.tags?.[0] ?? '',
    auth: keys.includes('bearer') ? 'bearer' : keys.includes('apiKey') ? 'apiKey' : 'none',
    fields: [
      ...parameters.map((parameter) => ({
        name: parameter.name,
        place: parameter.in,
        required: parameter.required === true,
        ...words(parameter.description),
        ...describe(document, parameter.schema ?? {}),
      })),
      ...bodyFields(document, body?.schema ?? {}, ''),
    ],
    parameters,
    bodyType,
    bodyExample: body?.example,
    status,
    answerExample: Object.values(success?.content ?? {})[0]?.example,
    failures: Object.entries(operation.responses)
      .filter(([code]) => Number(code) >= 400)
      .flatMap(([code, response]) => failures(code, response.description)),
  }
}

function words(description = ''): Pick<Field, 'zh' | 'en'> {
  const [zh = '', en = ''] = description.split('\n\n')
  return { zh, en }
}

/** Lines such as `email_taken: zh / en`. */
function failures(status: string, description: string): Failure[] {
  return description.split('\n').flatMap((line) => {
    const [, code, zh, en] = /^(\w+): (.*) \/ ([^/]*)$/.exec(line) ?? []
    return code === undefined || zh === undefined || en === undefined ? [] : [{ status, code, zh, en }]
  })
}

function resolve(document: Document, schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1)
  return name === undefined ? schema : (document.components?.schemas?.[name] ?? {})
}

/** Fields of a body, arrays and nested objects flattened, at most three deep. */
function bodyFields(document: Document, schema: Schema, prefix: string, depth = 0): Field[] {
  const { properties = {}, required = [] } = resolve(document, schema)
  return Object.entries(properties).flatMap(([name, part]) => {
    const field = resolve(document, part)
    const path = `${prefix}${name}`
    const row: Field = {
      name: path,
      place: 'body',
      required: required.includes(name),
      ...words(part.description ?? field.description),
      ...describe(document, field),
    }
    const inner = field.items ? resolve(document, field.items) : field
    if (!inner.properties || depth >= 2) return [row]
    return [row, ...bodyFields(document, inner, `${path}${field.items ? '[]' : ''}.`, depth + 1)]
  })
}

function describe(document: Document, schema: Schema): Pick<Field, 'type' | 'limits'> {
  const field = resolve(document, schema)
  const choices = field.anyOf?.map((part) => describe(document, part).type)
  const type = choices
    ? [...new Set(choices)].join(' | ')
    : field.const !== undefined
      ? JSON.stringify(field.const)
      : field.enum
        ? field.enum.map((value) => JSON.stringify(value)).join(' | ')
        : field.type === 'array'
          ? `${describe(document, field.items ?? {}).type}[]`
          : [field.type ?? 'string'].flat().join(' | ')
  return { type, limits: range(field) }
}

function range(field: Schema): string {
  const low = field.minimum ?? field.minLength ?? field.minItems
  const high = field.maximum ?? field.maxLength ?? field.maxItems
  if (high === undefined) return low === undefined || low === 0 ? '' : `>= ${low}`
  return `${low ?? 0} - ${high}`
}
