import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../support/npm-start.ts'
import { answersOf, ask, sendRaw } from '../support/raw-http.ts'
import { ServerProcess, serverSecret } from '../support/server-process.ts'

const temporary = temporaryFolder('raw-requests-')
let server: ServerProcess
let port: number
let stranger: Server
let strangerPort: number
let visits = 0

beforeAll(async () => {
  stranger = createServer((socket) => {
    visits += 1
    socket.destroy()
  }).listen(0, '127.0.0.1')
  await once(stranger, 'listening')
  strangerPort = (stranger.address() as AddressInfo).port
  server = await ServerProcess.start({ dataDir: temporary.folder })
  port = await server.port()
})
afterAll(async () => {
  await server?.stop()
  stranger?.close()
  temporary.remove()
})

/** Nothing went out, and the process still answers. */
async function expectUnharmed(): Promise<void> {
  const check = await ask(port, get('/healthz'))
  expect([check.status, JSON.parse(check.body)]).toMatchObject([200, { status: 'ok' }])
  expect([visits, server.outbound(), server.hasEnded()]).toEqual([0, [], false])
}

function get(target: string, headers: readonly string[] = []): string {
  const host = headers.some((line) => /^host:/i.test(line)) ? [] : [`Host: 127.0.0.1:${port}`]
  return [`GET ${target} HTTP/1.1`, ...host, ...headers, 'Connection: close', '', ''].join('\r\n')
}

const page = 'page'
type Row = readonly [target: string, status: number, code: string]

describe('request targets', () => {
  const rows: readonly Row[] = [
    ['//127.0.0.1:STRANGER/api/x', 404, page],
    ['//127.0.0.1:STRANGER/node/1', 404, page],
    ['/\\127.0.0.1:STRANGER/api/x', 400, 'bad_request'],
    ['/\\\\x/api', 400, 'bad_request'],
    ['/api\\..\\peer', 400, 'bad_request'],
    ['/api%2fx', 404, page],
    ['/api%2fnodes/my', 404, page],
    ['/api%5cx', 404, page],
    ['/p%65er', 404, page],
    ['/node%2f1', 404, page],
    ['/api', 404, 'not_found'],
    ['/api/.', 404, 'not_found'],
    ['/api/..', 200, page],
    ['/api/../healthz', 200, 'health'],
    ['/api/%2e%2e/healthz', 200, 'health'],
    ['/api/..%2f', 404, 'not_found'],
    ['/api/..%2fhealthz', 404, 'not_found'],
    ['/assets/..%2f..%2fpackage.json', 404, page],
    ['/../../../etc/passwd', 404, page],
    ['/.%2e/.%2e/etc/passwd', 404, page],
    ['/%2e%2e%2fserver.js', 404, page],
    ['/%00', 404, page],
    ['/api/%ff', 404, 'not_found'],
    ['/api/%', 404, 'not_found'],
    ['/api/x#y', 400, 'bad_request'],
    ['*', 400, 'bad_request'],
    ['api/x', 400, 'bad_request'],
    ['ftp://127.0.0.1/api/x', 400, 'bad_request'],
    ['http://127.0.0.1:STRANGER/api/nope', 404, 'not_found'],
    ['http://evil.example/api/system/check-init', 421, 'host_unknown'],
    ['http://evil.example@127.0.0.1/api/x', 400, 'bad_request'],
    ['https://localhost/api/nope', 404, 'not_found'],
    ['http://localhost', 200, page],
    ['/probe/nothing', 404, page],
    ['/index.html.br', 404, page],
    ['/.git/config', 404, page],
    ['/.env', 404, page],
    ['/assets/', 404, page],
    ['/feed.xml//evil.example', 404, page],
  ]
  test.each(rows)('%s -> %i', async (target, status, code) => {
    const answer = await ask(port, get(target.replace('STRANGER', String(strangerPort))))
    expect([target, answer.status]).toEqual([target, status])
    if (code === page) expect(answer.body).toMatch(/^<!doctype html>/)
    else if (code === 'health') expect(JSON.parse(answer.body)).toMatchObject({ status: 'ok' })
    else expect(JSON.parse(answer.body)).toEqual({ error: expect.stringMatching(/\p{Script=Han}/u), code })
    await expectUnharmed()
  })

  test('an absolute target is that path of ours', async () => {
    const answer = await ask(port, get(`http://127.0.0.1:${port}/api/system/check-init`))
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([200, { initialized: false }])
  })
})

test.each(['/', '/api/nodes/my', '/peer'])('TRACE %s gives nothing back', async (target) => {
  const answer = await ask(port, get(target, ['X-Secret: given']).replace('GET', 'TRACE'))
  expect([answer.status, answer.body.includes('given')]).toEqual([405, false])
})

describe('hosts', () => {
  test.each([
    ['evil.example', 421],
    ['127.0.0.1.evil.example', 421],
    ['localhost.evil.example:80', 421],
    ['192.0.2.1', 421],
    ['[2001:db8::1]', 421],
    ['localhost', 200],
    ['LOCALHOST:9999', 200],
    ['127.0.0.1:9999', 200],
    ['[::1]:80', 200],
    ['a b', 400],
    ['127.0.0.1/../x', 400],
    ['user@127.0.0.1', 400],
  ])('Host: %s -> %i', async (host, status) => {
    const answer = await ask(port, get('/api/system/check-init', [`Host: ${host}`]))
    expect(answer.status).toBe(status)
    await expectUnharmed()
  })

  test('a host of another place is not asked for, whatever path comes with it', async () => {
    for (const path of ['/api/.', '/p%65er', '/api%2fx', '/api/openapi.json']) {
      await ask(port, get(path, [`Host: 127.0.0.1:${strangerPort}`]))
    }
    expect(visits).toBe(0)
  })

  test('two hosts are none; none at all is refused in HTTP/1.1', async () => {
    const two = await ask(port, get('/api/system/check-init', ['Host: localhost', 'Host: evil.example']))
    const none = await ask(port, 'GET /api/system/check-init HTTP/1.1\r\nConnection: close\r\n\r\n')
    expect([two.status, none.status]).toEqual([400, 400])
  })
})

describe('headers', () => {
  test.each([
    ['MF-Custom-Node-Service: x'],
    ['MF-Original-URL: http://127.0.0.1:9/'],
    ['CF-Connecting-IP: 6.6.6.6'],
    ['EO-Connecting-IP: 6.6.6.6'],
    ['X-EdgeOne-Channel: {}'],
    ['X-Forwarded-Host: evil.example'],
    ['X-Forwarded-For: 6.6.6.6'],
    ['X-Original-URL: /metrics'],
    ['X-Rewrite-URL: /metrics'],
    ['Expect: 100-continue'],
    ['Expect: everything'],
    ['Upgrade: h2c'],
  ])('%s changes nothing', async (header) => {
    const text = await sendRaw(port, get('/api/', [header]))
    const answer = answersOf(text).find(({ status }) => status !== 100)
    expect([answer?.status, JSON.parse(answer?.body ?? '')]).toMatchObject([404, { code: 'not_found' }])
    await expect
      .poll(() => server.requests().at(-1), { timeout: 30_000 })
      .toMatchObject({ client: '127.0.0.1' })
    await expectUnharmed()
  })

  test.each([
    ['300 fields', Array.from({ length: 300 }, (_, at) => `X-${at}: 1`)],
    ['100 KB in one', [`X-Long: ${'x'.repeat(100_000)}`]],
    ['100 KB in all', Array.from({ length: 1000 }, (_, at) => `X-${at}: ${'x'.repeat(95)}`)],
  ])('%s are refused', async (_, headers) => {
    const answer = await ask(port, get('/api/x', headers))
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([431, { code: 'headers_too_large' }])
    await expectUnharmed()
  })

  test.each([
    ['no HTTP', 'hello\r\n\r\n'],
    [
      'a length and chunks',
      'POST /api/query HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'two lengths',
      'POST /api/query HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd',
    ],
    ['a folded field', 'GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n'],
    ['a space before the colon', 'GET / HTTP/1.1\r\nHost : localhost\r\n\r\n'],
    ['a bare line feed in a field', 'GET / HTTP/1.1\r\nHost: localhost\r\nX: a\nb\r\n\r\n'],
  ])('%s is a bad request', async (_, request) => {
    const answer = await ask(port, request)
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([400, { code: 'bad_request' }])
    await expectUnharmed()
  })
})

describe('what browsers are told', () => {
  const json = 'cache-control: no-store'
  test.each([
    ['health', '/healthz', '', 200, json],
    ['figures', '/metrics', '', 200, json],
    ['a host of strangers', '/', 'Host: evil.example', 421, json],
    ['what cannot be read', '/', 'Host : x', 400, json],
    ['the API', '/api/nodes/my', '', 401, json],
    ['the API where it has no such path', '/api/x', '', 404, json],
    ['a badge', '/badge/site.svg', '', 200, 'cache-control: public, max-age=60'],
    ['a page', '/', '', 200, 'cache-control: public, max-age=0, must-revalidate'],
    ['no file, where files are kept a year', '/assets/x.js', '', 404, 'cache-control: public, max-age=0,'],
  ])('%s: nothing to run, to frame or to guess', async (_, target, header, status, kept) => {
    const answer = await ask(port, get(target, header === '' ? [] : [header]))
    expect(answer.status).toBe(status)
    for (const said of [
      kept,
      'x-content-type-options: nosniff',
      'referrer-policy: no-referrer',
      "content-security-policy: default-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ]) {
      expect(answer.head.toLowerCase()).toContain(said)
    }
  })
})

describe('bodies', () => {
  const headers = (lines: readonly string[]): string =>
    [`Host: localhost:${port}`, 'Content-Type: application/json', ...lines, 'Connection: close', '', ''].join(
      '\r\n',
    )
  const chunked = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`

  test('DELETE with a body, in one piece and in chunks: the route reads it', async () => {
    const post = async (path: string, value: unknown): Promise<Record<string, unknown>> => {
      const body = JSON.stringify(value)
      const lines = headers([`Content-Length: ${body.length}`])
      return JSON.parse((await ask(port, `POST ${path} HTTP/1.1\r\n${lines}${body}`)).body)
    }
    const account = { email: 'admin@example.com', password: 'admin123456' }
    await post('/api/system/initialize', { jwt_secret: serverSecret, ...account })
    const { token } = await post('/api/auth/login', account)
    const body = '{"password":'
    for (const [lines, sent] of [
      [[`Content-Length: ${body.length}`], body],
      [['Transfer-Encoding: chunked'], chunked(body)],
    ] as const) {
      const all = headers([`Authorization: Bearer ${String(token)}`, ...lines])
      const answer = await ask(port, `DELETE /api/auth/me HTTP/1.1\r\n${all}${sent}`)
      expect([answer.status, JSON.parse(answer.body)]).toMatchObject([400, { code: 'invalid_json' }])
    }
    await expectUnharmed()
  })

  test('GET with a body: the body is nobody’s, and what follows on the connection is a request of its own', async () => {
    const first = `GET /api/system/check-init HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n${chunked('GET /healthz HTTP/1.1\r\n\r\n')}`
    const answers = answersOf(await sendRaw(port, first + get('/api/nope')))
    expect(answers.map(({ status }) => status)).toEqual([200, 404])
    await expectUnharmed()
  })

  test('more than 1 MB, told or in chunks, is 413', async () => {
    const large = `{"a":"${'x'.repeat(2_000_000)}"}`
    const told = await ask(
      port,
      `POST /api/query HTTP/1.1\r\n${headers([`Content-Length: ${large.length}`])}${large}`,
    )
    const untold = await ask(
      port,
      `POST /api/query HTTP/1.1\r\n${headers(['Transfer-Encoding: chunked'])}${chunked(large)}`,
    )
    for (const { status, body } of [told, untold]) {
      expect([status, JSON.parse(body)]).toMatchObject([413, { code: 'body_too_large' }])
    }
    await expectUnharmed()
  })

  test('pipelined requests are answered in order', async () => {
    const paths = ['/api/system/check-init', '/api/nope', '/healthz', '/nothing']
    const requests = paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`).join('')
    const answers = answersOf(await sendRaw(port, requests + get('/api/nope')))
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 200, 404, 404])
  })

  test('half a request is cut off: headers after 10 s, a body after 30 s; others are served meanwhile', async () => {
    const half = sendRaw(port, 'GET /api/x HTTP/1.1\r\nHost: loc')
    const slow = sendRaw(port, `POST /api/query HTTP/1.1\r\n${headers(['Content-Length: 100'])}{"region"`)
    await expectUnharmed()
    const beginMs = performance.now()
    expect(answersOf(await half)).toMatchObject([{ status: 408 }])
    const halfMs = performance.now() - beginMs
    expect(answersOf(await slow)).toMatchObject([{ status: 408 }])
    const slowMs = performance.now() - beginMs
    expect([halfMs >= 8_000 && halfMs < 25_000, slowMs >= 28_000 && slowMs < 50_000]).toEqual([true, true])
    await expectUnharmed()
  })
})
