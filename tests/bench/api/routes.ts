import { cpuPerRequest, type Measured } from './cpu.ts'
import { betweenReportsMs, type Reporter } from './reports.ts'
import { median, ms, type Row } from './row.ts'

const origin = 'http://bench.example'
const json = { 'content-type': 'application/json' }
const count = 200
const hashCount = 12
const dayMs = 86_400_000

type Job = {
  readonly name: string
  readonly make: (at: number) => Request
  readonly status: number
  /** How far apart the calls are, ms. */
  readonly stepMs?: number
  /** Where another site than that of the other routes is asked. */
  readonly at?: Measured
}

/** A site whose nodes are due to report, each once. */
export type Reporting = { readonly site: Measured; readonly reporters: readonly Reporter[] }

/** Nodes that `measureRoutes` needs: no node reports twice in a row. */
export const reportersNeeded = 2 * 1.2 * count

/** CPU and KV operations of every route that hashes no password, then of login and register. */
export async function measureRoutes(
  bare: Measured,
  site: Measured,
  { site: reporting, reporters }: Reporting,
  jwtSecret: string,
): Promise<Row[]> {
  const send = async (
    method: string,
    path: string,
    body?: unknown,
    token = '',
  ): Promise<Record<string, never>> => {
    const headers = token === '' ? json : { ...json, authorization: `Bearer ${token}` }
    const init: RequestInit = { method, headers }
    if (body !== undefined) init.body = JSON.stringify(body)
    const response = await site.edge.fetch(new Request(origin + path, init))
    const text = await response.text()
    if (response.status >= 300) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return JSON.parse(text)
  }
  const admin = { email: 'admin@example.com', password: 'admin123456' }
  await send('POST', '/api/system/initialize', { jwt_secret: jwtSecret, ...admin })
  const token = String((await send('POST', '/api/auth/login', admin))['token'])
  const nodes: { id: number }[] = []
  for (let at = 0; at < 5; at += 1) {
    const body = {
      node_name: `bench ${at}`,
      region_type: 'domestic',
      connections: [{ type: 'TCP', ip: '1.2.3.4', port: 1 }],
      max_traffic: 1000,
    }
    const made = (await send('POST', '/api/nodes', body, token)) as unknown as {
      node_id: number
      node: { report_token: string }
    }
    nodes.push({ id: made.node_id })
    await send('POST', '/api/report', { token: made.node.report_token, reported_traffic: 1 })
  }
  const [first] = nodes
  if (first === undefined) throw new Error('no node')
  const signed = { ...json, authorization: `Bearer ${token}` }
  const request = (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = signed,
  ): Request =>
    new Request(origin + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const jobs: Job[] = [
    { name: 'GET system/check-init', make: () => request('GET', '/api/system/check-init'), status: 200 },
    { name: 'GET auth/me', make: () => request('GET', '/api/auth/me'), status: 200 },
    { name: 'GET nodes/my (5 nodes)', make: () => request('GET', '/api/nodes/my'), status: 200 },
    { name: 'GET nodes/all (5 nodes)', make: () => request('GET', '/api/nodes/all'), status: 200 },
    { name: 'GET nodes/:id', make: () => request('GET', `/api/nodes/${first.id}`), status: 200 },
    {
      name: 'PUT nodes/:id',
      make: (at) => request('PUT', `/api/nodes/${first.id}`, { notes: `edit ${at}` }),
      status: 200,
    },
    {
      name: 'POST report, by token',
      make: (at) =>
        request('POST', '/api/report', { token: reporters[at]?.token, reported_traffic: 0.01 }, json),
      status: 200,
      stepMs: betweenReportsMs,
      at: reporting,
    },
    {
      name: 'POST report, by name',
      make: (at) => request('POST', '/api/report', reporters[reportersNeeded / 2 + at], json),
      status: 200,
      stepMs: betweenReportsMs,
      at: reporting,
    },
    { name: 'POST query', make: () => request('POST', '/api/query', { region: 'domestic' }), status: 200 },
    { name: 'GET query', make: () => request('GET', '/api/query?network_name=net'), status: 200 },
    { name: 'GET public', make: () => request('GET', '/api/public'), status: 200 },
    {
      name: 'GET public, 304',
      make: () => request('GET', '/api/public', undefined, { 'if-none-match': '*' }),
      status: 304,
    },
    { name: 'GET public/:id', make: () => request('GET', `/api/public/${first.id}`), status: 200 },
    { name: 'GET stats', make: () => request('GET', '/api/stats'), status: 200 },
    { name: 'GET system/settings', make: () => request('GET', '/api/system/settings'), status: 200 },
    { name: 'GET system/users', make: () => request('GET', '/api/system/users'), status: 200 },
    { name: 'GET system/export', make: () => request('GET', '/api/system/export'), status: 200 },
    { name: '400 on a bad body', make: () => request('POST', '/api/report', { token: 5 }), status: 400 },
    {
      name: '401 without a session',
      make: () => request('GET', '/api/nodes/my', undefined, {}),
      status: 401,
    },
    { name: '404', make: () => request('GET', '/api/nope'), status: 404 },
  ]
  const baseMs = await cpuPerRequest(bare, 2 * count, () => request('POST', '/', {}), 200)
  const opMs = ((await cpuPerRequest(bare, count, () => request('POST', '/?ops=10', {}), 200)) - baseMs) / 10
  const rows: Row[] = [
    {
      what: 'bare worker, a request / a KV operation',
      goal: '',
      measured: `${ms(baseMs)} / ${ms(opMs)}`,
      met: undefined,
    },
  ]
  const own: number[] = []
  for (const { name, make, status, stepMs, at = site } of jobs) {
    at.edge.resetOps()
    const totalMs = await cpuPerRequest(at, count, make, status, stepMs)
    const ops = at.edge.ops().total / (count * 1.2)
    const ownMs = totalMs - baseMs - ops * opMs
    own.push(ownMs)
    const parts = `${ms(totalMs - baseMs)} above bare, ${ops.toFixed(1)} KV operations`
    rows.push({ what: `CPU: ${name}`, goal: '', measured: `${ms(ownMs)} (${parts})`, met: undefined })
  }
  rows.push({
    what: 'CPU a request, median of the routes, without the KV wire of workerd',
    goal: '<= 1 ms',
    measured: `${ms(median(own))}, worst ${ms(Math.max(...own))}`,
    met: median(own) <= 1,
  })
  const hashing: Job[] = [
    { name: 'login', make: () => request('POST', '/api/auth/login', admin), status: 200 },
    {
      name: 'register',
      make: (at) =>
        request('POST', '/api/auth/register', { email: `r${at}@example.com`, password: 'password123' }),
      status: 201,
    },
  ]
  for (const { name, make, status } of hashing) {
    // Two registrations of an IP a day need no proof of work.
    const stepMs = name === 'register' ? dayMs / 2 : 0
    const cpu = (await cpuPerRequest(site, hashCount, make, status, stepMs)) - baseMs
    rows.push({ what: `CPU: ${name}`, goal: '< 120 ms', measured: ms(cpu), met: cpu < 120 })
  }
  return rows
}
