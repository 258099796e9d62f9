import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import net, { type AddressInfo } from 'node:net'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { NpmStart, temporaryFolder, type StartOptions } from '../support/npm-start.ts'

const gone = { timeout: 60_000, interval: 200 }
const secretValue = 'a secret of the environment'

// Each start may have to build first, behind other builds.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 })

let temporary: { folder: string; remove: () => void }
let dataDir: string
let started: NpmStart[]

beforeEach(() => {
  temporary = temporaryFolder('npm-start-')
  dataDir = path.join(temporary.folder, 'data')
  started = []
})
afterEach(async () => {
  for (const server of started) {
    server.signalAll('SIGKILL')
    await expect.poll(() => server.processes(), gone).toEqual([])
  }
  temporary.remove()
})

function start(options: Partial<StartOptions> = {}): NpmStart {
  const server = new NpmStart({ dataDir, script: 'edge', ...options })
  started.push(server)
  return server
}

async function post(
  url: string,
  body: unknown,
  token?: string,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (token !== undefined) headers['authorization'] = `Bearer ${token}`
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

describe('the first start', () => {
  test('makes a secret, shows it once with a call that works, and keeps it for its owner alone', async () => {
    const first = start()
    const origin = await first.origin()
    const secret = readFileSync(path.join(dataDir, 'jwt-secret'), 'utf8').trim()
    expect(secret).toMatch(/^[0-9a-f]{64}$/)
    expect(statSync(path.join(dataDir, 'jwt-secret')).mode & 0o777).toBe(0o600)
    expect(statSync(dataDir).mode & 0o777).toBe(0o700)
    expect(first.stdout).toContain(secret)
    const call = /^ {2}(curl .*)$/m.exec(first.stdout)?.[1] ?? ''
    expect(call).toContain(`${origin}/api/system/initialize`)
    const { stdout } = await promisify(execFile)('sh', ['-c', `${call} --silent`])
    expect(JSON.parse(stdout)).toMatchObject({ message: '系统初始化成功' })

    first.signalAll('SIGINT')
    await first.exited
    const second = start()
    const checked = await fetch(`${await second.origin()}/api/system/check-init`)
    expect(await checked.json()).toMatchObject({ initialized: true, secret_configured: true })
    expect(second.stdout).not.toContain(secret)
    expect(second.stdout.match(/http:\/\/\S+/g)).toHaveLength(1)
  })

  test('makes none when the environment has one, and mail without a provider is printed and kept', async () => {
    const server = start({ env: { JWT_SECRET: secretValue } })
    const origin = await server.origin()
    expect(existsSync(path.join(dataDir, 'jwt-secret'))).toBe(false)
    const account = { email: 'admin@example.com', password: 'admin123456' }
    expect(
      (await post(`${origin}/api/system/initialize`, { jwt_secret: secretValue, ...account })).status,
    ).toBe(201)
    expect(
      (await post(`${origin}/api/auth/register`, { email: 'new@example.com', password: 'password123' }))
        .status,
    ).toBe(201)
    const mails = path.join(dataDir, 'mail')
    await expect.poll(() => existsSync(mails) && readdirSync(mails).length, gone).toBe(1)
    const mail = readFileSync(path.join(mails, readdirSync(mails)[0] ?? ''), 'utf8')
    expect(mail).toContain('To: new@example.com')
    expect(mail).toContain(`${origin}/`)
    expect(server.stdout).toContain(mail)
  })
})

test('the edge reaches the Node functions and the static files of its own host, also under its public name', async () => {
  const origin = await start({ env: { PUBLIC_ORIGIN: 'https://nodes.example.com' } }).origin()
  const health = await fetch(`${origin}/api/edgeone/health`)
  expect(await health.json()).toMatchObject({ status: 'ok', mode: 'local', checker: { status: 'ok' } })
  const document = await fetch(`${origin}/api/openapi.json`, { redirect: 'manual' })
  expect(await document.json()).toMatchObject({ openapi: '3.1.0' })
})

describe('what cannot be started says so in one line and ends with 1', () => {
  test('a taken port', async () => {
    const taken = net.createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => taken.once('listening', resolve))
    const { port } = taken.address() as AddressInfo
    const server = start({ port })
    const { code } = await server.exited
    taken.close()
    expect(code).toBe(1)
    expect(server.stderr).toBe(`127.0.0.1:${port} is taken; choose another port: PORT=8789 npm run edge\n`)
    expect(server.processes()).toEqual([])
  })

  test('a data folder that another server uses', async () => {
    const first = start()
    await first.origin()
    const second = start()
    const { code } = await second.exited
    expect(code).toBe(1)
    expect(second.stderr).toBe(`${dataDir} is in use by process ${first.serverPid()}\n`)
  })

  test('a port that is no port', async () => {
    const server = start({ env: { PORT: '99999' } })
    expect((await server.exited).code).toBe(1)
    expect(server.stderr).toBe('PORT must be 0 to 65535, not 99999\n')
  })
})

describe('the end', () => {
  test('Ctrl-C leaves no process and frees the folder', async () => {
    const server = start()
    await server.origin()
    expect(server.processes().some(({ command }) => command.includes('workerd serve'))).toBe(true)
    server.signalAll('SIGINT')
    await server.exited
    await expect.poll(() => server.processes(), gone).toEqual([])
    expect(existsSync(path.join(dataDir, 'lock'))).toBe(false)
  })

  test.each(['SIGTERM', 'SIGKILL'] as const)('%s to npm alone ends everything', async (signal) => {
    const server = start()
    await server.origin()
    server.child.kill(signal)
    await expect.poll(() => server.processes(), gone).toEqual([])
  })

  test('kill -9 of the serving process ends its children, and the next start finds nothing in the way', async () => {
    const server = start()
    await server.origin()
    process.kill(server.serverPid(), 'SIGKILL')
    await expect.poll(() => server.processes(), gone).toEqual([])
    await start().origin()
  })
})

test('kill -9 under load: everything acknowledged is there after the restart, and a retry counts nothing twice', async () => {
  const env = { JWT_SECRET: secretValue }
  const server = start({ env })
  const origin = await server.origin()
  const account = { email: 'admin@example.com', password: 'admin123456' }
  expect(
    (await post(`${origin}/api/system/initialize`, { jwt_secret: secretValue, ...account })).status,
  ).toBe(201)
  const session = String((await post(`${origin}/api/auth/login`, account)).body['token'])
  // No ceiling: what is tested comes faster than any reporter.
  const settings = await fetch(`${origin}/api/system/settings`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${session}` },
    body: JSON.stringify({ reports_per_minute: 0 }),
  })
  expect(settings.status).toBe(200)
  const form = {
    node_name: 'n',
    region_type: 'domestic',
    connections: [{ type: 'TCP', ip: '1.2.3.4', port: 11010 }],
  }
  const created = await post(`${origin}/api/nodes`, form, session)
  expect(created.status).toBe(201)
  const { report_token: token } = created.body['node'] as { report_token: string }
  const report = (base: string, id: string, traffic: number): ReturnType<typeof post> =>
    post(`${base}/api/report`, {
      token,
      node_name: 'n',
      email: account.email,
      report_id: id,
      reported_traffic: traffic,
    })

  const sent: string[] = []
  const acknowledged: string[] = []
  const loop = async (worker: number): Promise<void> => {
    for (let count = 0; ; count += 1) {
      const id = `w${worker}c${count}`
      sent.push(id)
      try {
        if ((await report(origin, id, 1)).status === 200) acknowledged.push(id)
      } catch {
        return
      }
      if (acknowledged.length === 200) server.signalAll('SIGKILL')
    }
  }
  await Promise.all(Array.from({ length: 8 }, (_, worker) => loop(worker)))
  expect(acknowledged.length).toBeGreaterThanOrEqual(200)

  const again = start({ env })
  const base = await again.origin()
  const used = async (id: string): Promise<number> => Number((await report(base, id, 0)).body['used_traffic'])
  const afterRestart = await used('after')
  expect(afterRestart).toBeGreaterThanOrEqual(acknowledged.length)
  expect(afterRestart).toBeLessThanOrEqual(sent.length)
  for (const id of sent) expect((await report(base, id, 1)).status).toBe(200)
  expect(await used('last')).toBe(sent.length)
})
