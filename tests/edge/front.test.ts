import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RoutesFile } from '../../src/emulator/front/routing.ts'
import { startFront, type Front } from '../support/edge-front.ts'

const routesValue: RoutesFile = {
  routes: [
    {
      handle: 'filesystem',
      src: '^/(index\\.html)?$|^/404(\\.html)?$|^/n(?:/(?:index\\.html)?)?$|^/assets(?:/.*)?$|^/both$',
    },
    { src: '^/both$', 'server-name': 'edge' },
    { src: '^/probe/echo$', 'server-name': 'api-node' },
    { src: '^/probe/crash$', 'server-name': 'api-node' },
    { src: '^/api/(.*)$', 'server-name': 'edge' },
    { src: '/.*', dest: '/404.html', 'server-name': 'file' },
  ],
  conf: {
    redirects: [{ source: '/old/:id', destination: '/n/?id=:id', statusCode: 301 }],
    headers: [
      { source: '/*', headers: [{ key: 'X-Frame-Options', value: 'DENY' }] },
      {
        source: '/assets/*',
        headers: [{ key: 'Cache-Control', value: 'public, max-age=31536000, immutable' }],
      },
    ],
  },
}
const scriptValue = 'const answer = 42\n'.repeat(100)

let folder: string
let front: Front

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'front-'))
  mkdirSync(path.join(folder, 'assets'))
  mkdirSync(path.join(folder, 'n'))
  const files = {
    'index.html': '<h1>home</h1>',
    '404.html': '<h1>nothing here</h1>',
    'n/index.html': '<h1>node</h1>',
    'assets/app.js': scriptValue,
    both: 'file',
    '.hidden': 'x',
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content)
  front = await startFront(routesValue, folder)
})

afterAll(async () => {
  await front?.stop()
  rmSync(folder, { recursive: true, force: true })
})

interface Answer {
  status: number
  headers: http.IncomingHttpHeaders
  body: Buffer
}

/** A request by `node:http`, which changes neither path nor headers. */
function send(
  target: string,
  options: { method?: string; headers?: http.OutgoingHttpHeaders; body?: string | Buffer } = {},
): Promise<Answer> {
  const { method = 'GET', headers = {}, body } = options
  return new Promise((resolve, reject) => {
    const request = http.request({
      port: front.port,
      host: '127.0.0.1',
      path: target,
      method,
      headers,
      agent: false,
    })
    request.on('error', reject)
    request.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      )
    })
    request.end(body)
  })
}

describe('who answers', () => {
  test.each([
    ['/', 200, 'home'],
    ['/index.html', 200, 'home'],
    ['/n', 200, 'node'],
    ['/n/', 200, 'node'],
    ['/n/?id=5', 200, 'node'],
    ['/both', 200, 'file'],
    ['/404', 200, 'nothing here'],
    ['/unknown', 404, 'nothing here'],
    ['/assets/unknown/', 404, 'nothing here'],
    ['/probe/unknown', 404, 'nothing here'],
    ['/.hidden', 404, 'nothing here'],
    ['/..%2f..%2fetc/passwd', 404, 'nothing here'],
    ['/%E0%A4%A', 404, 'nothing here'],
    ['/assets/..%2f%', 404, 'nothing here'],
    ['/api/now', 200, ''],
  ])('%s', async (target, status, text) => {
    const answer = await send(target)
    expect(answer.status).toBe(status)
    expect(answer.body.toString()).toContain(text)
  })

  test('Node functions get their paths', async () => {
    const answer = await send('/probe/echo?a=1')
    expect(JSON.parse(answer.body.toString())).toMatchObject({ url: '/probe/echo?a=1' })
  })

  test.each(['//127.0.0.1:9/api/x', '/\\127.0.0.1:9/api/x'])('%s names no other host', async (target) => {
    expect((await send(target)).status).toBe(400)
  })

  test.each(['a b', '127.0.0.1/../x', 'user@127.0.0.1', '%'])('Host: %s is none', async (host) => {
    const answers = await Promise.all(['/api/now', '/'].map((target) => send(target, { headers: { host } })))
    expect(answers.map(({ status }) => status)).toEqual([400, 400])
  })

  test('headers by which Miniflare is driven are not passed on', async () => {
    const { status, body } = await send('/api/eo', { headers: { 'MF-Custom-Node-Service': 'x' } })
    expect(status).toBe(200)
    expect(body.toString()).toContain('"headers"')
    expect(body.toString()).not.toMatch(/mf-custom/i)
  })

  test('a redirect of edgeone.json', async () => {
    const answer = await send('/old/17')
    expect([answer.status, answer.headers.location]).toEqual([301, '/n/?id=17'])
  })

  test('static files know only GET and HEAD', async () => {
    const answer = await send('/', { method: 'POST', body: 'x' })
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD'])
  })
})

describe('static files', () => {
  test('type, length and tag; HEAD the same without a body', async () => {
    const get = await send('/assets/app.js')
    const head = await send('/assets/app.js', { method: 'HEAD' })
    expect(get.headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(get.headers['content-length']).toBe(String(scriptValue.length))
    expect(head.body.length).toBe(0)
    expect({ ...head.headers, date: '' }).toEqual({ ...get.headers, date: '' })
  })

  test('304 when the client has it, also among several and weak tags', async () => {
    const { etag = '' } = (await send('/assets/app.js')).headers
    for (const tag of [etag, `"other", ${etag}`, etag.replace('W/', ''), '*']) {
      const answer = await send('/assets/app.js', { headers: { 'if-none-match': tag } })
      expect([answer.status, answer.body.length]).toEqual([304, 0])
    }
    expect((await send('/assets/app.js', { headers: { 'if-none-match': '"other"' } })).status).toBe(200)
  })

  test.each([
    ['gzip, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['identity', undefined],
    ['gzip;q=0', undefined],
  ])('Accept-Encoding: %s', async (accepted, expected) => {
    const answer = await send('/assets/app.js', { headers: { 'accept-encoding': accepted } })
    expect(answer.headers['content-encoding']).toBe(expected)
    expect(answer.headers.vary).toBe('Accept-Encoding')
    expect(answer.body.length < scriptValue.length).toBe(expected !== undefined)
  })

  test('headers of edgeone.json: every rule that matches, the later over the default', async () => {
    const page = await send('/')
    const script = await send('/assets/app.js')
    expect([page.headers['x-frame-options'], script.headers['x-frame-options']]).toEqual(['DENY', 'DENY'])
    expect(page.headers['cache-control']).toBe('public, max-age=0, must-revalidate')
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  })
})

describe('what a client cannot forge', () => {
  const lies = {
    'x-forwarded-for': '6.6.6.6',
    'x-real-ip': '6.6.6.6',
    'eo-connecting-ip': '6.6.6.6',
    'eo-client-ip': '6.6.6.6',
    'x-edgeone-channel': JSON.stringify({ token: 'guess', id: 'x', clientIp: '6.6.6.6', skewMs: 9e9 }),
    'x-scf-request-id': 'x',
  }

  test('its address on the edge', async () => {
    const answer = JSON.parse((await send('/api/eo', { headers: lies })).body.toString()) as {
      eo: EdgeOneInfo
      headers: Record<string, string>
    }
    expect(answer.eo.clientIp).toBe('127.0.0.1')
    for (const name of ['eo-connecting-ip', 'eo-client-ip', 'x-edgeone-channel', 'x-forwarded-for']) {
      expect(answer.headers).not.toHaveProperty(name)
    }
  })

  test('its address in the Node functions', async () => {
    const { headers } = JSON.parse((await send('/probe/echo', { headers: lies })).body.toString()) as {
      headers: Record<string, string>
    }
    expect(headers['eo-connecting-ip']).toBe('127.0.0.1')
    expect(headers).not.toHaveProperty('x-forwarded-for')
  })

  test('and it does not see what is internal', async () => {
    const edge = await send('/api/cookies')
    const node = await send('/probe/echo')
    expect(edge.headers['x-edgeone-usage']).toBeUndefined()
    expect(edge.headers['set-cookie']).toEqual(['a=1', 'b=2'])
    expect(node.headers['eo-pages-inner-scf-status']).toBeUndefined()
  })
})

describe('functions', () => {
  test('answers of text are compressed from 1 KB on, the tag stays', async () => {
    const headers = { 'accept-encoding': 'gzip' }
    const large = await send('/api/text?n=5000', { headers })
    const small = await send('/api/text?n=5', { headers })
    const head = await send('/api/text?n=5000', { headers, method: 'HEAD' })
    expect([large.headers['content-encoding'], large.headers.etag, large.headers.vary]).toEqual([
      'gzip',
      '"t"',
      'Accept-Encoding',
    ])
    expect(large.body.length).toBeLessThan(10_000)
    expect(small.headers['content-encoding']).toBeUndefined()
    expect(head.body.length).toBe(0)
  })

  test.each([
    ['/api/body', /RangeError: body is larger/],
    ['/api/refuse', /refused/],
    ['/api/count', /too large/],
  ])(
    'a body too large for %s gets its answer, not a reset, and the next request is served',
    async (target, text) => {
      for (const bytes of [1024 * 1024 + 1, 4 * 1024 * 1024]) {
        for (const headers of [{}, { 'transfer-encoding': 'chunked' }]) {
          const answer = await send(target, { method: 'POST', headers, body: Buffer.alloc(bytes) })
          expect(answer.body.toString()).toMatch(text)
          const next = await send('/api/body', { method: 'POST', body: 'abc' })
          expect(JSON.parse(next.body.toString())).toBe(3)
        }
      }
    },
  )

  test('a body without a declared length', async () => {
    const headers = { 'transfer-encoding': 'chunked' }
    const answer = await send('/api/body', { method: 'POST', headers, body: 'x'.repeat(100_000) })
    expect(JSON.parse(answer.body.toString())).toBe(100_000)
  })

  test('64 requests at once', async () => {
    const answers = await Promise.all(Array.from({ length: 64 }, () => send('/api/kv-parallel')))
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 64 }, () => 200))
  })

  test('a client that goes away in the middle disturbs nobody', async () => {
    const socket = net.connect(front.port, '127.0.0.1')
    socket.write('POST /api/body HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\nabc')
    await new Promise((resolve) => socket.once('connect', resolve))
    socket.destroy()
    expect((await send('/api/now')).status).toBe(200)
  })
})

describe('the Node function host', () => {
  test('its environment holds its own variables and nothing of ours', async () => {
    const { env } = JSON.parse((await send('/probe/echo')).body.toString()) as { env: Record<string, string> }
    expect(env).toEqual({ API_KEY: 'k' })
  })

  test('the chatter of the emitted server is not printed', async () => {
    await send('/probe/echo')
    await expect.poll(() => front.lines, { timeout: 30_000 }).toContain('listening')
    expect(front.lines.filter((line) => line.startsWith('Pages '))).toEqual([])
  })

  test('after a crash it runs again on its own', async () => {
    const before = front.node.pid
    expect((await send('/probe/crash')).status).toBe(502)
    await expect.poll(async () => (await send('/probe/echo')).status, { timeout: 30_000 }).toBe(200)
    expect(front.node.pid).not.toBe(before)
  })
})
