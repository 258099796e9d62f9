import { beforeEach, describe, expect, test } from 'vitest'
import { query as answerQuery } from '../../../src/services/lists/query.ts'
import { createMemory } from '../../../src/store/context/context.ts'
import { deleteNode, updateNode } from '../../../src/store/nodes/nodes.ts'
import { publicNodes } from '../../../src/services/lists/public-nodes.ts'
import { stats as siteStats } from '../../../src/services/lists/stats.ts'
import { simContext } from '../../support/kv/context.ts'
import { makeNode, sendReport } from '../../support/kv/nodes.ts'
import { SimKv } from '../../support/kv/sim-kv.ts'

type Listed = {
  id: number
  status: string
  state: string
  used_traffic: number
  node_name: string
  days: string
}

async function listPublic(world: SimKv, options = {}, memory = createMemory()) {
  const ctx = simContext(world, { memory })
  const answer = await publicNodes(ctx, options)
  const body = JSON.parse(await answer.body()) as { nodes: Listed[]; total: number; generated_at: string }
  await ctx.background()
  return { ...body, etag: answer.etag, ctx }
}

async function stats(world: SimKv, memory = createMemory()) {
  const ctx = simContext(world, { memory })
  const body = JSON.parse(await (await siteStats(ctx)).body()) as Record<string, number> & {
    history: Record<string, (number | null)[]>
    days: (number | null)[]
  }
  await ctx.background()
  return body
}

let world: SimKv
beforeEach(() => {
  world = new SimKv()
})

describe('the public list', () => {
  test('shows a node from its first report on, and at once in the same isolate', async () => {
    const memory = createMemory()
    expect((await listPublic(world, {}, memory)).nodes).toEqual([])
    const node = await makeNode(world, { node_name: '节点\t"1"', tags: 'a,b' }, { memory })
    expect((await listPublic(world, {}, memory)).nodes).toEqual([])
    const waiting = await listPublic(world, { show_offline: true }, memory)
    expect(waiting.nodes).toMatchObject([{ id: node.id, status: 'offline', state: 'waiting' }])
    await sendReport(world, node.id, { reported_traffic: 50.2, current_bandwidth: 50.5 }, { memory })
    const shown = await listPublic(world, {}, memory)
    expect(shown.nodes).toMatchObject([
      { id: node.id, node_name: '节点\t"1"', used_traffic: 50.2, status: 'online', tags: 'a,b' },
    ])
    expect(shown.nodes[0]?.days).toMatch(/^(--){89}00$/)
  })
  test('has every node after an upgrade, whose rows of configs are of another form', async () => {
    const node = await makeNode(world)
    await sendReport(world, node.id)
    expect((await listPublic(world)).total).toBe(1)
    const rows = world.dump().get('view_c') ?? ''
    const [id, revision, values = ''] = rows.split('\t')
    const earlier = (JSON.parse(values) as unknown[]).toSpliced(-2, 1)
    world.write('view_c', [id, revision, JSON.stringify(earlier)].join('\t'), 0)
    world.wipe((key) => key === 'view_p' || key === 'view_q')
    expect((await listPublic(world)).nodes.map((one) => one.id)).toEqual([node.id])
    expect(world.dump().get('view_c')).toBe(rows)
  })
  test('costs at most 2 operations from a fresh view, none from memory', async () => {
    await makeNode(world)
    const memory = createMemory()
    await listPublic(world)
    const first = await listPublic(world, {}, memory)
    expect(first.ctx.kv.operations).toBeLessThanOrEqual(2)
    expect((await listPublic(world, {}, memory)).ctx.kv.operations).toBe(0)
  })
  test('an unchanged view is read again but not decoded again', async () => {
    await sendReport(world, (await makeNode(world)).id)
    const memory = createMemory()
    await answerQuery(simContext(world, { memory }), {})
    world.nowMs += 6000
    await answerQuery(simContext(world, { memory }), {})
    const before = memory.views.get('view_q')
    world.nowMs += 6000
    const ctx = simContext(world, { memory })
    await answerQuery(ctx, {})
    expect(ctx.kv.operations).toBe(1)
    const after = memory.views.get('view_q')
    expect(after?.readMs).toBe((before?.readMs ?? 0) + 6000)
    expect(after?.parsed).toBe(before?.parsed)
  })
  test('tells silence though nobody reports it, and rebuilds behind the answer when half a minute old', async () => {
    const node = await makeNode(world)
    await sendReport(world, node.id)
    expect((await listPublic(world)).total).toBe(1)
    world.nowMs += 31_000
    const refreshed = await listPublic(world)
    expect(refreshed.ctx.kv.counts.put).toBeGreaterThan(0)
    world.nowMs += 1_800_000
    expect((await listPublic(world)).total).toBe(0)
    const offline = await listPublic(world, { show_offline: true })
    expect(offline.nodes).toMatchObject([{ status: 'offline', state: 'offline' }])
  })
  test('pages by id; the ETag ignores when the view was built', async () => {
    for (let count = 0; count < 5; count += 1) await makeNode(world, { node_name: `n${count}` })
    const all = await listPublic(world, { show_offline: true })
    const page = await listPublic(world, { show_offline: true, page: 2, per_page: 2 })
    expect(page.nodes.map(({ id }) => id)).toEqual(all.nodes.slice(2, 4).map(({ id }) => id))
    expect(page.total).toBe(5)
    world.nowMs += 130_000
    const later = await listPublic(world, { show_offline: true })
    expect(later.generated_at).not.toBe(all.generated_at)
    expect(later.etag).toBe(all.etag)
  })
  test('leaves out drained, expired and deleted nodes, and follows edits', async () => {
    const memory = createMemory()
    const nodes = []
    for (const name of ['a', 'b', 'c', 'd']) {
      const node = await makeNode(
        world,
        { node_name: name, validUntilMs: world.nowMs + 3_600_000 },
        { memory },
      )
      await sendReport(world, node.id, {}, { memory })
      nodes.push(node)
      world.nowMs += 1
    }
    const [a, b, c] = nodes
    if (!a || !b || !c) throw new Error('three nodes')
    const ctx = simContext(world, { memory })
    await updateNode(ctx, a, { is_enabled: 0 })
    await deleteNode(ctx, b)
    await updateNode(ctx, c, { node_name: 'renamed' })
    const shown = await listPublic(world, { show_offline: true }, memory)
    expect(shown.nodes.map(({ node_name }) => node_name)).toEqual(['renamed', 'd'])
    world.nowMs += 3_600_001
    expect((await listPublic(world, { show_offline: true })).nodes).toEqual([])
  })
  test('a lost view changes no answer', async () => {
    for (let count = 0; count < 5; count += 1) {
      const node = await makeNode(world, { node_name: `n${count}` })
      await sendReport(world, node.id, { reported_traffic: count })
    }
    world.nowMs += 60_000
    await listPublic(world)
    const before = await listPublic(world, { show_offline: true })
    const sums = await stats(world)
    world.wipe((key) => key.startsWith('view'))
    expect((await listPublic(world, { show_offline: true })).nodes).toEqual(before.nodes)
    expect(await stats(world)).toMatchObject({ history: sums.history, days: sums.days, total_nodes: 5 })
  })
  test('the cached configs hold no hash and no credential', async () => {
    const ctx = simContext(world)
    const node = await makeNode(world)
    await updateNode(ctx, node, { network_secret: 'sealed-secret' })
    await listPublic(world)
    const views = [...world.dump()].filter(([key]) => key.startsWith('view'))
    expect(views.length).toBe(3)
    for (const [, value] of views) expect(value).not.toMatch(/secret-hash|sealed-secret/)
  })
})

describe('stats', () => {
  test('count registered nodes, sum the online ones, keep closed slots without any view', async () => {
    const memory = createMemory()
    const a = await makeNode(world, { tier_bandwidth: 100 }, { memory })
    await makeNode(world, { node_name: 'b', region_type: 'overseas', tier_bandwidth: 7 }, { memory })
    for (let minute = 0; minute < 60; minute += 5) {
      await sendReport(world, a.id, { current_bandwidth: 50.5, connection_count: 5 }, { memory })
      world.nowMs += 300_000
      await stats(world, memory)
    }
    await sendReport(world, a.id, { current_bandwidth: 50.5, connection_count: 5 }, { memory })
    const first = await stats(world, memory)
    expect(first).toMatchObject({
      total_nodes: 2,
      domestic_nodes: 1,
      overseas_nodes: 1,
      online_nodes: 1,
      total_bandwidth: 100,
      current_bandwidth_total: 50.5,
      connection_count_total: 5,
    })
    expect(first.history.online_nodes).toHaveLength(144)
    expect(first.history.connections?.slice(-7)).toEqual([5, 5, 5, 5, 5, 5, 5])
    expect(first.history.bandwidth?.slice(-7)).toEqual(Array(7).fill(50.5))
    expect(first.history.online_nodes?.slice(0, 137).every((value) => value === null)).toBe(true)
    world.wipe((key) => key.startsWith('view'))
    expect((await stats(world)).history).toEqual(first.history)
  })
})

describe('query', () => {
  const ask = async (query = {}) => {
    const ctx = simContext(world)
    const { body } = await answerQuery(ctx, query)
    await ctx.background()
    return JSON.parse(body) as { nodes: { id: number; connections: unknown[] }[]; candidates: number }
  }
  test('offers online nodes under quota and below max_connections, with their addresses', async () => {
    const good = await makeNode(world, { node_name: 'good' })
    const used = await makeNode(world, { node_name: 'used', max_traffic: 1 })
    const full = await makeNode(world, { node_name: 'full', max_connections: 2 })
    await makeNode(world, { node_name: 'waiting' })
    await sendReport(world, good.id)
    await sendReport(world, used.id, { reported_traffic: 1 })
    await sendReport(world, full.id, { connection_count: 2 })
    const answer = await ask({ limit: 10 })
    expect(answer.nodes.map(({ id }) => id)).toEqual([good.id])
    expect(answer.nodes[0]?.connections).toEqual([{ type: 'TCP', ip: '1.2.3.4', port: 11010 }])
    expect((await ask({ region: 'overseas' })).nodes).toEqual([])
    expect((await ask({ relay_only: true })).nodes).toEqual([])
    expect((await ask({ protocol: ['WSS'] })).nodes).toEqual([])
  })
  test('gives the members of one network the same nodes', async () => {
    for (let count = 0; count < 20; count += 1) {
      const node = await makeNode(world, { node_name: `n${count}` })
      await sendReport(world, node.id)
    }
    const first = (await ask({ network_name: 'net' })).nodes.map(({ id }) => id)
    expect(first).toHaveLength(3)
    for (let again = 0; again < 5; again += 1) {
      expect((await ask({ network_name: 'net' })).nodes.map(({ id }) => id)).toEqual(first)
    }
    const seen = new Set<number>()
    for (let again = 0; again < 60; again += 1) seen.add((await ask({ limit: 1 })).nodes[0]?.id ?? 0)
    expect(seen.size).toBeGreaterThan(10)
  })
})
