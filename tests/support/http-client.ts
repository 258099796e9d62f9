import { expectDocumented } from './http-oracle.ts'
import { jwtSecret, origin, type Target } from './http-target.ts'

/** A JSON answer, checked against openapi.json. */
export type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // Tests read whatever they expect; a wrong guess fails the expectation that follows.
  readonly body: Record<string, never> & Record<string, unknown>
  readonly response: Response
}

export type Call = {
  readonly token?: string | undefined
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly clientIp?: string
}

/** Sends one call and checks the answer against what the route of that id documents; "" = not a documented route. */
export async function call(
  target: Target,
  routeId: string,
  method: string,
  path: string,
  { token, body, headers = {}, clientIp }: Call = {},
): Promise<Answer> {
  const all: Record<string, string> = { ...headers }
  if (token !== undefined) all['authorization'] = `Bearer ${token}`
  if (body !== undefined && all['content-type'] === undefined) all['content-type'] = 'application/json'
  const init: RequestInit = { method, headers: all }
  if (body !== undefined) init.body = typeof body === 'string' ? body : JSON.stringify(body)
  const response = await target.fetch(
    new Request(`${origin}${path}`, init),
    clientIp === undefined ? {} : { clientIp },
  )
  const text = await response.text()
  if (routeId !== '' && method !== 'HEAD') expectDocumented(routeId, response, text)
  const isJson = text !== '' && (response.headers.get('content-type') ?? '').startsWith('application/json')
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? JSON.parse(text) : {},
    response,
  }
}

export const admin = { email: 'admin@example.com', password: 'admin123456' }

/** A site with its super admin; answers the admin's token. */
export async function initialize(target: Target): Promise<string> {
  const body = { jwt_secret: jwtSecret, ...admin }
  const made = await call(target, 'initialize', 'POST', '/api/system/initialize', { body })
  if (made.status !== 201) throw new Error(`initialize: ${made.text}`)
  return login(target, admin.email, admin.password)
}

export async function login(target: Target, email: string, password: string): Promise<string> {
  const answer = await call(target, 'login', 'POST', '/api/auth/login', { body: { email, password } })
  if (answer.status !== 200) throw new Error(`login: ${answer.text}`)
  return String(answer.body['token'])
}

let people = 0

/** Registers, verifies and signs in a new person; every one comes from an address of their own. */
export async function signUp(target: Target, name = 'person'): Promise<{ email: string; token: string }> {
  people += 1
  const email = `${name}${people}@example.com`
  const password = 'password123'
  const clientIp = `198.51.${(people >> 8) & 255}.${people & 255}`
  const made = await call(target, 'register', 'POST', '/api/auth/register', {
    body: { email, password },
    clientIp,
  })
  if (made.status !== 201) throw new Error(`register: ${made.text}`)
  const path = `/api/auth/verify?token=${String(made.body['verification_token'])}`
  const verified = await call(target, 'verify', 'GET', path, { clientIp })
  if (verified.status !== 200) throw new Error(`verify: ${verified.text}`)
  return { email, token: await login(target, email, password) }
}

export type MadeNode = {
  readonly id: number
  readonly name: string
  readonly reportToken: string
  readonly revision: number
}

let nodes = 0

export function nodeBody(over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  nodes += 1
  return {
    node_name: `node ${nodes}`,
    region_type: 'domestic',
    connections: [{ type: 'TCP', ip: '1.2.3.4', port: 8080 }],
    max_bandwidth: 1000,
    tier_bandwidth: 100,
    ...over,
  }
}

export async function createNode(
  target: Target,
  token: string,
  over: Readonly<Record<string, unknown>> = {},
): Promise<MadeNode> {
  const body = nodeBody(over)
  const made = await call(target, 'createNode', 'POST', '/api/nodes/', { token, body })
  if (made.status !== 201) throw new Error(`create: ${made.text}`)
  const node = made.body['node'] as unknown as { report_token: string; revision: number }
  return {
    id: Number(made.body['node_id']),
    name: String(body['node_name']),
    reportToken: node.report_token,
    revision: node.revision,
  }
}

export function report(
  target: Target,
  node: MadeNode,
  over: Readonly<Record<string, unknown>> = {},
): Promise<Answer> {
  return call(target, 'report', 'POST', '/api/report', { body: { token: node.reportToken, ...over } })
}
