import { describe, expect, test, vi } from 'vitest'
import { publicNodes } from '../../../src/services/lists/public-nodes.ts'
import { query } from '../../../src/services/lists/query.ts'
import { stats } from '../../../src/services/lists/stats.ts'
import { createMemory, type StoreMemory } from '../../../src/store/context/context.ts'
import { idKey, tombstoneKey } from '../../../src/store/kv/keys.ts'
import { deleteNode, getNode, updateNode } from '../../../src/store/nodes/nodes.ts'
import { detailsOf, decodeCandidateRow } from '../../../src/store/placement/candidate-rows.ts'
import { someRows } from '../../../src/store/placement/candidates.ts'
import { readFreeOrder } from '../../../src/store/placement/keyless-order.ts'
import { remember } from '../../../src/store/views/view-value.ts'
import { listAllNodes } from '../../../src/store/views/all-nodes.ts'
import { simContext } from '../../support/kv/context.ts'
import { makeNode, sendReport } from '../../support/kv/nodes.ts'
import { seedNodes } from '../../support/kv/seed-nodes.ts'
import { SimKv } from '../../support/kv/sim-kv.ts'

// Thousands of nodes on a slow machine; nothing here depends on time.
vi.setConfig({ testTimeout: 180_000 })

type Listed = { id: number; status: string; used_traffic: number }
type List = { nodes: Listed[]; total: number; generated_at: string }
type Answer = { nodes: { id: number; latency_ms: number }[]; candidates: number }

async function list(world: SimKv, options = {}, memory: StoreMemory = createMemory()) {
  const ctx = simContext(world, { memory })
  const body = await (await publicNodes(ctx, options)).body()
  const operations = ctx.kv.operations
  await ctx.background()
  return { body, parsed: JSON.parse(body) as List, operations, ctx }
}

async function ask(world: SimKv, input = {}, memory = createMemory()): Promise<Answer> {
  const ctx = simContext(world, { memory })
  return JSON.parse((await query(ctx, input)).body) as Answer
}

/** Builds a view from nothing, however many requests it takes; then all parts are of about one time. */
async function build(world: SimKv, memory = createMemory()): Promise<void> {
  for (let tries = 0; tries < 40; tries += 1) {
    const ctx = simContext(world, { memory })
    const done = await stats(ctx).then(
      () => true,
      (error: { code?: string }) => {
        expect(error.code).toBe('view_rebuilding')
        return false
      },
    )
    await ctx.background()
    if (done) return
    world.nowMs += 100
  }
  throw new Error('never built')
}

describe.each([900, 1300, 10_000])('a site of %d nodes', (count) => {
  const world = new SimKv()
  const ids = seedNodes(world, count)
  const built = build(world)
  const everything = built.then(() => listAllNodes(simContext(world)))

  test('lists every node once, whole and page by page, by id', async () => {
    await built
    const whole = (await list(world, { show_offline: true })).parsed
    expect(whole.total).toBe(count)
    expect(whole.nodes.map(({ id }) => id)).toEqual(ids.toSorted((a, b) => a - b))
    const memory = createMemory()
    const paged: number[] = []
    for (let page = 1; page <= Math.ceil(count / 200); page += 1) {
      const { parsed } = await list(world, { show_offline: true, page, per_page: 200 }, memory)
      expect(parsed.total).toBe(count)
      paged.push(...parsed.nodes.map(({ id }) => id))
    }
    expect(paged).toHaveLength(count)
    expect(new Set(paged)).toEqual(new Set(ids))
  })
  test('has in its totals and in the feed what all its nodes say', async () => {
    const nodes = await everything
    const online = nodes.filter(({ figures }) => figures.status === 'online')
    const totals = JSON.parse(await (await stats(simContext(world))).body()) as Record<string, number>
    expect(totals).toMatchObject({ total_nodes: count, online_nodes: online.length })
    expect(totals['connection_count_total']).toBe(
      online.reduce((sum, { figures }) => sum + figures.connection_count, 0),
    )
    expect(totals['tier_bandwidth_total']).toBeCloseTo(
      online.reduce((sum, { node, figures }) => sum + (figures.tier_bandwidth || node.max_bandwidth), 0),
      2,
    )
    const rows = await someRows(simContext(world))
    expect(rows).toHaveLength(count)
    const newest = (times: (number | null)[]) => times.filter((ms) => ms !== null).sort((a, b) => b - a)
    expect(newest(rows.map((row) => detailsOf(row).sinceMs)).slice(0, 50)).toEqual(
      newest(nodes.map(({ figures }) => figures.statusSinceMs)).slice(0, 50),
    )
  })
  test('tells the true number of candidates, with every filter, for a few reads', async () => {
    const rows = (await someRows(simContext(world))).filter((row) => row.line.split('\t')[1] === '1')
    for (const [filter, fits] of [
      [{}, () => true],
      [{ region: 'overseas' }, ({ region }) => region === 'overseas'],
      [{ relay_only: true }, ({ relay }) => relay],
      [{ protocol: ['QUIC'] }, () => false],
    ] as [object, (row: ReturnType<typeof decodeCandidateRow>) => boolean][]) {
      const wanted = rows.filter(fits).length
      expect((await ask(world, filter)).candidates).toBe(wanted)
      expect((await ask(world, { ...filter, network_name: 'net' })).candidates).toBe(wanted)
    }
    const ctx = simContext(world)
    await query(ctx, { limit: 3, priority: 'latency' })
    expect(ctx.kv.operations).toBeLessThanOrEqual(4)
  })
  test('draws by latency from all nodes, not from those of one part', async () => {
    const memory = createMemory()
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length
    const drawn: number[] = []
    for (let round = 0; round < 150; round += 1) {
      const { nodes } = await ask(world, { priority: 'latency', limit: 10 }, memory)
      expect(new Set(nodes.map(({ id }) => id)).size).toBe(10)
      drawn.push(...nodes.map(({ id }) => id))
    }
    const parts = new Set(drawn.map((id) => id % 36))
    expect(parts.size).toBe(36)
    const score = (latency: number): number => 1 / ((latency < 0 ? 1000 : latency) + 10) ** 2
    const all = (await everything).filter(({ figures }) => figures.status === 'online')
    const latencyOf = new Map(all.map(({ node, figures }) => [node.id, figures.latency_ms]))
    const weights = all.map(({ figures }) => score(figures.latency_ms))
    const expected =
      all.reduce((sum, { figures }, at) => sum + figures.latency_ms * (weights[at] ?? 0), 0) /
      weights.reduce((sum, weight) => sum + weight, 0)
    expect(Math.abs(mean(drawn.map((id) => latencyOf.get(id) ?? 0)) / expected - 1)).toBeLessThan(0.35)
  })
  test('gives a caller without a key a node of any part, and a network always the same', async () => {
    const memory = createMemory()
    const given = new Set<number>()
    for (let round = 0; round < 100; round += 1) {
      const asking = { filter: {}, limit: 1, given: [], priority: 'capacity' as const, peek: false }
      const { order } = await readFreeOrder(simContext(world, { memory }), asking)
      given.add((order[0]?.id ?? 0) % 36)
    }
    expect(given.size).toBeGreaterThan(20)
    const network = async () =>
      (await ask(world, { network_name: 'net', limit: 5 })).nodes.map(({ id }) => id)
    const first = await network()
    expect(first).toHaveLength(5)
    expect(await network()).toEqual(first)
  })
  test('is read by admins without a read that is thrown away', async () => {
    await built
    const ctx = simContext(world)
    expect(await listAllNodes(ctx)).toHaveLength(count)
    // The manifest, a value of cached configs a part, and the settings, which four parts ask for side by side.
    expect(ctx.kv.counts.get).toBeLessThanOrEqual(1 + 36 + 4)
    expect(ctx.kv.counts.list).toBeLessThanOrEqual(count / 256 + count / 256 + (count > 1000 ? 36 * 4 : 12))
  })
  test('a page that was read from a fresh view costs two operations at most, half of a site below a thousand', async () => {
    await built
    const one = await list(world, { show_offline: true, page: 1, per_page: 10 })
    expect(one.operations).toBeLessThanOrEqual(2)
  })
  test('shows at once where it was made what an owner changed, on every list', async () => {
    const memory = createMemory()
    await build(world, memory)
    const node = await getNode(simContext(world), ids[7] ?? 0)
    if (node === undefined) throw new Error('no such node')
    world.nowMs += 1000
    const edited = await updateNode(simContext(world, { memory }), node, {
      node_name: 'edited',
      is_enabled: 0,
    })
    if (!edited.ok) throw new Error(edited.reason)
    const whole = await list(world, { show_offline: true }, memory)
    expect(whole.parsed.nodes.some(({ id }) => id === node.id)).toBe(false)
    const again = await updateNode(simContext(world, { memory }), edited.node, { is_enabled: 1 })
    if (!again.ok) throw new Error(again.reason)
    expect((await list(world, { show_offline: true }, memory)).body).toContain('"edited"')
  })
  test('a lost part is rebuilt, the answer is the same', async () => {
    await build(world)
    const before = (await list(world, { show_offline: true })).parsed.nodes
    world.wipe((key) => /^view_[pq]5$/.test(key))
    expect((await list(world, { show_offline: true })).parsed.nodes).toEqual(before)
    expect((await someRows(simContext(world))).length).toBe(count)
  })
})

test.each(['the list', 'a network', 'a caller'])(
  'a divided view that is lost is rebuilt whoever asks: %s',
  async (who) => {
    const world = new SimKv()
    seedNodes(world, 1300)
    const memory = createMemory()
    const asking = { filter: {}, limit: 1, given: [], priority: 'capacity' as const, peek: false }
    const answers: number[] = []
    for (let tries = 1; tries <= 30; tries += 1) {
      if (answers.length > 0) break
      const ctx = simContext(world, { memory })
      const ask = async (): Promise<unknown> => {
        if (who === 'the list') return (await publicNodes(ctx, {})).body()
        return who === 'a network' ? query(ctx, { network_name: 'net' }) : readFreeOrder(ctx, asking)
      }
      await ask().then(
        () => answers.push(tries),
        (error: { code?: string }) => expect(error.code).toBe('view_rebuilding'),
      )
      await ctx.background()
      world.nowMs += 1500
    }
    expect(answers[0]).toBeGreaterThan(1)
    expect(answers[0]).toBeLessThan(20)
  },
)

describe('one rebuild of an isolate at a time', () => {
  const turns = async (world: SimKv, memory: StoreMemory, visitors: number) => {
    let state = 7
    const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
    const before = world.log.length
    const results = await world.interleave(
      Array.from({ length: visitors }, () => () => list(world, { show_offline: true }, memory)),
      random,
      () => 1,
    )
    const puts = world.log.slice(before).filter(({ kind, key }) => kind === 'put' && key === 'view_p').length
    return { results, puts, operations: world.log.length - before }
  }

  test('50 visitors of an old view rebuild it once; the others answer from the old one', async () => {
    const world = new SimKv()
    for (let at = 0; at < 60; at += 1) await makeNode(world, { node_name: `n${at}` })
    const memory = createMemory()
    await list(world, {}, memory)
    world.nowMs += 5 * 60_000
    const { results, puts, operations } = await turns(world, memory, 50)
    for (const result of results) {
      if (result.status === 'rejected') throw result.reason
      expect(result.value.parsed.total).toBe(60)
    }
    expect(puts).toBe(1)
    expect(operations).toBeLessThan(120)
  })
  test('50 visitors without any view, or of one too old to answer, wait for one rebuild', async () => {
    const world = new SimKv()
    for (let at = 0; at < 20; at += 1) await makeNode(world, { node_name: `n${at}` })
    const memory = createMemory()
    const cold = await turns(world, memory, 50)
    for (const result of cold.results) {
      if (result.status === 'rejected') throw result.reason
      expect(result.value.parsed.total).toBe(20)
    }
    expect(cold.puts).toBe(1)
    world.nowMs += 3_600_000
    const old = await turns(world, memory, 50)
    for (const result of old.results) {
      if (result.status === 'rejected') throw result.reason
      expect(result.value.parsed.total).toBe(20)
      expect(Date.parse(result.value.parsed.generated_at)).toBeGreaterThan(world.nowMs - 60_000)
    }
    expect(old.puts).toBe(1)
  })
  test('who changed something waits for a rebuild that has seen it', async () => {
    const world = new SimKv()
    const memory = createMemory()
    const node = await makeNode(world, {}, { memory })
    await list(world, {}, memory)
    world.nowMs += 60_000
    let state = 3
    const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
    const readAfterWrite = async (name: string): Promise<string> => {
      const current = await getNode(simContext(world, { memory }), node.id)
      if (current === undefined) throw new Error('no such node')
      await updateNode(simContext(world, { memory }), current, { notes: name })
      return (await list(world, { show_offline: true }, memory)).body
    }
    const bodies = await world.interleave(
      [
        ...Array.from({ length: 6 }, () => () => list(world, {}, memory).then(({ body }) => body)),
        () => readAfterWrite('seen'),
      ],
      random,
    )
    const last = bodies.at(-1)
    expect(last?.status === 'fulfilled' ? last.value : '').toContain('"seen"')
  })
  test('a rebuild that fails leaves the old view to be answered, and says so', async () => {
    const world = new SimKv()
    await makeNode(world)
    const memory = createMemory()
    await list(world, {}, memory)
    world.nowMs += 5 * 60_000
    const lines: string[] = []
    const ctx = {
      ...simContext(world, {
        memory,
        fault: ({ kind, key }) => (kind === 'list' && key === 'c_' ? 'lost_before' : 'ok'),
      }),
      log: (event: string) => void lines.push(event),
    }
    const body = await (await publicNodes(ctx, { show_offline: true })).body()
    expect((JSON.parse(body) as List).total).toBe(1)
    expect(lines).toEqual(['view_rebuild_failed'])
    expect((await list(world, { show_offline: true }, memory)).parsed.total).toBe(1)
  })
})

test('more tombstones than one part may list divide the view: what was deleted stays away', async () => {
  const world = new SimKv()
  const node = await makeNode(world)
  await sendReport(world, node.id)
  const gone = await makeNode(world, { node_name: 'gone' })
  await sendReport(world, gone.id)
  for (let at = 0; at < 1400; at += 1) world.write(tombstoneKey(1_000_000 + at), String(world.nowMs), 0)
  await deleteNode(simContext(world), gone)
  // A place that lists the deleted node's keys once more, as a stale one would.
  world.write(`c_${idKey(gone.id)}_00000000`, '1', 0)
  await build(world)
  expect((await list(world, { show_offline: true })).parsed.nodes.map(({ id }) => id)).toEqual([node.id])
  expect(world.dump().has('view_p0')).toBe(true)
})

test('81 different page sizes forget no view', async () => {
  const world = new SimKv()
  for (let at = 0; at < 30; at += 1) await makeNode(world, { node_name: `n${at}` })
  const memory = createMemory()
  await list(world, {}, memory)
  for (let perPage = 1; perPage <= 81; perPage += 1) {
    const { operations } = await list(world, { show_offline: true, page: 1, per_page: perPage }, memory)
    expect(operations).toBe(0)
  }
  expect(memory.texts.size).toBeLessThanOrEqual(8)
})

test('of more values than an isolate keeps the oldest goes alone', () => {
  const ctx = simContext(new SimKv())
  for (let at = 0; at <= 80; at += 1) remember(ctx, `view_${at}`, { header: at, rows: [] })
  expect([...ctx.memory.views.keys()]).toEqual(Array.from({ length: 80 }, (_, at) => `view_${at + 1}`))
  // What is read again is the newest.
  remember(ctx, 'view_1', { header: 1, rows: [] })
  remember(ctx, 'view_81', { header: 81, rows: [] })
  expect(ctx.memory.views.has('view_1')).toBe(true)
  expect(ctx.memory.views.has('view_2')).toBe(false)
})
