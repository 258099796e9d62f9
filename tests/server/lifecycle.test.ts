import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../support/npm-start.ts'
import { answersOf } from '../support/raw-http.ts'
import { ServerProcess, serverSecret } from '../support/server-process.ts'

/** Lines of the log come by a pipe, and the machine may be busy. */
const patience = { timeout: 30_000 }

let temporary: { folder: string; remove: () => void }
let dataDir: string
let started: ServerProcess[]

beforeEach(() => {
  temporary = temporaryFolder('lifecycle-')
  dataDir = path.join(temporary.folder, 'data')
  started = []
})
afterEach(async () => {
  for (const server of started) await server.stop('SIGKILL')
  temporary.remove()
})

async function start(env: Readonly<Record<string, string>> = {}, folder = dataDir): Promise<ServerProcess> {
  const server = await ServerProcess.start({ dataDir: folder, env })
  started.push(server)
  return server
}

/** A request whose head was accepted (the server has asked for its body) and whose body is yet to come. */
async function beginRequest(port: number, body: string): Promise<{ finish: () => Promise<string> }> {
  const socket = net.connect(port, '127.0.0.1')
  let text = ''
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
  await once(socket, 'connect')
  socket.write(
    `POST /api/query HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: ${body.length}\r\n\r\n`,
  )
  await once(socket, 'data')
  expect(text).toContain('100 Continue')
  return {
    finish: async () => {
      const closed = once(socket, 'close')
      socket.write(body)
      await closed
      return text.slice(text.indexOf('\r\n\r\n') + 4)
    },
  }
}

describe('the end', () => {
  test('SIGTERM under load: who was accepted is answered, nobody else is let in, exit 0', async () => {
    const server = await start()
    const port = await server.port()
    const open = await Promise.all(Array.from({ length: 32 }, () => beginRequest(port, '{}')))
    server.child.kill('SIGTERM')
    const refused = async (): Promise<unknown> =>
      fetch(`http://127.0.0.1:${port}/healthz`).then(
        () => 'let in',
        () => 'refused',
      )
    await expect.poll(refused, patience).toBe('refused')
    expect(server.hasEnded()).toBe(false)
    const beginMs = performance.now()
    for (const text of await Promise.all(open.map(({ finish }) => finish()))) {
      const [answer] = answersOf(text)
      expect([answer?.status, /^connection: close$/im.test(answer?.head ?? '')]).toEqual([200, true])
    }
    expect(await server.exited).toEqual({ code: 0, signal: null })
    expect(performance.now() - beginMs).toBeLessThan(10_000)
  })

  test('a client that never ends its request holds nothing up for more than 10 s', async () => {
    const server = await start()
    await beginRequest(await server.port(), '{}')
    server.child.kill('SIGTERM')
    const beginMs = performance.now()
    expect(await server.exited).toEqual({ code: 0, signal: null })
    expect(performance.now() - beginMs).toBeLessThan(12_000)
  })

  test('a second SIGTERM ends at once', async () => {
    const server = await start()
    await beginRequest(await server.port(), '{}')
    server.child.kill('SIGTERM')
    await expect.poll(() => fetch(`http://127.0.0.1:1`).catch(() => 'over')).toBe('over')
    const beginMs = performance.now()
    while (!server.hasEnded()) {
      server.child.kill('SIGTERM')
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect((await server.exited).code).toBe(1)
    expect(performance.now() - beginMs).toBeLessThan(5_000)
  })

  test('SIGHUP is the system’s own affair', async () => {
    const server = await start()
    await server.origin()
    server.child.kill('SIGHUP')
    expect(await server.exited).toEqual({ code: null, signal: 'SIGHUP' })
  })
})

describe('what cannot be started says so in one line and ends with 1', () => {
  async function expectRefusal(server: ServerProcess, line: string | RegExp): Promise<void> {
    expect((await server.exited).code).toBe(1)
    const lines = server.stderr.split('\n').filter((text) => text !== '' && !text.startsWith('OUTBOUND'))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(line)
  }

  test.each<[string, Record<string, string>, string]>([
    ['a port that is none', { PORT: '99999' }, 'PORT must be 0 to 65535, not 99999'],
    [
      'an origin without a scheme',
      { PUBLIC_ORIGIN: 'nodes.example.com' },
      'PUBLIC_ORIGIN must be like https://',
    ],
    [
      'an origin with a path',
      { PUBLIC_ORIGIN: 'https://a.example/x' },
      'PUBLIC_ORIGIN must be like https://',
    ],
    [
      'a checker without a scheme',
      { EDGEONE_CHECK_API: 'a.example/probe' },
      'EDGEONE_CHECK_API must be like',
    ],
    [
      'a time that is none',
      { EDGEONE_CHECK_TIMEOUT: 'soon' },
      'EDGEONE_CHECK_TIMEOUT must be 1 to 120 seconds',
    ],
    ['a short secret', { JWT_SECRET: 'short' }, 'JWT_SECRET must have at least 16 characters'],
    ['a typo in a range', { TRUSTED_PROXIES: '10.0.0.0/99' }, 'TRUSTED_PROXIES: 10.0.0.0/99 is not'],
    ['a typo in a level', { LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of'],
    ['a typo in a flag', { CHECK_ALLOW_PRIVATE: 'yes' }, 'CHECK_ALLOW_PRIVATE must be 0 or 1, not yes'],
    ['another database', { DATABASE_URL: 'mysql://a/b' }, 'DATABASE_URL must be like postgres://'],
    [
      'a database without a secret',
      { DATABASE_URL: 'postgres://a/b', JWT_SECRET: '' },
      'JWT_SECRET is required',
    ],
    [
      'a checker of the LAN for everybody',
      { HOST: '0.0.0.0', CHECK_ALLOW_PRIVATE: '1' },
      'CHECK_ALLOW_PRIVATE=1 needs a key',
    ],
  ])('%s', async (_, env, line) => {
    await expectRefusal(await start(env), new RegExp(`^${line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`))
  })

  test('a data folder that another server uses', async () => {
    await (await start()).origin()
    await expectRefusal(await start(), /data is in use by another server/)
  })

  test('a data folder where nothing can be written', async () => {
    writeFileSync(path.join(temporary.folder, 'file'), '')
    await expectRefusal(await start({}, path.join(temporary.folder, 'file', 'data')), /cannot be written/)
  })

  test('a store of 0.1.0: the line names the way', async () => {
    mkdirSync(path.join(dataDir, 'kv'), { recursive: true })
    writeFileSync(path.join(dataDir, 'kv', 'kv.log'), 'x')
    await expectRefusal(await start(), /version 0\.1\.0.*export.*import/)
  })
})

describe('the folder', () => {
  test('is for its owner alone, and mails go from it after a week', async () => {
    const mails = path.join(dataDir, 'mail')
    mkdirSync(mails, { recursive: true })
    chmodSync(dataDir, 0o755)
    const dayS = 86_400
    const nowS = Date.now() / 1000
    for (const [name, ageDays] of [
      ['old.txt', 8],
      ['new.txt', 6],
    ] as const) {
      writeFileSync(path.join(mails, name), 'To: x')
      utimesSync(path.join(mails, name), nowS, nowS - ageDays * dayS)
    }
    const server = await start({ JWT_SECRET: '' })
    await server.origin()
    await expect.poll(() => readdirSync(mails), { timeout: 30_000 }).toEqual(['new.txt'])
    const secret = readFileSync(path.join(dataDir, 'jwt-secret'), 'utf8').trim()
    expect(server.stdout).toContain(secret)
    expect(existsSync(path.join(dataDir, 'store.mdb'))).toBe(true)
  })
})

describe('watchdogs', () => {
  test('/healthz tells of store, checker and tick', async () => {
    const server = await start()
    const answer = await fetch(`${await server.origin()}/healthz`)
    expect([answer.status, await answer.json()]).toMatchObject([
      200,
      { status: 'ok', store: { kind: 'embedded', works: true }, checker: { mode: 'local' }, tick: {} },
    ])
  })

  test('/metrics counts what happened, for this machine alone or with the token', async () => {
    const server = await start()
    const origin = await server.origin()
    const account = { email: 'admin@example.com', password: 'admin123456' }
    const post = async (url: string, body: unknown, token = ''): Promise<Record<string, unknown>> => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
      const answer = await fetch(origin + url, { method: 'POST', headers, body: JSON.stringify(body) })
      return (await answer.json()) as Record<string, unknown>
    }
    await post('/api/system/initialize', { jwt_secret: serverSecret, ...account })
    const { token } = await post('/api/auth/login', account)
    const connections = [{ type: 'TCP', ip: '1.2.3.4', port: 11_010 }]
    const made = await post(
      '/api/nodes/',
      { node_name: 'n', region_type: 'domestic', connections },
      String(token),
    )
    const { report_token } = made['node'] as { report_token: string }
    await post('/api/report', { token: report_token })
    await post('/api/report', { token: `${report_token}x` })
    await post('/api/edgeone/check', { server: 'tcp://10.0.0.1:1', network_name: 'n', network_secret: 's' })
    const metrics = async (): Promise<string> => (await fetch(`${origin}/metrics`)).text()
    await expect.poll(metrics, patience).toMatch(/^easytier_reports_total\{outcome="refused"\} 1$/m)
    const text = await metrics()
    for (const line of [
      /^easytier_reports_total\{outcome="accepted"\} 1$/m,
      /^http_request_duration_seconds_count\{route="report",method="POST",status="200"\} 1$/m,
      /^easytier_check_results_total\{code="address_forbidden"\} 1$/m,
      /^easytier_nodes\{state="\w+"\} 1$/m,
      /^easytier_kv_operations_total\{operation="put"\} \d+$/m,
      /^easytier_tick_age_seconds -?\d/m,
      /^easytier_store_up 1$/m,
    ]) {
      expect(text).toMatch(line)
    }
    for (const name of ['x-forwarded-for', 'x-forwarded-proto', 'x-real-ip', 'cf-connecting-ip', 'via']) {
      const behind = await fetch(`${origin}/metrics`, { headers: { [name]: '6.6.6.6' } })
      expect([name, behind.status]).toEqual([name, 401])
    }
  })

  test('with METRICS_TOKEN it alone opens them', async () => {
    const server = await start({ METRICS_TOKEN: 'a-token-of-prometheus' })
    const origin = await server.origin()
    const statusWith = async (authorization: string): Promise<number> =>
      (await fetch(`${origin}/metrics`, { headers: { authorization } })).status
    expect(await statusWith('')).toBe(401)
    expect(await statusWith('Bearer wrong')).toBe(401)
    expect(await statusWith('Bearer a-token-of-prometheus')).toBe(200)
  })

  test('each request is one line with time, client and user', async () => {
    const server = await start()
    const origin = await server.origin()
    const headers = { 'content-type': 'application/json' }
    const account = { email: 'admin@example.com', password: 'admin123456' }
    const post = (url: string, body: unknown): Promise<Response> =>
      fetch(origin + url, { method: 'POST', headers, body: JSON.stringify(body) })
    await post('/api/system/initialize', { jwt_secret: serverSecret, ...account })
    const { token } = (await (await post('/api/auth/login', account)).json()) as { token: string }
    await fetch(`${origin}/api/auth/me`, { headers: { authorization: `Bearer ${token}` } })
    await fetch(`${origin}/peer?key=very-secret`)
    await fetch(`${origin}/`)
    const routes = (): unknown[] => server.requests().map(({ route }) => route)
    await expect.poll(routes, patience).toEqual(['initialize', 'login', 'me', 'peer', 'static'])
    for (const line of server.requests()) {
      expect(line).toMatchObject({
        client: '127.0.0.1',
        level: expect.any(String),
        request_id: expect.any(String),
      })
      expect(Date.parse(String(line['time']))).toBeGreaterThan(0)
    }
    expect(server.requests()[2]).toMatchObject({ user: expect.stringMatching(/^[0-9a-f]+$/) })
    expect(server.stdout).not.toContain('very-secret')
  })

  test('LOG_LEVEL=error leaves requests out', async () => {
    const server = await start({ LOG_LEVEL: 'error' })
    await fetch(`${await server.origin()}/`)
    await server.stop()
    expect(server.requests()).toEqual([])
  })
})
