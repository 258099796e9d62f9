import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { probeBundle } from '../support/edge-probe-bundle.ts'
import { startEdge, type EdgeRuntime } from '../support/edge-runtime.ts'

const origin = 'http://edge.test'
const kib = 1024

let edge: EdgeRuntime
let elsewhere: Server
let elsewhereUrl: string

beforeAll(async () => {
  elsewhere = createServer((request, response) => {
    if (request.url === '/hop') response.writeHead(302, { location: '/end' }).end()
    else response.end('reached')
  })
  elsewhere.listen(0, '127.0.0.1')
  await new Promise((resolve) => elsewhere.once('listening', resolve))
  elsewhereUrl = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`
  edge = await startEdge({
    bundle: probeBundle(),
    env: { JWT_SECRET: 'from the runtime' },
    outbound: [elsewhereUrl],
  })
})

afterAll(async () => {
  await edge?.stop()
  elsewhere?.close()
})

async function ask(path: string, init?: RequestInit): Promise<unknown> {
  const response = await edge.fetch(new Request(`${origin}${path}`, init))
  const text = await response.text()
  return response.ok ? JSON.parse(text) : `${response.status} ${text}`
}

function kv(...calls: unknown[][]): Promise<unknown> {
  return ask('/kv', { method: 'POST', body: JSON.stringify(calls) })
}

describe('missing APIs', () => {
  const MISSING =
    'WebSocket,WebSocketPair,process,Buffer,require,performance,structuredClone,queueMicrotask,WebAssembly,HTMLRewriter,' +
    'CompressionStream,DecompressionStream,TextEncoderStream,FixedLengthStream,IdentityTransformStream,EventSource,' +
    'URLPattern,Cloudflare,navigator,scheduler,MessageChannel,reportError,self'
  const PRESENT =
    'fetch,Request,Response,Headers,URL,URLSearchParams,FormData,Blob,AbortController,AbortSignal,TextEncoder,' +
    'TextDecoder,TransformStream,ReadableStream,atob,btoa,crypto,caches,setTimeout,setInterval,easytier_kv'

  test.each(MISSING.split(','))('%s is absent', async (name) => {
    expect(await ask(`/types?names=${name}`)).toEqual({ [name]: 'undefined' })
  })

  test('what the documents name is there', async () => {
    const types = (await ask(`/types?names=${PRESENT}`)) as Record<string, string>
    expect(Object.entries(types).filter(([, type]) => type === 'undefined')).toEqual([])
  })

  test('Response.json is absent', async () => {
    expect(await ask('/static-json')).toBe('undefined')
  })

  test('streams cannot be constructed, but bodies are streams', async () => {
    expect(await ask('/new-readable')).toMatch(/^TypeError: ReadableStream cannot be constructed/)
    expect(await ask('/new-writable')).toMatch(/^TypeError: WritableStream cannot be constructed/)
    expect(await ask('/instance-of')).toBe(true)
  })

  test('TransformStream ignores its transformer', async () => {
    const response = await edge.fetch(new Request(`${origin}/transform`))
    expect(await response.json()).toBe('a')
  })

  test('only the one namespace is bound', async () => {
    expect(await ask('/kv-outside')).toBeNull()
  })
})

describe('crypto', () => {
  test.each([
    ['n=99999', 32],
    ['n=1000', 32],
    ['n=100000', /^NotSupportedError: PBKDF2 with 100000/],
    ['n=999', /^NotSupportedError: PBKDF2 with 999/],
    ['n=1000&salt=63', 32],
    ['n=1000&salt=64', /^NotSupportedError: PBKDF2 with a salt of 64/],
  ])('PBKDF2 %s', async (query, expected) => {
    const result = await ask(`/pbkdf2?${query}`)
    if (expected instanceof RegExp) expect(result).toMatch(expected)
    else expect(result).toBe(expected)
  })

  test('JWK, Ed25519 and timingSafeEqual are refused, HMAC works', async () => {
    expect(await ask('/jwk')).toMatch(/^NotSupportedError: JWK/)
    expect(await ask('/ed25519')).toMatch(/^NotSupportedError: ED25519/)
    expect(await ask('/timing-safe')).toBe('undefined')
    expect(await ask('/hmac')).toBe(32)
  })
})

describe('KV', () => {
  test('keeps text, answers null for nothing, ignores extra options', async () => {
    const result = await kv(
      ['put', 'plain', '值', { expirationTtl: 60, metadata: { a: 1 } }],
      ['get', 'plain'],
      ['get', 'nothing'],
      ['delete', 'plain'],
      ['delete', 'nothing'],
      ['get', 'plain'],
    )
    expect(result).toEqual([null, '值', null, null, null, null])
  })

  test('reads a value in every documented form', async () => {
    expect(await ask('/kv-kinds')).toEqual(['{"a":1}', { a: 1 }, { a: 1 }, '{"a":1}', '{"a":1}'])
  })

  test.each(['', 'a b', 'a:b', 'a-b', 'a/b', 'a.b', 'é', 'a'.repeat(513), 7, null])(
    'refuses the key %j',
    async (key) => {
      const results = (await kv(['get', key], ['put', key, 'x'], ['delete', key])) as string[]
      for (const result of results) expect(result).toMatch(/^TypeError: KV: key must be/)
    },
  )

  test('takes a key of 512 characters', async () => {
    const key = 'K'.repeat(512)
    expect(await kv(['put', key, '1'], ['get', key])).toEqual([null, '1'])
  })

  test('refuses a value over the limit and one that is no value', async () => {
    const results = (await kv(
      ['put', 'big', 'x'.repeat(1_000_001)],
      ['put', 'odd', { a: 1 }],
      ['get', 'big'],
    )) as string[]
    expect(results[0]).toMatch(/^RangeError: KV: value has 1000001 bytes/)
    expect(results[1]).toMatch(/^TypeError: KV: value must be/)
    expect(results[2]).toBeNull()
  })

  test('lists at most 256 names a page, in the shape of EdgeOne', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `page_${String(index).padStart(4, '0')}`)
    for (const name of names) await edge.kv.put(name, new Uint8Array())
    await edge.kv.put('pagf', new Uint8Array())
    const [first] = (await kv(['list', { prefix: 'page_' }])) as [EdgeOneKvPage]
    expect(Object.keys(first).sort()).toEqual(['complete', 'cursor', 'keys'])
    expect(first.complete).toBe(false)
    expect(first.keys).toEqual(names.slice(0, 256).map((key) => ({ key })))
    const [second] = (await kv(['list', { prefix: 'page_', limit: 256, cursor: first.cursor }])) as [
      EdgeOneKvPage,
    ]
    expect(second).toEqual({ complete: true, cursor: '', keys: names.slice(256).map((key) => ({ key })) })
  })

  test.each([{ limit: 257 }, { limit: 0 }, { limit: 1.5 }, { prefix: 'a:b' }, { cursor: '../x' }])(
    'refuses list(%j)',
    async (options) => {
      const [result] = (await kv(['list', options])) as [string]
      expect(result).toMatch(/^(?:Range|Type)Error: KV:/)
    },
  )

  test('has no other operation', async () => {
    const [result] = (await kv(['getWithMetadata', 'a'])) as [string]
    expect(result).toMatch(/^TypeError/)
  })

  test('counts operations and the rounds that waited for one another', async () => {
    edge.resetOps()
    const response = await edge.fetch(new Request(`${origin}/kv-parallel`))
    expect(edge.usage(response)).toEqual({
      get: 3,
      put: 3,
      delete: 0,
      list: 1,
      rounds: 3,
      fetches: 0,
      consoleCalls: 0,
      loops: 0,
      longestLoop: 0,
    })
    expect(edge.ops()).toEqual({ get: 3, put: 3, delete: 0, list: 1, total: 7 })
  })

  test('background work goes on after the answer', async () => {
    edge.resetOps()
    const response = await edge.fetch(new Request(`${origin}/background`))
    expect(await response.json()).toBe('answered')
    await edge.idle()
    expect(edge.ops().put).toBe(2)
    expect(Buffer.from(edge.kv.get('late_2') ?? []).toString()).toBe('2')
  })
})

describe('limits of a request', () => {
  test('64 fetches, counted for each request alone', async () => {
    for (let round = 0; round < 2; round += 1) {
      const results = (await ask(`/fetches?total=65&width=1&to=${elsewhereUrl}`)) as string[]
      expect(results.slice(0, 64).every((text) => text === 'reached')).toBe(true)
      expect(results[64]).toBe('Error: more than 64 fetches')
    }
  })

  test('8 fetches at once', async () => {
    const results = (await ask(`/fetches?total=9&width=9&to=${elsewhereUrl}`)) as string[]
    expect(results.filter((text) => text === 'reached')).toHaveLength(8)
    expect(results[8]).toBe('Error: more than 8 fetches at once')
  })

  test('a redirect counts', async () => {
    const response = await edge.fetch(new Request(`${origin}/fetches?total=1&width=1&to=${elsewhereUrl}/hop`))
    expect(await response.json()).toEqual(['reached'])
    expect(edge.usage(response).fetches).toBe(2)
  })

  test('a host that nobody named is not reached', async () => {
    const stranger = elsewhereUrl.replace('127.0.0.1', 'localhost')
    expect(await ask(`/fetches?total=1&width=1&to=${stranger}`)).toEqual([
      `requests to ${stranger} are not allowed`,
    ])
  })

  test('20 console calls', async () => {
    expect(await ask('/console?n=20')).toBeNull()
    expect(await ask('/console?n=21')).toBe('Error: more than 20 console calls')
  })

  test('bodies of 1 MB, declared or not', async () => {
    const exact = 'x'.repeat(kib * kib)
    expect(await ask('/body', { method: 'POST', body: exact })).toBe(exact.length)
    expect(await ask('/body', { method: 'POST', body: `${exact}y` })).toMatch(/^RangeError: body is larger/)
  })

  test('an uncaught error is a 545 that tells nothing', async () => {
    expect(await ask('/throw')).toBe('545 Error return from script')
    await expect
      .poll(() => edge.lines.some((line) => line.includes('secret detail')), { timeout: 30_000 })
      .toBe(true)
  })

  test('a header over 4095 bytes is a 545', async () => {
    expect(await ask('/long-header')).toBe('545 Error return from script')
  })
})

describe('the request', () => {
  test('env is what the runtime gave, nothing of the build or the process', async () => {
    expect(await ask('/env')).toEqual({ JWT_SECRET: 'from the runtime' })
  })

  test('clientIp comes from the platform, not from a header', async () => {
    const headers = { 'x-forwarded-for': '6.6.6.6', 'eo-connecting-ip': '6.6.6.6', 'x-real-ip': '6.6.6.6' }
    const request = new Request(`${origin}/eo`, { headers })
    const answer = (await (await edge.fetch(request, { clientIp: '198.51.100.7' })).json()) as {
      eo: EdgeOneInfo
      headers: Record<string, string>
      url: string
    }
    expect(answer.eo.clientIp).toBe('198.51.100.7')
    expect(answer.url).toBe(`${origin}/eo`)
    expect(Object.keys(answer.headers)).not.toContain('x-edgeone-channel')
  })

  test('several cookies survive', async () => {
    const response = await edge.fetch(new Request(`${origin}/cookies`))
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })

  test('globalThis survives between requests', async () => {
    const first = Number(await ask('/survives'))
    expect(await ask('/survives')).toBe(first + 1)
  })

  test('a test can move the clock', async () => {
    const [before] = (await ask('/now')) as [number]
    edge.advance(3_600_000)
    const [after, difference] = (await ask('/now')) as [number, number]
    expect(after - before).toBeGreaterThanOrEqual(3_600_000)
    expect(Math.abs(difference)).toBeLessThan(1_000)
  })
})
