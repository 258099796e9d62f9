import { deriveEvents } from '../../../src/store/events/derive-events.ts'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { handle as handleBadge } from '../../../src/edge/entries/badge.ts'
import { handle as handleApi } from '../../../src/edge/entries/api.ts'
import { handle as handleNodePage } from '../../../src/edge/entries/node.ts'
import { handle as handlePeer } from '../../../src/edge/entries/peer.ts'
import { eventTitle } from '../../../src/http/text/event-words.ts'
import { addressTag, sitePlace } from '../../../src/domain/evidence/index.ts'
import { addResults, checkedUrls } from '../../../src/store/evidence/index.ts'
import { setUserEnabled } from '../../../src/store/users/disabled-users.ts'
import { encodeEmail } from '../../../src/store/users/email-key.ts'
import { userFactKey } from '../../../src/store/kv/keys.ts'
import { updateNode } from '../../../src/store/nodes/nodes.ts'
import { createMemory } from '../../../src/store/context/context.ts'
import { saveSettings } from '../../../src/store/system/settings.ts'
import type { NodeConfig, NodeRecord } from '../../../src/store/nodes/node-record.ts'
import { readUserFacts } from '../../../src/store/users/users.ts'
import { simContext } from '../../support/kv/context.ts'
import { makeNode, sendReport, testEmail, testUser } from '../../support/kv/nodes.ts'
import { seedNodes } from '../../support/kv/seed-nodes.ts'
import { SimKv, type SimClient } from '../../support/kv/sim-kv.ts'

let world: SimKv
let client: SimClient

beforeEach(() => {
  world = new SimKv({ startMs: Date.UTC(2026, 5, 1, 12) })
  client = world.at(0)
  vi.useFakeTimers({ now: world.nowMs, toFake: ['Date'] })
  vi.stubGlobal('easytier_kv', client)
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
  vi.stubGlobal('__memory', createMemory())
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

function pass(ms: number): void {
  world.nowMs += ms
  vi.setSystemTime(world.nowMs)
}

async function node(change: Partial<NodeConfig> = {}, report = {}): Promise<NodeRecord> {
  pass(1)
  const made = await makeNode(world, change)
  await sendReport(world, made.id, report)
  return made
}

type Ask = {
  path?: string
  headers?: Record<string, string>
  ip?: string
  method?: string
  country?: string
  isp?: string
}

function context({ path = '/peer', headers = {}, ip = '198.51.100.7', method = 'GET', country, isp }: Ask) {
  const geo = { countryCodeAlpha2: country ?? '', ...(isp === undefined ? {} : { cisp: isp }) }
  const waiting: Promise<unknown>[] = []
  const request = Object.assign(new Request(`https://share.example${path}`, { method, headers }), {
    eo: { clientIp: ip, ...(country === undefined ? {} : { geo }) },
  })
  return {
    request,
    params: {},
    env: {},
    waitUntil: (work: Promise<unknown>) => void waiting.push(work),
    waiting,
  }
}

async function peer(ask: Ask = {}) {
  const given = context(ask)
  const answer = await handlePeer(given)
  await Promise.all(given.waiting)
  return { status: answer.status, text: await answer.text(), type: answer.headers.get('content-type') }
}

function address(last: number) {
  return {
    connections: [{ type: 'TCP' as const, ip: `192.0.2.${last}`, port: 11010 }],
  }
}

describe('GET /peer', () => {
  test('answers one address and nothing else, of an online node', async () => {
    await node({ node_name: 'a', ...address(1) })
    await node({ node_name: 'b', ...address(2) }, { status: 'offline' })
    for (let count = 0; count < 10; count += 1) {
      expect(await peer({ ip: `198.51.100.${count}` })).toEqual({
        status: 200,
        text: 'tcp://192.0.2.1:11010',
        type: 'text/plain; charset=utf-8',
      })
    }
  })
  test('503 as text when there is nothing to offer', async () => {
    const none = await peer()
    expect(none.status).toBe(503)
    expect(none.type).toMatch(/^text\/plain/)
    await node({ node_name: 'a', allow_relay: 0 })
    expect((await peer({ path: '/peer?relay_only=1' })).status).toBe(503)
    expect((await peer({ path: '/peer?region=overseas' })).status).toBe(503)
    expect((await peer({ path: '/peer?protocol=wss' })).status).toBe(503)
  })
  test('members of one network get the same node, other networks other ones', async () => {
    for (let last = 1; last <= 20; last += 1) await node({ node_name: `n${last}`, ...address(last) })
    pass(31_000)
    const seen = new Set<string>()
    for (let net = 0; net < 30; net += 1) {
      const headers = { 'X-Network-Name': `net-${net}` }
      const first = await peer({ headers, ip: '198.51.100.1' })
      expect(await peer({ headers, ip: '198.51.100.2' })).toEqual(first)
      expect((await peer({ path: `/peer?key=net-${net}`, ip: '198.51.100.3' })).text).toBe(first.text)
      seen.add(first.text)
    }
    expect(seen.size).toBeGreaterThan(8)
  })
  test('members behind one address meet when each names itself, and walk on when asking again', async () => {
    for (let last = 1; last <= 5; last += 1) await node({ node_name: `n${last}`, ...address(last) })
    const ask = async (member: string) => (await peer({ path: `/peer?key=net&member=${member}` })).text
    const first = await ask('pc')
    pass(1000)
    expect(await ask('laptop')).toBe(first)
    pass(1000)
    const second = await ask('pc')
    expect(second).not.toBe(first)
    pass(1000)
    expect(await ask('laptop')).toBe(second)
  })
  test('asking again within 10 s gets the next in the same order for every member', async () => {
    for (let last = 1; last <= 5; last += 1) await node({ node_name: `n${last}`, ...address(last) })
    const walk = async (ip: string): Promise<string[]> => {
      const texts: string[] = []
      for (let count = 0; count < 5; count += 1) {
        pass(1000)
        texts.push((await peer({ ip, path: '/peer?key=net' })).text)
      }
      return texts
    }
    const first = await walk('198.51.100.1')
    expect(new Set(first).size).toBe(5)
    expect(await walk('198.51.100.2')).toEqual(first)
    pass(11_000)
    expect((await peer({ ip: '198.51.100.1', path: '/peer?key=net' })).text).toBe(first[0])
    const keyless = new Set<string>()
    for (let count = 0; count < 5; count += 1) keyless.add((await peer({ ip: '198.51.100.9' })).text)
    expect(keyless.size).toBe(5)
  })
  test('one node with several addresses gives the next address', async () => {
    const connections = [
      { type: 'TCP' as const, ip: '2001:db8::1', port: 11010 },
      { type: 'WSS' as const, ip: 'n.example.com', port: 443, path: '/tunnel?a=1' },
    ]
    await node({ node_name: 'a', connections })
    const ask = async (path: string, headers = {}) => (await peer({ path, headers })).text
    const newCore = { 'user-agent': 'easytier/2.6.4' }
    // IPv6 alone is for fewer clients.
    expect(await ask('/peer?key=k', newCore)).toBe('wss://n.example.com:443/tunnel?a=1')
    expect(await ask('/peer?key=k', newCore)).toBe('tcp://[2001:db8::1]:11010')
    expect(await ask('/peer?protocol=wss', newCore)).toBe('wss://n.example.com:443/tunnel?a=1')
  })
  test('a core before 2.6 drops the default port of wss: it is given that only where there is nothing else', async () => {
    const ip = 'n.example.com'
    await node({ node_name: 'a', connections: [{ type: 'WSS', ip, port: 443 }] })
    const old = [{}, { 'user-agent': 'easytier/2.5.0' }]
    for (const headers of old) expect((await peer({ headers })).text).toBe('wss://n.example.com:443')
    await node({ node_name: 'b', ...address(2) })
    pass(130_000)
    for (const path of ['/peer', '/peer?key=a', '/peer?key=b', '/peer?limit=5']) {
      for (const [at, headers] of old.entries()) {
        expect((await peer({ path, headers, ip: `198.51.100.${at}` })).text).toBe('tcp://192.0.2.2:11010')
      }
    }
    const headers = { 'user-agent': 'easytier/2.6.0' }
    expect((await peer({ path: '/peer?limit=5', headers })).text.split('\n')).toHaveLength(2)
  })
  test('a node for IPv6 alone comes after the others; WG and QUIC are for who asks for them', async () => {
    await node({ node_name: 'v6', connections: [{ type: 'TCP', ip: '2001:db8::1', port: 11010 }] })
    expect((await peer()).text).toBe('tcp://[2001:db8::1]:11010')
    await node({ node_name: 'quic', connections: [{ type: 'QUIC', ip: '192.0.2.7', port: 11012 }] })
    await node({ node_name: 'wg', connections: [{ type: 'WG', ip: '192.0.2.8', port: 11011 }] })
    pass(130_000)
    expect((await peer({ path: '/peer?limit=5' })).text).toBe('tcp://[2001:db8::1]:11010')
    expect((await peer({ path: '/peer?protocol=quic' })).text).toBe('quic://192.0.2.7:11012')
    expect((await peer({ path: '/peer?protocol=wg' })).text).toBe('wg://192.0.2.8:11011')
    await node({ node_name: 'b', ...address(2) })
    pass(130_000)
    for (let at = 0; at < 20; at += 1) {
      expect((await peer({ ip: `198.51.101.${at}` })).text).toBe('tcp://192.0.2.2:11010')
      expect((await peer({ path: `/peer?key=${at}` })).text).toBe('tcp://192.0.2.2:11010')
    }
  })
  test('limit gives so many lines without an empty one; wrong parameters are 400', async () => {
    for (let last = 1; last <= 4; last += 1) await node({ node_name: `n${last}`, ...address(last) })
    const lines = (await peer({ path: '/peer?limit=3' })).text.split('\n')
    expect(new Set(lines).size).toBe(3)
    for (const line of lines) expect(line).toMatch(/^tcp:\/\/192\.0\.2\.\d:11010$/)
    for (const query of [
      'limit=0',
      'limit=11',
      'limit=x',
      'region=mars',
      'protocol=ftp',
      'relay_only=2',
      'priority=x',
    ]) {
      expect((await peer({ path: `/peer?${query}` })).status, query).toBe(400)
    }
  })
  test('costs one operation from a fresh view and none within 5 s', async () => {
    await node({ node_name: 'a' })
    await peer()
    vi.stubGlobal('__memory', createMemory())
    const before = client.operations
    await peer()
    expect(client.operations - before).toBe(1)
    for (let count = 0; count < 4; count += 1) {
      pass(1000)
      await peer()
    }
    expect(client.operations - before).toBe(1)
  })
  test('other methods are 405, HEAD has no body, an unbound store is 503', async () => {
    await node({ node_name: 'a' })
    expect((await peer({ method: 'POST' })).status).toBe(405)
    expect(await peer({ method: 'HEAD' })).toMatchObject({ status: 200, text: '' })
    vi.stubGlobal('easytier_kv', undefined)
    expect((await peer()).status).toBe(503)
  })
})

describe('GET /peer, what is offered', () => {
  const raw = async (ask: Ask): Promise<Response> => {
    const given = context(ask)
    const answer = await handlePeer(given)
    await Promise.all(given.waiting)
    return answer
  }
  test('no answer may be stored; 503 says why and when to come again, to HEAD as well', async () => {
    const none = await raw({})
    expect(none.status).toBe(503)
    expect(none.headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
    expect(none.headers.get('cache-control')).toBe('no-store')
    expect(await none.text()).toMatch(/\w/)
    const head = await raw({ method: 'HEAD' })
    expect([head.status, head.headers.get('retry-after'), await head.text()]).toEqual([
      503,
      none.headers.get('retry-after'),
      '',
    ])
    await node({ node_name: 'a' })
    pass(121_000)
    for (const method of ['GET', 'HEAD']) {
      const some = await raw({ method })
      expect([some.status, some.headers.get('cache-control')]).toEqual([200, 'no-store'])
    }
  })
  test('HEAD looks only: it takes no turn and counts as no caller', async () => {
    for (let last = 1; last <= 3; last += 1) await node({ node_name: `n${last}`, ...address(last) })
    const first = await peer({ path: '/peer?key=net' })
    pass(11_000)
    for (let count = 0; count < 5; count += 1) await peer({ path: '/peer?key=net', method: 'HEAD' })
    expect((await peer({ path: '/peer?key=net' })).text).toBe(first.text)
  })
  test('drained, expired, full and used-up nodes never are', async () => {
    const drained = await node({ node_name: 'drained', ...address(1) })
    await node({ node_name: 'expiring', validUntilMs: world.nowMs + 60_000, ...address(2) })
    await node({ node_name: 'full', max_connections: 5, ...address(3) }, { connection_count: 5 })
    await node({ node_name: 'used up', max_traffic: 1, ...address(4) }, { reported_traffic: 2 })
    await updateNode(simContext(world), drained, { is_enabled: 0 })
    pass(121_000)
    expect((await peer()).status).toBe(503)
    await node({ node_name: 'good', ...address(5) })
    pass(121_000)
    for (let count = 0; count < 20; count += 1) {
      expect((await peer({ ip: `198.51.100.${count}`, path: `/peer?key=${count}` })).text).toBe(
        'tcp://192.0.2.5:11010',
      )
    }
  })
  test('protocol=tcp,ws: only such nodes, and of them only such addresses', async () => {
    const at = (type: 'TCP' | 'UDP' | 'WS', ip: string, path?: string) =>
      path === undefined ? { type, ip, port: 1 } : { type, ip, port: 1, path }
    await node({ node_name: 'a', connections: [at('UDP', '192.0.2.1')] })
    await node({ node_name: 'b', connections: [at('UDP', '192.0.2.2'), at('WS', '2001:db8::2', '/t')] })
    await node({ node_name: 'c', connections: [at('UDP', '192.0.2.3'), at('TCP', '192.0.2.3')] })
    const seen = new Set<string>()
    for (let count = 0; count < 20; count += 1) {
      seen.add(
        (await peer({ ip: `2001:db8:0:${count}::1`, path: `/peer?protocol=tcp,ws&key=${count}` })).text,
      )
      seen.add((await peer({ ip: `2001:db8:0:${count}::1`, path: '/peer?protocol=tcp,ws' })).text)
    }
    expect([...seen].toSorted()).toEqual(['tcp://192.0.2.3:1', 'ws://[2001:db8::2]:1/t'])
  })
  test('what a core cannot dial is not given to it while there is another', async () => {
    const at = (type: 'TCP' | 'WSS', ip: string, port: number) => ({
      connections: [{ type, ip, port }],
      max_connections: 10_000,
    })
    // Few enough that no node of which nobody knows more than its word is filled.
    await node({ node_name: 'own port', ...at('WSS', 'n.example.com', 443) })
    await node({ node_name: 'IPv6 alone', ...at('TCP', '2001:db8::9', 11010) })
    await node({ node_name: 'any', ...at('TCP', '192.0.2.9', 11010) })
    const given = async (ask: Ask): Promise<string[]> => {
      // Nobody asks again.
      pass(60_000)
      const seen = new Set<string>()
      for (let count = 0; count < 10; count += 1) {
        const ip = ask.ip === undefined ? `198.51.100.${count}` : `${ask.ip}:${count}::1`
        seen.add((await peer({ ...ask, ip })).text)
      }
      return [...seen].toSorted()
    }
    const [any, own] = ['tcp://192.0.2.9:11010', 'wss://n.example.com:443']
    // 2.4 and 2.5 send no User-Agent at all.
    expect(await given({})).toEqual([any])
    expect(await given({ path: '/peer?version=2.5.0' })).toEqual([any])
    expect(await given({ headers: { 'user-agent': 'easytier/2.6.4' } })).toEqual([any, own])
    expect(await given({ path: '/peer?version=2.6.0' })).toEqual([any, own])
    expect(await given({ path: '/peer?protocol=wss' })).toEqual([own])
    // Members who name their network may be of any version.
    expect(await given({ path: '/peer?key=a', headers: { 'user-agent': 'easytier/2.6.4' } })).toEqual([any])
  })
  test('an address for IPv6 alone is within reach of who asks over IPv6', async () => {
    const at = (ip: string, tags = '') => ({ connections: [{ type: 'TCP' as const, ip, port: 1 }], tags })
    await node({
      node_name: 'both',
      connections: [...at('2001:db8::9').connections, ...at('192.0.2.9').connections],
    })
    await node({ node_name: 'IPv6 alone', ...at('2001:db8::8', 'six') })
    expect((await peer({ ip: '198.51.100.1' })).text).toBe('tcp://192.0.2.9:1')
    // It is all there is with that tag.
    expect((await peer({ ip: '198.51.100.1', path: '/peer?tag=six' })).text).toBe('tcp://[2001:db8::8]:1')
    expect((await peer({ ip: '2001:db8::1', path: '/peer?tag=six' })).text).toBe('tcp://[2001:db8::8]:1')
  })
  test('QUIC and WG for who asks for them', async () => {
    const at = (type: 'TCP' | 'QUIC' | 'WG', port: number) => ({ type, ip: '192.0.2.8', port })
    await node({ node_name: 'quic', connections: [at('QUIC', 1), at('WG', 2)] })
    expect((await peer()).status).toBe(503)
    expect((await peer({ path: '/peer?protocol=quic' })).text).toBe('quic://192.0.2.8:1')
    await node({ node_name: 'both', connections: [at('QUIC', 3), at('TCP', 4)] })
    pass(121_000)
    expect((await peer()).text).toBe('tcp://192.0.2.8:4')
  })
  test('tag= and from=', async () => {
    await node({ node_name: 'home', tags: '电信, IPv6', ...address(1) })
    await node({ node_name: 'far', tags: '高速', region_type: 'overseas', ...address(2) })
    for (let count = 0; count < 10; count += 1) {
      const ip = `198.51.100.${count}`
      expect((await peer({ ip, path: `/peer?tag=${encodeURIComponent('电信')}` })).text).toContain(
        '192.0.2.1:',
      )
      expect((await peer({ ip, path: '/peer?tag=ipv6' })).text).toContain('192.0.2.1:')
      expect((await peer({ ip: `${ip}1`, path: '/peer?from=DE' })).text).toContain('192.0.2.2:')
      expect((await peer({ ip: `${ip}1`, path: '/peer?from=cn' })).text).toContain('192.0.2.1:')
    }
    expect((await peer({ path: '/peer?tag=none' })).status).toBe(503)
    expect((await peer({ path: '/peer?from=%20x' })).status).toBe(400)
    // Members of one network ask from everywhere.
    const one = await peer({ path: '/peer?key=net&from=cn' })
    expect((await peer({ ip: '203.0.113.9', path: '/peer?key=net&from=us' })).text).toBe(one.text)
  })
  test('one caller that asks 10,000 times leaves others what they had', async () => {
    for (let last = 1; last <= 3; last += 1) {
      await node({ node_name: `n${last}`, max_connections: 100, ...address(last) })
    }
    pass(31_000)
    for (let count = 0; count < 10_000; count += 1) {
      expect((await peer({ path: `/peer?key=flood-${count}`, ip: '203.0.113.9' })).status).toBe(200)
    }
    const { handouts } = (globalThis as unknown as { __memory: ReturnType<typeof createMemory> }).__memory
    const counted = [...handouts.nodes.values()].flat().reduce((sum, { count }) => sum + count, 0)
    expect(counted).toBe(64)
  })
  test('nodes that callers have filled come last, and are offered when there are no others', async () => {
    await node({ node_name: 'small', max_connections: 2, ...address(1) })
    await node({ node_name: 'large', max_connections: 10, ...address(2) })
    pass(31_000)
    const given: string[] = []
    for (let count = 0; count < 20; count += 1) given.push((await peer({ ip: `198.51.100.${count}` })).text)
    const small = given.slice(0, 12).filter((text) => text.includes('192.0.2.1:'))
    expect(small).toHaveLength(2)
    expect(given.slice(12).every((text) => text.startsWith('tcp://'))).toBe(true)
  })
  test('of a cut view: at most 2 operations, with a key or without', async () => {
    const ids = seedNodes(world, 1300)
    for (let tries = 0; tries < 60; tries += 1) {
      await peer()
      pass(10_100)
    }
    expect(ids).toHaveLength(1300)
    for (const path of [
      '/peer',
      '/peer?key=net',
      '/peer?key=net&protocol=wss&relay_only=1',
      '/peer?protocol=quic',
    ]) {
      await peer({ path })
      // Refreshing happens behind an answer; the one after it is counted.
      pass(1)
      const memory = (globalThis as unknown as { __memory: ReturnType<typeof createMemory> }).__memory
      memory.views.clear()
      const before = client.operations
      const { status } = await peer({ path, ip: '198.51.100.99' })
      expect(status, path).toBe(path.includes('quic') ? 503 : 200)
      expect(client.operations - before, path).toBeLessThanOrEqual(2)
      await peer({ path, ip: '198.51.100.98' })
      expect(client.operations - before, path).toBeLessThanOrEqual(path === '/peer' ? 3 : 2)
    }
  })
})

describe('GET /node/:id', () => {
  const ask = async (id: number | string, headers: Record<string, string> = {}) => {
    const answer = await handleNodePage(context({ path: `/node/${id}`, headers }))
    return { status: answer.status, text: await answer.text(), location: answer.headers.get('location') }
  }
  test('lists the addresses of a node, offline ones too', async () => {
    const made = await node({ node_name: 'a', ...address(1) }, { status: 'offline' })
    expect(await ask(made.id)).toEqual({ status: 200, text: 'tcp://192.0.2.1:11010', location: null })
  })
  test('writes IPv6 in brackets and keeps the path of ws, one address a line; HEAD and no-store', async () => {
    const connections = [
      { type: 'UDP' as const, ip: '2001:db8::1', port: 11010 },
      { type: 'WS' as const, ip: '192.0.2.1', port: 80, path: '/et' },
    ]
    const made = await node({ node_name: 'a', connections })
    const text = 'udp://[2001:db8::1]:11010\nws://192.0.2.1:80/et'
    expect((await ask(made.id)).text).toBe(text)
    const head = await handleNodePage(context({ path: `/node/${made.id}`, method: 'HEAD' }))
    expect([head.status, head.headers.get('cache-control'), await head.text()]).toEqual([200, 'no-store', ''])
    const post = await handleNodePage(context({ path: `/node/${made.id}`, method: 'POST' }))
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  })
  test('leads a browser to the page, but never a client that names its network', async () => {
    const made = await node({ node_name: 'a', ...address(1) })
    const accept = 'text/html,application/xhtml+xml,*/*;q=0.8'
    expect(await ask(made.id, { accept })).toMatchObject({ status: 303, location: `/n/?id=${made.id}` })
    expect(await ask(made.id, { accept, 'x-network-name': 'net' })).toMatchObject({ status: 200 })
    expect(await ask(made.id, { accept: 'text/html;q=0.1, */*' })).toMatchObject({ status: 200 })
    expect(await ask(made.id, { accept: '*/*', 'sec-fetch-mode': 'navigate' })).toMatchObject({ status: 303 })
  })
  test('tells a chat that previews the link name and state, and no address', async () => {
    const made = await node({ node_name: '"杭州" <b>&', ...address(1) }, { status: 'online' })
    for (const agent of [
      'Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)',
      'TelegramBot (like TwitterBot)',
      'facebookexternalhit/1.1',
      'WhatsApp/2.23.20.0',
    ]) {
      const { status, text } = await ask(made.id, { 'user-agent': agent, accept: '*/*' })
      expect(status).toBe(200)
      expect(text).toContain('<meta property="og:title" content="&quot;杭州&quot; &lt;b&gt;&amp; · 在线">')
      expect(text).toContain('90 天可用率 100%')
      expect(text).toContain(`url=/n/?id=${made.id}`)
      expect(text).not.toContain('192.0.2.1')
    }
    const english = { 'user-agent': 'Slackbot-LinkExpanding 1.0', 'accept-language': 'en' }
    expect((await ask(made.id, english)).text).toContain('online, 90-day uptime')
    expect(await ask(made.id + 1, english)).toMatchObject({ status: 404 })
    expect((await ask(made.id, { 'user-agent': 'easytier/2.6.4' })).text).toBe('tcp://192.0.2.1:11010')
    const core = { 'user-agent': 'robot', 'x-network-name': 'net' }
    expect((await ask(made.id, core)).text).toBe('tcp://192.0.2.1:11010')
  })
  test('limit=1: one line that the caller can dial, the next one when it asks again', async () => {
    const connections = [
      { type: 'WSS' as const, ip: 'n.example.com', port: 443 },
      { type: 'TCP' as const, ip: '192.0.2.1', port: 1 },
      { type: 'UDP' as const, ip: '192.0.2.1', port: 2 },
      { type: 'QUIC' as const, ip: '192.0.2.1', port: 3 },
    ]
    const made = await node({ node_name: 'a', connections })
    const lineOf = async (query: string, headers = {}): Promise<string> =>
      (await ask(`${made.id}?${query}`, headers)).text
    expect([await lineOf('limit=1'), await lineOf('limit=1'), await lineOf('limit=1')]).toEqual([
      'tcp://192.0.2.1:1',
      'udp://192.0.2.1:2',
      // Rounds of an even length begin one later each time.
      'udp://192.0.2.1:2',
    ])
    pass(60_000)
    expect(await lineOf('limit=1', { 'user-agent': 'easytier/2.6.4' })).toBe('wss://n.example.com:443')
    expect(await lineOf('limit=1&protocol=quic')).toBe('quic://192.0.2.1:3')
    expect((await ask(`${made.id}?limit=1&protocol=wg`)).status).toBe(404)
    expect((await ask(`${made.id}?limit=0`)).status).toBe(400)
    expect((await ask(`${made.id}?protocol=x`)).status).toBe(400)
  })
  test('404 when unknown or expired; who has a paused node keeps its address', async () => {
    const drained = await node({ node_name: 'a', ...address(1) })
    const maintained = await node({ node_name: 'c', ...address(3) })
    const expiring = await node({ node_name: 'b', validUntilMs: world.nowMs + 60_000 })
    expect((await ask(expiring.id)).status).toBe(200)
    await updateNode(simContext(world), drained, { is_enabled: 0 })
    await updateNode(simContext(world), maintained, { maintenanceUntilMs: world.nowMs + 3_600_000 })
    pass(121_000)
    expect(await ask(drained.id)).toMatchObject({ status: 200, text: 'tcp://192.0.2.1:11010' })
    expect(await ask(maintained.id)).toMatchObject({ status: 200, text: 'tcp://192.0.2.3:11010' })
    // Neither is given to anybody who asks for some node.
    expect((await peer()).status).toBe(503)
    for (const id of [expiring.id, 4711, 'x', '99999999999999999']) {
      expect((await ask(id)).status, String(id)).toBe(404)
    }
  })
})

describe('of a disabled owner', () => {
  const setEnabled = async (isEnabled: boolean): Promise<void> => {
    const ctx = simContext(world)
    await setUserEnabled(ctx, testUser, await readUserFacts(client, testUser), isEnabled)
    pass(121_000)
  }
  test('/peer, /node, the badge and the feed give no node until the owner is enabled again', async () => {
    world.write(userFactKey(testUser, 'c', world.nowMs, encodeEmail(testEmail)), '1', 0)
    const { id } = await node({ node_name: 'one', ...address(1) })
    pass(121_000)
    const texts = async () => {
      const badge = await handleBadge(context({ path: `/badge/${id}.svg` }))
      await deriveEvents(simContext(world), new AbortController().signal)
      const feed = await (await handleApi(context({ path: '/api/feed.xml' }))).text()
      const page = await handleNodePage(context({ path: `/node/${id}` }))
      return [(await peer()).status, page.status, badge.status, feed.includes('one: ')]
    }
    expect(await texts()).toEqual([200, 200, 200, true])
    await setEnabled(false)
    expect(await texts()).toEqual([503, 404, 404, false])
    await setEnabled(true)
    expect(await texts()).toEqual([200, 200, 200, true])
  })
  test('looking for that costs /node and the badge one list, two once the owner was disabled', async () => {
    world.write(userFactKey(testUser, 'c', world.nowMs, encodeEmail(testEmail)), '1', 0)
    const { id } = await node({ node_name: 'a' })
    const costs = async (): Promise<number[]> => {
      const operations: number[] = [client.operations]
      await handleNodePage(context({ path: `/node/${id}` }))
      operations.push(client.operations)
      await handleBadge(context({ path: `/badge/${id}.svg` }))
      operations.push(client.operations)
      return operations.slice(1).map((count, at) => count - (operations[at] ?? 0))
    }
    // The settings and the newest checks are read by the first ones, and stay in memory.
    await costs()
    expect(await costs()).toEqual([4, 5])
    await setEnabled(false)
    await costs()
    expect(await costs()).toEqual([5, 6])
  })
})

describe('GET /badge/:id.svg', () => {
  const ask = async (id: number, query = '', headers: Record<string, string> = {}) => {
    const answer = await handleBadge(context({ path: `/badge/${id}.svg${query}`, headers }))
    return { status: answer.status, text: await answer.text(), type: answer.headers.get('content-type') }
  }
  test('says the state and the 90-day percent in both languages', async () => {
    const made = await node({ node_name: 'a' })
    const badge = await ask(made.id)
    expect(badge).toMatchObject({ status: 200, type: 'image/svg+xml; charset=utf-8' })
    expect(badge.text).toContain('<title>在线 100%</title>')
    expect((await ask(made.id, '?lang=en')).text).toContain('<title>Online 100%</title>')
    pass(86_400_000)
    expect((await ask(made.id, '', { 'accept-language': 'en-GB' })).text).toMatch(/<title>Offline \d\.\d\d%</)
    const { text } = await ask(made.id + 1)
    expect(text).toContain('<title>未知</title>')
    expect(text.match(/<text /g)).toHaveLength(1)
  })
  test('is ticked while checks from outside join the node', async () => {
    const made = await node({ node_name: 'a' })
    const address = addressTag(checkedUrls(made.connections)[0] ?? '')
    const found = { node: made.id, address, ms: world.nowMs, code: 'ok', latencyMs: 9, peers: 1 } as const
    await addResults(simContext(world), sitePlace, [{ ...found, version: '', avoidsRelay: undefined }])
    world.settle()
    pass(10_000)
    expect((await ask(made.id)).text).toContain('<title>在线 ✓ 100%</title>')
    pass(31 * 60_000)
    expect((await ask(made.id)).text).not.toContain('✓')
  })
  test('404 with a picture all the same', async () => {
    expect(await ask(1)).toMatchObject({ status: 404, type: 'image/svg+xml; charset=utf-8' })
  })
})

describe('GET /feed.xml', () => {
  const read = async (path: string) => {
    const answer = await handleApi(context({ path }))
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }
  }
  /** Two nodes that have come, and one of them gone again. */
  const scene = async () => {
    const first = await node({ node_name: 'first <&> "one"', tags: '电信, IPv6' })
    pass(60_000)
    const second = await node({ node_name: 'second', region_type: 'overseas' })
    pass(2_000_000)
    await deriveEvents(simContext(world), new AbortController().signal)
    return { first, second }
  }
  test('has all that happened, newest first, escaped, each under a name that stays', async () => {
    const { first } = await scene()
    const { type, text } = await read('/api/feed.xml')
    expect(type).toBe('application/atom+xml; charset=utf-8')
    const titles = [...text.matchAll(/<entry>.*?<title>(.*?)<\/title>/g)].map(([, title]) => title)
    expect(titles).toEqual([
      'second: 离线（停止上报）',
      'first &lt;&amp;&gt; &quot;one&quot;: 离线（停止上报）',
      'second: 首次上线',
      'first &lt;&amp;&gt; &quot;one&quot;: 首次上线',
    ])
    expect(text).toMatch(new RegExp(`<id>tag:[^<]*/[0-9a-z]{8}_${first.id}_offline</id>`))
    expect((await read('/api/feed.xml?lang=en')).text).toContain('second: Offline (no more reports)')
  })
  test('of a node, a region, a tag; another question is refused', async () => {
    const { first, second } = await scene()
    const count = async (query: string): Promise<number> =>
      (await read(`/api/feed.xml?${query}`)).text.match(/<entry>/g)?.length ?? 0
    expect(await count(`node=${first.id}`)).toBe(2)
    expect(await count(`node=${second.id + 1}`)).toBe(0)
    expect(await count('region=overseas')).toBe(2)
    expect(await count('tag=ipv6')).toBe(2)
    expect(await count('tag=nothing')).toBe(0)
    for (const query of ['node=x', 'node=0', 'region=moon', 'tag=', `tag=${'x'.repeat(51)}`]) {
      expect([query, (await read(`/api/feed.xml?${query}`)).status]).toEqual([query, 400])
    }
  })
  test('below /api a refusal has the envelope of the API', async () => {
    for (const path of ['/api/feed.xml', '/api/feed.json', '/api/maintenance.ics']) {
      const answer = await handleApi(context({ path, method: 'PATCH' }))
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
      expect(answer.headers.get('access-control-allow-origin')).toBe('*')
      expect(await answer.json()).toEqual({ error: '请求方法不允许', code: 'method_not_allowed' })
    }
    const { status, type, text } = await read('/api/feed.xml?node=x')
    expect([status, type]).toEqual([400, 'application/json; charset=utf-8'])
    expect(JSON.parse(text)).toMatchObject({ code: 'bad_request' })
    const { status: none, text: unknown } = await read(`/api/feed.json?key=etf_${'x'.repeat(32)}`)
    expect([none, JSON.parse(unknown)]).toMatchObject([404, { code: 'not_found' }])
  })
  test('the same as JSON Feed', async () => {
    const { second } = await scene()
    const { type, text } = await read('/api/feed.json?lang=en')
    expect(type).toBe('application/feed+json; charset=utf-8')
    const feed = JSON.parse(text) as { version: string; items: { title: string; url: string }[] }
    expect(feed.version).toBe('https://jsonfeed.org/version/1.1')
    expect(feed.items).toHaveLength(4)
    expect(feed.items[0]?.url).toMatch(new RegExp(`/n/\\?id=${second.id}$`))
  })
  test('says of each node what checks find now, under the names of the list; so does the badge', async () => {
    const { first, second } = await scene()
    const results = [10, 5].map((minutesAgo) => ({
      node: first.id,
      address: addressTag(checkedUrls(first.connections)[0] ?? ''),
      ms: world.nowMs - minutesAgo * 60_000,
      code: 'ok' as const,
      latencyMs: 5,
      peers: 0,
      version: '2.6.4',
      avoidsRelay: undefined,
    }))
    await addResults(simContext(world), sitePlace, results)
    pass(130_000)
    const list = (await (await handleApi(context({ path: '/api/public?show_offline=true' }))).json()) as {
      nodes: { id: number; reachability: string; checked_at: string | null; verified: boolean }[]
    }
    const told = (id: number) => {
      const one = list.nodes.find((entry) => entry.id === id)
      return { reachability: one?.reachability, checked_at: one?.checked_at, verified: one?.verified }
    }
    expect(told(first.id)).toMatchObject({ reachability: 'reachable', verified: true })
    const feed = JSON.parse((await read('/api/feed.json')).text) as {
      items: { url: string; _node: { id: number } }[]
    }
    for (const { id } of [first, second])
      expect(feed.items.find(({ url }) => url.endsWith(`=${id}`))?._node).toEqual({ id, ...told(id) })
    const { text } = await read(`/api/feed.xml?node=${first.id}`)
    const { checked_at: at } = told(first.id)
    expect(text).toContain('<category scheme="https://share.example/#reachability" term="reachable"/>')
    expect(text).toContain(`<category scheme="https://share.example/#checked_at" term="${at}"/>`)
    expect(text).toContain('<category scheme="https://share.example/#verified" term="true"/>')
    const badge = async (id: number): Promise<string> =>
      (await handleBadge(context({ path: `/badge/${id}.svg` }))).text()
    expect(await badge(first.id)).toContain(
      `<desc>reachability=reachable; checked_at=${at}; verified=true</desc>`,
    )
    expect(await badge(second.id)).toContain(
      '<desc>reachability=unknown; checked_at=never; verified=false</desc>',
    )
  })
  test('a key that was never made opens nothing', async () => {
    expect((await read(`/api/feed.xml?key=${testUser}_${'0'.repeat(32)}`)).status).toBe(404)
    expect((await read('/api/feed.xml?key=x')).status).toBe(404)
  })
  test('is well-formed without any node', async () => {
    const text = await (await handleApi(context({ path: '/api/feed.xml' }))).text()
    expect(text).toMatch(/^<\?xml[^>]*\?><feed .*<\/feed>$/)
  })
})

test('a feed says why a check failed in words, and at which places', () => {
  const event = { kind: 'unreachable', name: 'n1' } as const
  expect(eventTitle({ ...event, why: 'refused' }, 'en')).toBe(
    'n1: Unreachable (the port refuses connections)',
  )
  expect(eventTitle({ ...event, why: 'refused 广州、法兰克福' }, 'zh')).toBe(
    'n1: 无法连接：端口拒绝连接（广州、法兰克福两地均失败）',
  )
  expect(eventTitle({ ...event, why: 'refused -、Frankfurt' }, 'en')).toBe(
    'n1: Unreachable: the port refuses connections (from this site and Frankfurt)',
  )
  expect(eventTitle({ ...event, why: '' }, 'zh')).toBe('n1: 无法连接')
  expect(eventTitle({ kind: 'outdated_version', name: 'n1', why: '2.0.3' }, 'en')).toContain('2.0.3')
})

describe('latency from the asker’s side', () => {
  /** Two nodes: the first is near to a place in mainland China, the second to one elsewhere. */
  async function twoSides(): Promise<readonly [near: NodeRecord, far: NodeRecord]> {
    const nodes = [
      await node({ node_name: 'near', ...address(1) }),
      await node({ node_name: 'far', ...address(2) }),
    ] as const
    for (const [place, latencies] of [
      ['d00001', [10, 200]],
      ['o00001', [200, 10]],
    ] as const) {
      const results = nodes.map(({ id, connections }, at) => ({
        node: id,
        address: addressTag(checkedUrls(connections)[0] ?? ''),
        ms: world.nowMs,
        code: 'ok' as const,
        latencyMs: latencies[at] ?? -1,
        peers: 0,
        version: '2.6.4',
        avoidsRelay: undefined,
      }))
      await addResults(simContext(world), place, results)
    }
    pass(130_000)
    return nodes
  }

  test('is what /peer chooses by, said by `from` or by the platform; `from` wins', async () => {
    await twoSides()
    // Who asks again is taken for one that could not join: everybody asks once.
    let asked = 0
    const mostOf = async (ask: Ask): Promise<string> => {
      const counts = new Map<string, number>()
      for (let at = 0; at < 30; at += 1) {
        asked += 1
        const { text } = await peer({ ...ask, ip: `198.51.100.${asked}` })
        counts.set(text, (counts.get(text) ?? 0) + 1)
      }
      const [first] = [...counts].sort((one, other) => other[1] - one[1])
      expect(first?.[1], JSON.stringify([...counts])).toBeGreaterThan(25)
      return first?.[0] ?? ''
    }
    const [near, far] = ['tcp://192.0.2.1:11010', 'tcp://192.0.2.2:11010']
    expect(await mostOf({ path: '/peer?priority=latency&from=cn&region=domestic' })).toBe(near)
    expect(await mostOf({ path: '/peer?priority=latency&from=DE&region=domestic' })).toBe(far)
    expect(await mostOf({ path: '/peer?priority=latency', country: 'CN' })).toBe(near)
    expect(await mostOf({ path: '/peer?priority=latency', country: 'US' })).toBe(far)
    expect(await mostOf({ path: '/peer?priority=latency&from=CN&region=domestic', country: 'US' })).toBe(near)
  })

  test('of a carrier is that of its places, and the site’s own counts for the side that is set', async () => {
    const one = await node({ node_name: 'near', ...address(1) })
    const found = (place: string, latencyMs: number) =>
      addResults(simContext(world), place, [
        {
          node: one.id,
          address: addressTag(checkedUrls(one.connections)[0] ?? ''),
          ms: world.nowMs,
          code: 'ok',
          latencyMs,
          peers: 0,
          version: '2.6.4',
          avoidsRelay: undefined,
        },
      ])
    await found('t00001', 10)
    await found('o00001', 200)
    await found('000000', 60)
    pass(130_000)
    const from = async (country: string, isp = '') => {
      const given = context({ path: '/api/query', country, isp })
      const answer = await handleApi(given)
      await Promise.all(given.waiting)
      return ((await answer.json()) as { nodes: { latency_ms: number }[] }).nodes[0]?.latency_ms
    }
    expect([await from('CN', '中国电信'), await from('CN', '中国联通'), await from('DE')]).toEqual([
      10, 10, 200,
    ])
    await saveSettings(simContext(world), { check_side: 'unicom' })
    pass(130_000)
    expect([await from('CN', '中国电信'), await from('CN', '中国联通'), await from('CN')]).toEqual([
      10, 60, 35,
    ])
  })

  test('is what query and the list tell; the list of each side has a tag of its own, none costs more', async () => {
    const [near] = await twoSides()
    const told = async (ask: Ask) => {
      const given = context(ask)
      const answer = await handleApi(given)
      await Promise.all(given.waiting)
      const { nodes } = (await answer.json()) as { nodes: { id: number; latency_ms: number }[] }
      expect(answer.status).toBe(200)
      return {
        ms: nodes.find(({ id }) => id === near.id)?.latency_ms,
        etag: answer.headers.get('etag'),
        cache: answer.headers.get('cache-control'),
        names: Object.keys(nodes[0] ?? {}),
      }
    }
    expect((await told({ path: '/api/query?from=CN' })).ms).toBe(10)
    expect((await told({ path: '/api/query?from=JP' })).ms).toBe(200)
    expect((await told({ path: '/api/query', country: 'CN' })).ms).toBe(10)
    expect((await told({ path: '/api/query' })).ms).toBe(105)
    const before = client.operations
    const lists = [
      await told({ path: '/api/public' }),
      await told({ path: '/api/public?from=CN' }),
      await told({ path: '/api/public?from=JP' }),
    ]
    expect(lists.map(({ ms }) => ms)).toEqual([105, 10, 200])
    expect(new Set(lists.map(({ etag }) => etag)).size).toBe(3)
    expect(lists[0]?.names).not.toContain('latencyFrom')
    expect(client.operations - before).toBeLessThanOrEqual(3)
    // What the platform tells of the asker counts where the address says nothing, and is for nobody else's cache.
    const here = await told({ path: '/api/public', country: 'CN' })
    expect(here).toMatchObject({ ms: 10, etag: lists[1]?.etag, cache: 'private, max-age=15' })
    expect(await told({ path: '/api/public?from=JP', country: 'CN' })).toEqual(lists[2])
    expect(lists.map(({ cache }) => cache)).toEqual(lists.map(() => 'public, max-age=15'))
    const wrong = context({ path: '/api/public?from=%F0%9F%87%A8' })
    expect((await handleApi(wrong)).status).toBe(400)
  })
})
