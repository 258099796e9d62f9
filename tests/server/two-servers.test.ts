import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../support/npm-start.ts'
import { hasPostgres, startPostgres, type TestPostgres } from '../support/postgres.ts'
import { ServerProcess, serverSecret } from '../support/server-process.ts'

const account = { email: 'admin@example.com', password: 'admin123456' }
type Answer = { readonly status: number; readonly body: Record<string, unknown> }

async function send(
  origin: string,
  method: string,
  path: string,
  body?: unknown,
  token = '',
): Promise<Answer> {
  const response = await fetch(origin + path, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token !== '' && { authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

/** A site with one node; answers how to report for it and the session. */
async function open(origin: string): Promise<{ readonly token: string; readonly reportToken: string }> {
  await send(origin, 'POST', '/api/system/initialize', { jwt_secret: serverSecret, ...account })
  const token = String((await send(origin, 'POST', '/api/auth/login', account)).body['token'])
  await send(origin, 'PUT', '/api/system/settings', { reports_per_minute: 0 }, token)
  const connections = [{ type: 'TCP', ip: '1.2.3.4', port: 11_010 }]
  const made = await send(
    origin,
    'POST',
    '/api/nodes/',
    { node_name: 'n', region_type: 'domestic', connections },
    token,
  )
  const { report_token: reportToken } = made.body['node'] as { report_token: string }
  return { token, reportToken }
}

test('kill -9 under reports: all that was acknowledged is there after the restart, and a retry counts nothing twice', async () => {
  const { folder, remove } = temporaryFolder('killed-server-')
  const start = (): Promise<ServerProcess> =>
    ServerProcess.start({ dataDir: folder, env: { LOG_LEVEL: 'error' } })
  let server = await start()
  try {
    let origin = await server.origin()
    const { reportToken } = await open(origin)
    const report = (id: string, traffic: number): Promise<Answer> =>
      send(origin, 'POST', '/api/report', { token: reportToken, report_id: id, reported_traffic: traffic })
    const sent: string[] = []
    let acknowledged = 0
    for (let round = 0; round < 3; round += 1) {
      const until = acknowledged + 100
      const work = async (worker: number): Promise<void> => {
        for (let count = 0; ; count += 1) {
          const id = `r${round}w${worker}c${count}`
          sent.push(id)
          try {
            if ((await report(id, 1)).status === 200) acknowledged += 1
          } catch {
            return
          }
          if (acknowledged >= until) server.child.kill('SIGKILL')
        }
      }
      await Promise.all(Array.from({ length: 8 }, (_, worker) => work(worker)))
      await server.exited
      server = await start()
      origin = await server.origin()
      const used = Number((await report(`after${round}`, 0)).body['used_traffic'])
      expect(used).toBeGreaterThanOrEqual(acknowledged)
      expect(used).toBeLessThanOrEqual(sent.length)
    }
    for (const id of sent) expect((await report(id, 1)).status).toBe(200)
    expect(Number((await report('last', 0)).body['used_traffic'])).toBe(sent.length)
  } finally {
    await server.stop('SIGKILL')
    remove()
  }
})

describe.skipIf(!hasPostgres)('two servers on one database', () => {
  const folders = [temporaryFolder('two-servers-'), temporaryFolder('two-servers-')]
  const servers: ServerProcess[] = []
  let database: TestPostgres
  let origins: string[]

  beforeAll(async () => {
    database = await startPostgres()
    for (const { folder } of folders) {
      const env = { DATABASE_URL: database.url, LOG_LEVEL: 'error' }
      servers.push(await ServerProcess.start({ dataDir: folder, env }))
    }
    origins = await Promise.all(servers.map((server) => server.origin()))
  })
  afterAll(async () => {
    for (const server of servers) await server.stop('SIGKILL')
    await database?.remove()
    for (const { remove } of folders) remove()
  })

  test('sums over both are exact, a session that ends on one ends on the other, an outage is 503 and passes', async () => {
    const [here = '', there = ''] = origins
    const { token, reportToken } = await open(here)
    const report = (origin: string, id: string, traffic: number): Promise<Answer> =>
      send(origin, 'POST', '/api/report', { token: reportToken, report_id: id, reported_traffic: traffic })
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, at) => report(at % 2 === 0 ? here : there, `both${at}`, 1)),
    )
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    expect((await report(there, 'sum', 0)).body['used_traffic']).toBe(100)

    expect((await send(there, 'GET', '/api/auth/me', undefined, token)).status).toBe(200)
    expect((await send(here, 'POST', '/api/auth/logout-all', undefined, token)).status).toBe(200)
    const isOver = async (): Promise<number> =>
      (await send(there, 'GET', '/api/auth/me', undefined, token)).status
    await expect.poll(isOver, { timeout: 1_000 }).toBe(401)

    await database.stop()
    const away = await fetch(`${here}/api/auth/me`, { headers: { authorization: `Bearer ${token}` } })
    expect([away.status, Number(away.headers.get('retry-after')) >= 1]).toEqual([503, true])
    expect((await fetch(`${here}/healthz`)).status).toBe(503)
    expect((await fetch(`${here}/`)).status).toBe(200)
    await database.start()
    const recovers = async (): Promise<unknown> => (await report(here, 'again', 1)).body['used_traffic']
    await expect.poll(recovers, { timeout: 60_000, interval: 500 }).toBe(101)
    expect((await report(there, 'sum2', 0)).body['used_traffic']).toBe(101)
    await expect.poll(async () => (await fetch(`${there}/healthz`)).status, { timeout: 60_000 }).toBe(200)
  })
})
