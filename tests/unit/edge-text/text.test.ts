import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { handleBadge } from '../../../src/edge/text-badge.ts'
import { handleFeed } from '../../../src/edge/text-feed.ts'
import { handleNodePage } from '../../../src/edge/text-node.ts'
import { handlePeer } from '../../../src/edge/text-peer.ts'
import { updateNode } from '../../../src/store/nodes.ts'
import { createMemory } from '../../../src/store/ports.ts'
import type { NodeConfig, NodeRecord } from '../../../src/store/records.ts'
import { simContext } from '../../support/kv/context.ts'
import { makeNode, sendReport } from '../../support/kv/nodes.ts'
import { SimKv, type SimClient } from '../../support/kv/sim-kv.ts'

let world: SimKv
let client: SimClient

beforeEach(() => {
  world = new SimKv({ startMs: Date.UTC(2026, 5, 1, 12) })
  client = world.at(0)
  vi.useFakeTimers({ now: world.nowMs, toFake: ['Date'] })
  vi.stubGlobal('easytier_kv', client)
  vi.stubGlobal('__memory', createMemory())
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const pass = (ms: number): void => {
  world.nowMs += ms
  vi.setSystemTime(world.nowMs)
}

const node = async (change: Partial<NodeConfig> = {}, report = {}): Promise<NodeRecord> => {
  pass(1)
  const made = await makeNode(world, change)
  await sendReport(world, made.id, report)
  return made
}

type Ask = { path?: string; headers?: Record<string, string>; ip?: string; method?: string }

const context = ({ path = '/peer', headers = {}, ip = '198.51.100.7', method = 'GET' }: Ask) => {
  const waiting: Promise<unknown>[] = []
  const request = Object.assign(new Request(`https://share.example${path}`, { method, headers }), {
    eo: { clientIp: ip },
  })
  return {
    request,
    params: {},
    env: {},
    waitUntil: (work: Promise<unknown>) => void waiting.push(work),
    waiting,
  }
}

const peer = async (ask: Ask = {}) => {
  const given = context(ask)
  const answer = await handlePeer(given)
  await Promise.all(given.waiting)
  return { status: answer.status, text: await answer.text(), type: answer.headers.get('content-type') }
}

const address = (last: number) => ({
  connections: [{ type: 'TCP' as const, ip: `192.0.2.${last}`, port: 11010 }],
})

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
    expect((await peer({ path: '/peer?key=k' })).text).toBe('tcp://[2001:db8::1]:11010')
    expect((await peer({ path: '/peer?key=k' })).text).toBe('wss://n.example.com:443/tunnel?a=1')
    expect((await peer({ path: '/peer?protocol=wss' })).text).toBe('wss://n.example.com:443/tunnel?a=1')
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

describe('GET /node/:id', () => {
  const ask = async (id: number | string, headers: Record<string, string> = {}) => {
    const answer = await handleNodePage(context({ path: `/node/${id}`, headers }))
    return { status: answer.status, text: await answer.text(), location: answer.headers.get('location') }
  }
  test('lists the addresses of a node, offline ones too', async () => {
    const made = await node({ node_name: 'a', ...address(1) }, { status: 'offline' })
    expect(await ask(made.id)).toEqual({ status: 200, text: 'tcp://192.0.2.1:11010', location: null })
  })
  test('leads a browser to the page, but never a client that names its network', async () => {
    const made = await node({ node_name: 'a', ...address(1) })
    const accept = 'text/html,application/xhtml+xml,*/*;q=0.8'
    expect(await ask(made.id, { accept })).toMatchObject({ status: 303, location: `/n/?id=${made.id}` })
    expect(await ask(made.id, { accept, 'x-network-name': 'net' })).toMatchObject({ status: 200 })
  })
  test('404 when unknown, drained or expired', async () => {
    const drained = await node({ node_name: 'a' })
    const expiring = await node({ node_name: 'b', validUntilMs: world.nowMs + 60_000 })
    expect((await ask(expiring.id)).status).toBe(200)
    await updateNode(simContext(world), drained, { is_enabled: 0 })
    pass(121_000)
    for (const id of [drained.id, expiring.id, 4711, 'x', '99999999999999999']) {
      expect((await ask(id)).status, String(id)).toBe(404)
    }
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
  })
  test('404 with a picture all the same', async () => {
    expect(await ask(1)).toMatchObject({ status: 404, type: 'image/svg+xml; charset=utf-8' })
  })
})

describe('GET /feed.xml', () => {
  test('has the newest change of each node, newest first, escaped', async () => {
    await node({ node_name: 'first <&> "one"' })
    pass(60_000)
    await node({ node_name: 'second' })
    const answer = await handleFeed(context({ path: '/feed.xml' }))
    const text = await answer.text()
    expect(answer.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8')
    expect(text.indexOf('second: 在线')).toBeGreaterThan(0)
    expect(text.indexOf('first &lt;&amp;&gt; &quot;one&quot;: 在线')).toBeGreaterThan(text.indexOf('second'))
    expect(text.match(/<entry>/g)).toHaveLength(2)
    expect(text).toContain('<updated>2026-06-01T12:01:')
  })
  test('is well-formed without any node', async () => {
    const text = await (await handleFeed(context({ path: '/feed.xml' }))).text()
    expect(text).toMatch(/^<\?xml[^>]*\?><feed .*<\/feed>$/)
  })
})
