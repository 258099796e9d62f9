import { beforeAll, describe, expect, test } from 'vitest'
import { createApp } from '../../../src/http/app.ts'
import { numberNodes } from '../../../src/services/launchers/index.ts'
import { addressTag, sitePlace } from '../../../src/domain/evidence/index.ts'
import { addResults } from '../../../src/store/evidence/index.ts'
import { createMemory } from '../../../src/store/context/context.ts'
import type { NodeRecord } from '../../../src/store/nodes/node-record.ts'
import { deleteNode, getNode } from '../../../src/store/nodes/nodes.ts'
import { accountContext } from '../../support/accounts.ts'
import { simContext } from '../../support/kv/context.ts'
import { makeNode, sendReport } from '../../support/kv/nodes.ts'
import { seedNodes } from '../../support/kv/seed-nodes.ts'
import { SimKv } from '../../support/kv/sim-kv.ts'

/** Each request that a program sends, with a reader of the fields that it needs: what it cannot use fails it. */

const minuteMs = 60_000
const origin = 'https://nodes.example.org'
const app = createApp()

type Item = Record<string, unknown>
type Read = (body: string, headers: Headers) => void

function site(world: SimKv, memory = createMemory()) {
  return { ...accountContext(world, { memory, clientIp: '198.51.100.7' }), origin }
}

async function ask(
  world: SimKv,
  path: string,
  headers: Record<string, string> = {},
  memory = createMemory(),
) {
  const services = site(world, memory)
  const response = await app.fetch(new Request(`${origin}${path}`, { headers }), { services, requestId: 'r' })
  await services.background()
  return { status: response.status, headers: response.headers, text: await response.text() }
}

type Checked = { readonly id: number; readonly url: string }

/** The site's checker joins each of the nodes. */
async function prove(world: SimKv, nodes: readonly Checked[]): Promise<void> {
  const results = nodes.map(({ id, url }) => ({
    node: id,
    address: addressTag(url),
    ms: world.nowMs,
    code: 'ok' as const,
    latencyMs: 23,
    peers: 3,
    version: '2.6.4',
    avoidsRelay: undefined,
  }))
  await addResults(simContext(world), sitePlace, results)
}

/** Gives numbers, and lets them settle. */
async function settle(world: SimKv, nodes: readonly Checked[]): Promise<void> {
  await prove(world, nodes)
  for (let round = 0; round < 9; round += 1) await numberNodes(site(world))
  world.nowMs += 5 * minuteMs
  await prove(world, nodes)
  await numberNodes(site(world))
}

const text = expect.any(String)
const whole = expect.toSatisfy((value: unknown) => Number.isInteger(value))
const number = expect.toSatisfy((value: unknown) => typeof value === 'number' && Number.isFinite(value))
const flag = expect.any(Boolean)
function within(min: number, max: number) {
  return expect.toSatisfy((value: unknown) => typeof value === 'number' && value >= min && value <= max)
}
const id = expect.toSatisfy(
  (value: unknown) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 4095,
)
const rfc3339 = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/)
const coreUrl =
  /^(?:(?:tcp|udp|ws|wss):\/\/[^\s/]+:\d+(?:\/\S*)?|https:\/\/nodes\.example\.org\/node\/\d+\?limit=1)$/
const address = expect.stringMatching(coreUrl)

function itemsOf(body: string): Item[] {
  const page = JSON.parse(body) as {
    success: boolean
    data: Record<string, unknown>
    error: null
    message: null
  }
  expect(page).toMatchObject({ success: true, error: null, message: null })
  expect(page.data).toMatchObject({ total: whole, page: whole, per_page: whole, total_pages: whole })
  const items = page.data['items'] as Item[]
  expect(items.length).toBeGreaterThan(0)
  return items
}

function each(needs: Item): Read {
  return (body) => {
    for (const item of itemsOf(body)) expect(item).toMatchObject(needs)
  }
}

const pcl: Read = (body) => {
  const items = itemsOf(body)
  each({
    id,
    is_active: flag,
    is_approved: true,
    address,
    usage_percentage: within(0.1, 100),
    health_percentage_24h: within(0, 100),
    allow_relay: flag,
    tags: expect.any(Array),
  })(body, new Headers())
  expect(
    items.some(({ tags }) => (tags as string[]).includes('国内') && (tags as string[]).includes('MC中继')),
  ).toBe(true)
}

const olderPcl: Read = (body, headers) => {
  pcl(body, headers)
  const usable = itemsOf(body).filter(
    ({ protocol, current_health_status: status, tags }) =>
      protocol === 'tcp' && status === 'healthy' && !(tags as string[]).includes('即将下线'),
  )
  expect(usable.length).toBeGreaterThan(0)
}

const easytierGame: Read = (body) => {
  const good = itemsOf(body).filter(
    (item) =>
      item['is_active'] === true &&
      item['is_approved'] === true &&
      item['current_health_status'] === 'healthy' &&
      Number(item['usage_percentage']) <= 95 &&
      Number(item['health_percentage_24h']) >= 90 &&
      Number(item['last_response_time']) <= 60_000 &&
      Number(item['current_connections']) <= 0.9 * Number(item['max_connections']),
  )
  expect(good.length).toBeGreaterThan(0)
  for (const item of good) {
    expect(item).toMatchObject({
      address,
      host: text,
      port: within(1, 65_535),
      protocol: text,
      usage_percentage: number,
    })
    expect(item['last_response_time']).toSatisfy((value: unknown) => Number.isInteger(value))
  }
  // Microseconds: the checks measured 23 ms.
  expect(good.some((item) => item['last_response_time'] === 23_000)).toBe(true)
}

const terracotta: Read = (body) => {
  for (const item of itemsOf(body)) {
    expect(item).toMatchObject({ address, allow_relay: true, is_active: true })
    expect(item['tags']).toContain('MC中继')
  }
}

const keysInOrder = [
  'id name host port protocol version description max_connections current_connections is_active',
  'is_approved allow_relay network_name network_secret created_at updated_at address',
  'usage_percentage current_health_status last_check_time last_response_time health_percentage_24h',
  'health_record_total_counter_ring health_record_healthy_counter_ring ring_granularity qq_number',
  'wechat mail tags',
].flatMap((line) => line.split(' '))

const astral: Read = (body) => {
  each({
    id,
    name: text,
    host: text,
    port: whole,
    protocol: text,
    version: text,
    description: text,
    max_connections: whole,
    current_connections: within(0, 100),
    is_active: flag,
    is_approved: flag,
    allow_relay: flag,
    created_at: rfc3339,
    updated_at: rfc3339,
    address,
  })(body, new Headers())
}

const wholeItem: Read = (body) => {
  for (const item of itemsOf(body)) {
    expect(Object.keys(item)).toEqual(keysInOrder)
    const total = item['health_record_total_counter_ring'] as number[]
    const healthy = item['health_record_healthy_counter_ring'] as number[]
    expect([total.length, healthy.length, item['ring_granularity']]).toEqual([96, 96, 900])
    expect(healthy.every((count, at) => Number.isInteger(count) && count <= (total[at] ?? 0))).toBe(true)
    expect(item).toMatchObject({
      network_name: null,
      network_secret: null,
      qq_number: null,
      wechat: null,
      mail: null,
    })
    expect(item).toMatchObject({ last_check_time: rfc3339, max_connections: 100 })
  }
}

const objects: Read = (body) => {
  const list = JSON.parse(body) as { url: string; region: string | null }[]
  expect(list.length).toBeGreaterThan(0)
  expect(list.length).toBeLessThanOrEqual(6)
  for (const { url, region } of list) {
    expect(url).toMatch(coreUrl)
    expect(['CN', null]).toContain(region)
  }
}

const strings: Read = (body) => {
  const list = JSON.parse(body) as unknown[]
  expect(list.length).toBeGreaterThan(0)
  for (const url of list) expect(url).toMatch(/^(?:tcp|udp|ws|wss):\/\//)
}

const oneLine: Read = (body) => expect(body).toMatch(/^(?:tcp|udp|ws|wss):\/\/\S+$/)

const requests: readonly (readonly [program: string, path: string, read: Read])[] = [
  ['HMCL, FCL, ZalithLauncher forks', '/api/launcher/nodes', objects],
  ['Qomicex', '/api/launcher/nodes?region=domestic', objects],
  ['BedrockBoot, BMCBL', '/api/launcher/nodes?format=strings&direct=1', strings],
  ['PCL', '/uptime/api/nodes?page=1&per_page=1000', pcl],
  ['older PCL-like', '/uptime/api/nodes?page=1&per_page=200', olderPcl],
  ['EasytierGame', '/uptime/api/nodes?page=1&per_page=1000', easytierGame],
  [
    'older Terracotta',
    '/uptime/api/nodes?is_active=true&page=1&per_page=500&&tags=MC%E4%B8%AD%E7%BB%A7',
    terracotta,
  ],
  ['Astral (older)', '/uptime/api/nodes?page=1&per_page=200', astral],
  [
    'MVL',
    '/uptime/api/nodes?is_active=true&page=1&per_page=200',
    each({ is_active: true, allow_relay: flag, address }),
  ],
  [
    'PCL2 plug-in',
    '/uptime/api/nodes?page=1&per_page=1000',
    each({ address, allow_relay: flag, is_active: flag }),
  ],
  [
    'easytier-pcl-electron, tags',
    '/uptime/api/tags',
    (body) => {
      const { data, ...rest } = JSON.parse(body) as { data: string[] }
      expect(rest).toEqual({ success: true, error: null, message: null })
      expect(data).toEqual(data.toSorted())
      expect(data).toContain('国内')
    },
  ],
  ['easytier-pcl-electron, pages', '/uptime/api/nodes?page=2&per_page=1', each({ id, address })],
  ['easytier-manager', '/uptime/api/nodes?page=1&per_page=50', wholeItem],
  [
    'health of the service',
    '/uptime/health',
    (body) => expect(body).toBe('{"success":true,"data":null,"error":null,"message":"Service is healthy"}'),
  ],
  ['cores that ask /peer', '/peer', oneLine],
  ['cores that are given a node', '/node/ID?limit=1', oneLine],
  ['cores that are given a node of the closed service', '/uptime/node/NUMBER', oneLine],
  [
    'statistics of a node',
    '/uptime/api/nodes/NUMBER/health/stats?hours=24',
    (body) =>
      expect((JSON.parse(body) as { data: unknown }).data).toEqual({
        total_checks: whole,
        healthy_count: whole,
        unhealthy_count: whole,
        health_percentage: within(0, 100),
        average_response_time: whole,
        uptime_percentage: within(0, 100),
        last_check_time: rfc3339,
        last_status: 'healthy',
      }),
  ],
]

describe('programs that read lists', () => {
  const world = new SimKv({ startMs: Date.UTC(2026, 5, 1, 12) })
  let first: { readonly id: number; readonly number: number }

  beforeAll(async () => {
    const made: NodeRecord[] = []
    for (let at = 1; at <= 3; at += 1) {
      const node = await makeNode(world, {
        node_name: `节点 "${at}"`,
        connections: [{ type: 'TCP', ip: `192.0.2.${at}`, port: 11010 }],
        address_public: at === 1 ? 0 : 1,
        region_type: at === 3 ? 'overseas' : 'domestic',
        allow_relay: at === 2 ? 0 : 1,
        tags: '高速, 电信',
      })
      made.push(node)
    }
    const reportAll = async (): Promise<void> => {
      for (const { id } of made) await sendReport(world, id, { connection_count: 3 })
    }
    await reportAll()
    const silent = await makeNode(world, { node_name: 'unproven' })
    await sendReport(world, silent.id)
    await settle(
      world,
      made.map(({ id }, at) => ({ id, url: `tcp://192.0.2.${at + 1}:11010` })),
    )
    await reportAll()
    const { text } = await ask(world, '/uptime/api/nodes')
    const item = itemsOf(text).find(({ name }) => name === '节点 "1"')
    first = { id: made[0]?.id ?? 0, number: Number(item?.['id']) }
  })

  test.each(requests)('%s: %s', async (_program, path, read) => {
    const filled = path.replace('ID', String(first.id)).replace('NUMBER', String(first.number))
    const answer = await ask(world, filled)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    read(answer.text, answer.headers)
  })

  test.each([
    ['null where PCL reads a number', pcl, { usage_percentage: null }],
    ['a number above three hexadecimal digits', pcl, { id: 4096 }],
    ['a share as a text', pcl, { health_percentage_24h: '100' }],
    ['milliseconds where EasytierGame reads microseconds', easytierGame, { last_response_time: 23 }],
    ['null where Astral reads a text', astral, { version: null }],
    ['a number where Astral reads a flag', astral, { allow_relay: 1 }],
    ['a local time', astral, { created_at: '2026-06-01 12:00:00' }],
    ['an address that no core takes', terracotta, { address: 'nodes.example.org' }],
  ])('the readers refuse %s', async (_what, read, wrong) => {
    const answer = await ask(world, '/uptime/api/nodes?is_active=true&page=1&per_page=1000')
    const page = JSON.parse(answer.text) as { data: { items: Item[] } }
    for (const item of page.data.items) Object.assign(item, wrong)
    expect(() => read(JSON.stringify(page), answer.headers)).toThrow()
  })

  test('a hidden address is nowhere but in the answers that a core asks for', async () => {
    const { text } = await ask(world, '/uptime/api/nodes?per_page=1000')
    expect(text).not.toContain('192.0.2.1')
    expect(text).not.toContain('unproven')
    const item = itemsOf(text).find((one) => one['id'] === first.number)
    expect(item).toMatchObject({
      host: 'nodes.example.org',
      port: 443,
      address: `${origin}/node/${first.id}?limit=1`,
    })
    expect(text).toContain('"address":"tcp://192.0.2.2:11010"')
  })

  test('filters, pages and errors are those of the closed service', async () => {
    const idsOf = async (query: string): Promise<unknown[]> =>
      (
        JSON.parse((await ask(world, `/uptime/api/nodes?${query}`)).text) as { data: { items: Item[] } }
      ).data.items.map(({ id }) => id)
    const all = await idsOf('')
    expect(all).toEqual(all.toSorted((one, other) => Number(one) - Number(other)))
    expect(await idsOf('tags=%E5%9B%BD%E5%86%85&tags=nothing')).toHaveLength(2)
    expect(await idsOf('search=%E8%8A%82%E7%82%B9+%222')).toHaveLength(1)
    expect(await idsOf('protocol=udp')).toHaveLength(0)
    expect(await idsOf('is_active=false&unknown=1')).toHaveLength(0)
    expect([...(await idsOf('per_page=2')), ...(await idsOf('per_page=2&page=2'))]).toEqual(all)
    for (const [path, status] of [
      ['/uptime/api/nodes?page=0', 400],
      ['/uptime/node/4095x', 404],
      ['/uptime/api/nodes/0/health/stats', 404],
    ] as const) {
      const answer = await ask(world, path)
      expect([answer.status, JSON.parse(answer.text)]).toEqual([
        status,
        { error: { code: status, message: expect.any(String) } },
      ])
    }
  })

  test('costs three operations from fresh views, and the settings', async () => {
    await ask(world, '/uptime/api/nodes')
    const services = site(world)
    const request = new Request(`${origin}/uptime/api/nodes`)
    await app.fetch(request, { services, requestId: 'r' })
    expect(services.kv.operations).toBeLessThanOrEqual(4)
  })

  test('may be kept for a minute and is told to be the same', async () => {
    const memory = createMemory()
    const answer = await ask(world, '/uptime/api/nodes', {}, memory)
    expect(answer.headers.get('cache-control')).toBe('public, max-age=60')
    const again = await ask(
      world,
      '/uptime/api/nodes',
      { 'if-none-match': answer.headers.get('etag') ?? '' },
      memory,
    )
    expect([again.status, again.text]).toEqual([304, ''])
  })
})

describe('the small numbers', () => {
  test('a thousand nodes get each one of its own, which stays when others are deleted and views are lost', async () => {
    const world = new SimKv({ startMs: Date.UTC(2026, 5, 1, 12) })
    const nodes = seedNodes(world, 1000).map((id, at) => ({
      id,
      url: `tcp://203.0.${at % 256}.${(at >> 8) % 256}:11010`,
    }))
    await settle(world, nodes)
    await settle(world, nodes)
    const read = async (): Promise<Map<unknown, unknown>> => {
      const { text } = await ask(world, '/uptime/api/nodes?per_page=1000')
      return new Map(itemsOf(text).map(({ id, address }) => [address, id]))
    }
    const before = await read()
    expect(before.size).toBe(1000)
    expect(new Set(before.values()).size).toBe(1000)
    const [gone] = [...before.keys()].map((url) => Number(/node\/(\d+)/.exec(String(url))?.[1]))
    const node = await getNode(simContext(world), gone ?? 0)
    if (node === undefined) throw new Error('no such node')
    await deleteNode(simContext(world), node)
    for (const key of ['view_n', 'view_p', 'view_q', 'view_c']) await world.at(0).delete(key)
    world.nowMs += 3 * minuteMs
    const after = await read()
    expect(after.size).toBe(999)
    for (const [url, own] of after) expect(own).toBe(before.get(url))
  })
})
