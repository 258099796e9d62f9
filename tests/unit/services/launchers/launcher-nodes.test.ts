import { beforeEach, describe, expect, test } from 'vitest'
import type { LauncherQuery } from '../../../../src/contract/launcher.ts'
import { launcherNodes } from '../../../../src/services/launchers/launcher-nodes.ts'
import type { NodeConfig, NodeRecord } from '../../../../src/store/nodes/node-record.ts'
import { simContext } from '../../../support/kv/context.ts'
import { makeNode, sendReport } from '../../../support/kv/nodes.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const origin = 'https://nodes.example.org'
let world: SimKv

beforeEach(() => {
  world = new SimKv({ startMs: Date.UTC(2026, 5, 1, 12) })
})

async function node(change: Partial<NodeConfig>): Promise<NodeRecord> {
  world.nowMs += 1
  const made = await makeNode(world, change)
  await sendReport(world, made.id)
  return made
}

async function list(query: LauncherQuery = {}): Promise<unknown> {
  const ctx = simContext(world)
  return launcherNodes({ ...ctx, log: () => undefined, clientIp: '198.51.100.1', origin }, query)
}

function tcp(last: number, port = 11010) {
  return { type: 'TCP' as const, ip: `192.0.2.${last}`, port }
}

describe('the list for launchers', () => {
  test('names nodes by their text answers, so that no hidden address is told', async () => {
    const home = await node({ node_name: 'a', connections: [tcp(1)] })
    const url = `${origin}/node/${home.id}?limit=1`
    expect(await list()).toEqual([{ url, region: 'CN' }])
    expect(await list({ format: 'strings' })).toEqual([url])
    expect(await list({ protocol: ['TCP'] })).toEqual([{ url: `${url}&protocol=tcp`, region: 'CN' }])
    expect(JSON.stringify(await list({ direct: true }))).not.toContain('192.0.2.1')
  })

  test('direct: raw addresses of those whose owners publish them, in a form that every core dials', async () => {
    await node({ node_name: 'hidden', connections: [tcp(1)] })
    await node({
      node_name: 'shown',
      region_type: 'overseas',
      address_public: 1,
      connections: [
        { type: 'WSS', ip: 'n.example.com', port: 443 },
        { type: 'QUIC', ip: '192.0.2.2', port: 1 },
        tcp(2),
      ],
    })
    expect(await list({ direct: true })).toEqual([{ url: 'tcp://192.0.2.2:11010', region: null }])
    expect(await list({ direct: true, format: 'strings' })).toEqual(['tcp://192.0.2.2:11010'])
  })

  test('leaves out what some cores cannot dial, while there is another', async () => {
    const own = await node({
      node_name: 'own port',
      connections: [{ type: 'WSS', ip: 'n.example.com', port: 443 }],
    })
    expect(await list({ format: 'strings' })).toEqual([`${origin}/node/${own.id}?limit=1`])
    world.nowMs += 121_000
    const any = await node({ node_name: 'any', connections: [tcp(3)] })
    expect(await list({ format: 'strings' })).toEqual([`${origin}/node/${any.id}?limit=1`])
  })

  test('filters by region, tag and relay, and has six at most', async () => {
    for (let at = 1; at <= 9; at += 1) {
      await node({
        node_name: `n${at}`,
        connections: [tcp(at)],
        tags: at === 3 ? '电信' : '',
        allow_relay: at === 4 ? 1 : 0,
        region_type: at === 5 ? 'overseas' : 'domestic',
      })
    }
    const lengths = [{}, { tag: '电信' }, { relay_only: true }, { region: 'overseas' as const }, { tag: 'x' }]
    const lists = await Promise.all(lengths.map((query) => list(query)))
    expect(lists.map((one) => (one as unknown[]).length)).toEqual([6, 1, 1, 1, 0])
  })

  test('has neither offline nor full nor drained ones', async () => {
    const gone = await makeNode(world, { node_name: 'gone' })
    await sendReport(world, gone.id, { status: 'offline' })
    const full = await makeNode(world, { node_name: 'full', max_connections: 1 })
    await sendReport(world, full.id, { connection_count: 1 })
    await node({ node_name: 'drained', is_enabled: 0 })
    expect(await list()).toEqual([])
  })
})
