import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../support/npm-start.ts'
import { ask } from '../support/raw-http.ts'
import { ServerProcess, serverSecret } from '../support/server-process.ts'
import { seedDemo } from '../../src/tools/demo/seed.ts'
import { saveKv } from '../../src/tools/demo/save.ts'

/** Lines of the log come by a pipe. */
const patience = { timeout: 30_000 }

let temporary: { folder: string; remove: () => void }
let server: ServerProcess | undefined
let proxy: http.Server | undefined

beforeEach(() => {
  temporary = temporaryFolder('proxies-')
})
afterEach(async () => {
  proxy?.closeAllConnections()
  proxy?.close()
  await server?.stop()
  temporary.remove()
})

async function start(env: Readonly<Record<string, string>>): Promise<number> {
  server = await ServerProcess.start({ dataDir: temporary.folder, env })
  return server.port()
}

/** As nginx does: appends the peer to X-Forwarded-For. Clients of the test say who they are by `X-I-Am`. */
async function startProxy(target: number): Promise<string> {
  proxy = http.createServer((request, response) => {
    const named = request.headers['x-forwarded-for']
    const peer = String(request.headers['x-i-am'])
    const headers = {
      ...request.headers,
      host: 'nodes.example',
      'x-forwarded-for': named === undefined ? peer : `${String(named)}, ${peer}`,
      'x-forwarded-proto': 'https',
    }
    const sent = http.request(
      { port: target, path: request.url, method: request.method, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      },
    )
    request.pipe(sent)
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
}

function wrongLogin(origin: string, client: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${origin}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-i-am': client, ...headers },
    body: JSON.stringify({ email: `nobody-${client}@example.com`, password: 'wrong-password' }),
  })
}

describe('behind a proxy that is trusted', () => {
  const env = { TRUSTED_PROXIES: 'loopback', PUBLIC_ORIGIN: 'https://nodes.example', PASSWORD_HASH: 'pbkdf2' }

  test('clients are throttled apart, and a name that one of them writes down is not theirs', async () => {
    const origin = await startProxy(await start(env))
    const statuses: number[] = []
    for (let at = 0; at < 31; at += 1) {
      // Another address each time: only the one that the proxy has seen counts.
      const forged = { 'x-forwarded-for': `198.51.100.${at}` }
      const answer = await fetch(`${origin}/api/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-i-am': '203.0.113.7', ...forged },
        body: JSON.stringify({ email: `a${at}@example.com`, password: 'wrong-password' }),
      })
      statuses.push(answer.status)
      await answer.arrayBuffer()
    }
    expect(statuses.slice(0, 30).every((status) => status === 401)).toBe(true)
    expect(statuses[30]).toBe(429)
    expect((await wrongLogin(origin, '203.0.113.8')).status).toBe(401)
    const clients = (): Set<unknown> => new Set(server?.requests().map(({ client }) => client))
    await expect.poll(clients, patience).toEqual(new Set(['203.0.113.7', '203.0.113.8']))
  })

  test('each client has its own order in /peer', async () => {
    const { kv } = await seedDemo({
      secret: serverSecret,
      nowMs: Date.now(),
      fineMs: 3_600_000,
      coarseEveryMs: 5_184_000_000,
    })
    await saveKv(kv, temporary.folder)
    const origin = await startProxy(await start(env))
    const peer = async (client: string): Promise<string> =>
      (await fetch(`${origin}/peer`, { headers: { 'x-i-am': client } })).text()
    const first = await peer('203.0.113.7')
    const others = await Promise.all(Array.from({ length: 20 }, (_, at) => peer(`198.51.100.${at}`)))
    expect(others.every((url) => url.includes('://'))).toBe(true)
    // Who asks again within ten seconds could not connect, and gets the next one.
    const given = [first, await peer('203.0.113.7'), await peer('203.0.113.7')]
    expect(new Set(given).size).toBe(3)
  })

  test('scheme and host are those that the visitor used', async () => {
    const port = await start({ TRUSTED_PROXIES: '127.0.0.0/8', PUBLIC_ORIGIN: 'https://nodes.example' })
    const seen = async (lines: readonly string[]) =>
      ask(port, ['GET / HTTP/1.1', ...lines, 'Connection: close', '', ''].join('\r\n'))
    const https = await seen([
      'Host: 127.0.0.1',
      'X-Forwarded-Host: nodes.example',
      'X-Forwarded-Proto: https',
    ])
    expect(https.head).toMatch(/^strict-transport-security: max-age=\d+/im)
    const plain = await seen(['Host: nodes.example'])
    expect([plain.status, /strict-transport/i.test(plain.head)]).toEqual([200, false])
    expect(plain.head).toMatch(/^cross-origin-opener-policy: same-origin/im)
    const foreign = await seen(['Host: nodes.example', 'X-Forwarded-Host: evil.example'])
    expect(foreign.status).toBe(421)
  })
})

describe('without a proxy that is trusted', () => {
  test('nothing that a client says about itself is believed', async () => {
    const port = await start({})
    for (const lies of [
      ['X-Forwarded-For: 6.6.6.6'],
      ['X-Real-IP: 6.6.6.6'],
      ['Forwarded: for=6.6.6.6;proto=https'],
      ['X-Forwarded-Proto: https', 'X-Forwarded-Host: evil.example'],
    ]) {
      const request = ['GET / HTTP/1.1', 'Host: localhost', ...lies, 'Connection: close', '', ''].join('\r\n')
      const { status, head } = await ask(port, request)
      expect([status, /strict-transport/i.test(head)]).toEqual([200, false])
    }
    const clients = (): unknown[] => server?.requests().map(({ client }) => client) ?? []
    await expect.poll(clients, patience).toEqual(Array.from({ length: 4 }, () => '127.0.0.1'))
  })
})
