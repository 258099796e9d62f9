import { describe, expect, test, vi } from 'vitest'
import { gzipSync } from 'node:zlib'
import { checkedUrls } from '../../../src/store/evidence/index.ts'
import type { NodeRecord } from '../../../src/store/nodes/node-record.ts'
import { freeCapacity } from '../../../src/domain/placement/index.ts'
import { readFreeOrder } from '../../../src/store/placement/index.ts'
import { addressTag } from '../../../src/domain/evidence/index.ts'
import { evidenceKeys } from '../../../src/store/kv/evidence-keys.ts'
import { configKey, nodeKey } from '../../../src/store/kv/keys.ts'
import { createMemory, type StoreMemory } from '../../../src/store/context/context.ts'
import { query as answerQuery } from '../../../src/services/lists/query.ts'
import { publicNodes } from '../../../src/services/lists/public-nodes.ts'
import { stats as siteStats } from '../../../src/services/lists/stats.ts'
import { simContext, type SimContext } from '../../support/kv/context.ts'
import { seedNodes } from '../../support/kv/seed-nodes.ts'
import { SimKv } from '../../support/kv/sim-kv.ts'

// Thousands of nodes on a slow machine; nothing here depends on time.
vi.setConfig({ testTimeout: 180_000 })

type List = {
  nodes: { id: number; node_name: string; reachability: string }[]
  total: number
  generated_at: string
}

function largest(ctx: SimContext): number {
  return Math.max(0, ...ctx.kv.values.map(({ bytes }) => bytes))
}

async function list(world: SimKv, options = {}, memory: StoreMemory = createMemory()) {
  const ctx = simContext(world, { memory })
  const body = await (await publicNodes(ctx, options)).body()
  const foreground = { operations: ctx.kv.operations, rounds: ctx.kv.rounds }
  await ctx.background()
  return { body, parsed: JSON.parse(body) as List, ctx, foreground }
}

/** 80 minutes of checks of every node by four places, as rounds of 100 a minute write them. */
async function addChecks(world: SimKv, ids: readonly number[]): Promise<void> {
  const stored = world.dump()
  const addresses = new Map(
    ids.map((id) => {
      const { connections } = JSON.parse(stored.get(nodeKey(id)) ?? '') as NodeRecord
      const [url = ''] = checkedUrls(connections)
      return [id, addressTag(url)]
    }),
  )
  for (let min = 0; min < 80; min += 1) {
    const due = ids.filter((_id, at) => at % 10 === min % 10)
    for (const place of ['000000', 'aaaaaa', 'bbbbbb', 'cccccc']) {
      const found = due.map((node) => ({
        node,
        address: addresses.get(node) ?? '',
        ms: world.nowMs,
        code: 'ok' as const,
        latencyMs: 10 + (node % 50),
        peers: node % 30,
        version: '2.6.4',
        avoidsRelay: undefined,
      }))
      for (const key of evidenceKeys(
        place,
        found.map((one) => ({ ...one, place, sinceMs: one.ms, mostSeen: 1 })),
      ))
        world.write(key, '1', 0)
    }
    world.nowMs += 60_000
  }
}

describe('1,000 nodes', () => {
  const world = new SimKv()
  const ids = seedNodes(world, 1000)

  test('a rebuild takes at most 40 operations, its values stay below 512 KB', async () => {
    await list(world)
    world.nowMs += 125_000
    const again = await list(world, { show_offline: true })
    expect(again.parsed.total).toBe(1000)
    expect(again.ctx.kv.operations).toBeLessThanOrEqual(40)
    expect(again.ctx.kv.counts.get).toBeLessThanOrEqual(4)
    expect(largest(again.ctx)).toBeLessThanOrEqual(512_000)
  })
  test('with an hour of checks from four places no more than 40 either', async () => {
    const checked = new SimKv()
    const some = seedNodes(checked, 1000)
    await addChecks(checked, some)
    await list(checked)
    checked.nowMs += 125_000
    const again = await list(checked, { show_offline: true })
    expect(again.ctx.kv.operations).toBeLessThanOrEqual(40)
    expect(again.parsed.nodes.every((node) => node.reachability === 'reachable')).toBe(true)
    expect(largest(again.ctx)).toBeLessThanOrEqual(512_000)
  })
  test('a changed node costs one get more; a lost view one for each node, and the same answer', async () => {
    const before = await list(world, { show_offline: true })
    const [id = 0] = ids
    const record = JSON.parse(world.dump().get(nodeKey(id)) ?? '') as { revision: number; node_name: string }
    const next = { ...record, revision: world.nowMs, node_name: 'renamed' }
    world.write(nodeKey(id), JSON.stringify(next), 0)
    world.write(configKey(id, next.revision), '1', 0)
    world.write(configKey(id, record.revision), null, 0)
    world.nowMs += 125_000
    const after = await list(world, { show_offline: true })
    expect(after.ctx.kv.operations).toBeLessThanOrEqual(40)
    expect(after.parsed.nodes.find((node) => node.id === id)?.node_name).toBe('renamed')
    world.wipe((key) => key.startsWith('view'))
    const rebuilt = await list(world, { show_offline: true })
    expect(rebuilt.ctx.kv.counts.get).toBeGreaterThanOrEqual(1000)
    expect(rebuilt.parsed.nodes.map((node) => node.id)).toEqual(before.parsed.nodes.map((node) => node.id))
  })
  test('the whole list is at most 60 KB gzip; a fresh page costs at most 2 operations', async () => {
    await list(world)
    const fresh = await list(world)
    expect(fresh.foreground.operations).toBeLessThanOrEqual(2)
    expect(gzipSync(fresh.body).length).toBeLessThanOrEqual(60_000)
  })
})

test('a site that outgrows one value is answered all along, from the old view until the parts are there', async () => {
  const world = new SimKv()
  const memory = createMemory()
  seedNodes(world, 990)
  expect((await list(world, { show_offline: true }, memory)).parsed.total).toBe(990)
  seedNodes(world, 110, 2)
  let total = 990
  for (let tries = 0; total === 990 && tries < 20; tries += 1) {
    world.nowMs += 125_000
    const { parsed } = await list(world, { show_offline: true }, memory)
    total = parsed.total
    expect(parsed.nodes).toHaveLength(total)
    const ctx = simContext(world, { memory })
    expect((JSON.parse((await answerQuery(ctx, {})).body) as List).nodes.length).toBeLessThanOrEqual(3)
  }
  expect(total).toBe(1100)
})

describe('10,000 nodes', () => {
  const world = new SimKv()
  const ids = seedNodes(world, 10_000)
  const memory = createMemory()

  const settle = async (): Promise<number> => {
    for (let tries = 1; tries < 30; tries += 1) {
      const ctx = simContext(world, { memory })
      const built = await siteStats(ctx).then(
        () => true,
        (error: { code?: string }) => {
          expect(error.code).toBe('view_rebuilding')
          return false
        },
      )
      await ctx.background()
      expect(largest(ctx)).toBeLessThanOrEqual(512_000)
      if (built) return tries
      world.nowMs += 1000
    }
    throw new Error('never built')
  }

  test('a lost view is rebuilt in slices; meanwhile it is refused, never wrong', async () => {
    expect(await settle()).toBeGreaterThan(1)
    const all = await list(world, { show_offline: true }, memory)
    expect(all.parsed.total).toBe(10_000)
    expect(new Set(all.parsed.nodes.map(({ id }) => id))).toEqual(new Set(ids))
  })
  test('a page reads the manifest and at most two parts, pages are disjoint and complete', async () => {
    await settle()
    const seen = new Set<number>()
    for (let page = 1; page <= 50; page += 1) {
      const part = await list(world, { show_offline: true, page, per_page: 200 })
      expect(part.foreground.operations).toBeLessThanOrEqual(3)
      for (const { id } of part.parsed.nodes) seen.add(id)
    }
    expect(seen.size).toBe(10_000)
  })
  test('query answers from a few parts, the same for the same network', async () => {
    await settle()
    const ask = async () => {
      const ctx = simContext(world)
      const { body } = await answerQuery(ctx, { network_name: 'net', limit: 5 })
      expect(ctx.kv.operations).toBeLessThanOrEqual(3)
      return (JSON.parse(body) as List).nodes.map(({ id }) => id)
    }
    const first = await ask()
    expect(first).toHaveLength(5)
    expect(await ask()).toEqual(first)
  })
  test('of three nodes without a network all come from one part, any of them, each by what is free of it', async () => {
    await settle()
    const rounds = 3000
    const parts = new Map<number, number>()
    const given = new Map<number, { count: number; weight: number }>()
    // One isolate, as on a busy site: what it has read it keeps. It only looks, so nothing is filled up.
    const asker = createMemory()
    for (let round = 0; round < rounds; round += 1) {
      const ctx = simContext(world, { memory: asker })
      const asking = { filter: {}, limit: 3, given: [], priority: 'capacity', peek: true } as const
      const { order } = await readFreeOrder(ctx, asking)
      expect(ctx.kv.operations).toBeLessThanOrEqual(2)
      expect(new Set(order.map(({ id }) => id % 36)).size).toBe(1)
      expect(new Set(order.map(({ id }) => id)).size).toBe(3)
      for (const row of order) {
        parts.set(row.id % 36, (parts.get(row.id % 36) ?? 0) + 1)
        const { count } = given.get(row.id) ?? { count: 0 }
        given.set(row.id, { count: count + 1, weight: freeCapacity(row) })
      }
    }
    expect(parts.size).toBe(36)
    for (const count of parts.values()) expect(count / (3 * rounds)).toBeLessThan(2 / 36)
    // A node that is given again has, on the whole, more that is free.
    const mean = (least: number, most: number): number => {
      const some = [...given.values()].filter(({ count }) => count >= least && count <= most)
      return some.reduce((sum, { weight }) => sum + weight, 0) / some.length
    }
    expect(mean(3, 100)).toBeGreaterThan(mean(1, 1))
  })
  test('after a long silence a page is renewed before it is answered, sums only when all parts are', async () => {
    await settle()
    world.nowMs += 3_600_000
    await expect(siteStats(simContext(world))).rejects.toMatchObject({ code: 'view_rebuilding' })
    const page = await list(world, { show_offline: true, page: 1, per_page: 100 })
    expect(page.parsed.nodes).toHaveLength(100)
    expect(Date.parse(page.parsed.generated_at)).toBe(world.nowMs)
    expect(await settle()).toBeGreaterThan(1)
  })
  test('an old view is renewed a few parts at a time', async () => {
    await settle()
    world.nowMs += 40_000
    const ctx = simContext(world, { memory: createMemory() })
    await siteStats(ctx)
    expect(ctx.kv.counts.put).toBe(0)
    await ctx.background()
    expect(ctx.kv.counts.put).toBeGreaterThan(0)
    expect(ctx.kv.operations).toBeLessThanOrEqual(64)
  })
})
