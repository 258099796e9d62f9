import { beforeEach, describe, expect, test } from 'vitest'
import { connectionUrl } from '../../../src/contract/connection-url.ts'
import { addressTag, sitePlace } from '../../../src/domain/evidence/index.ts'
import { addResults } from '../../../src/store/evidence/index.ts'
import { noteRejected } from '../../../src/store/checks/check-and-reject-facts.ts'
import { nodeKey, parseNameIndex, tombstoneKey, userKey } from '../../../src/store/kv/keys.ts'
import {
  createNode,
  deleteNode,
  deleteNodesOfUser,
  findByName,
  getNode,
  listNodeIds,
  updateNode,
} from '../../../src/store/nodes/nodes.ts'
import { sumHistory } from '../../../src/store/nodes/own-history.ts'
import { figuresOf, listOwnNodes, readNodeWithFigures } from '../../../src/store/nodes/own-nodes.ts'
import { createMemory } from '../../../src/store/context/context.ts'
import { openReport, openReportByName } from '../../../src/store/reports/reports.ts'
import { publicNodes } from '../../../src/services/lists/public-nodes.ts'
import { nodeConfig, simContext } from '../../support/kv/context.ts'
import { makeNode, sendReport, testEmail, testUser } from '../../support/kv/nodes.ts'
import { SimKv } from '../../support/kv/sim-kv.ts'

let world: SimKv
beforeEach(() => {
  world = new SimKv({ startMs: Date.UTC(2026, 0, 10, 12) })
})

function create(name: string, nodesMax = 50, memory = createMemory()) {
  return createNode(simContext(world, { memory }), {
    user: testUser,
    ownerEmail: testEmail,
    config: nodeConfig({ node_name: name }),
    nodesMax,
    makeToken: async (id) => ({ hash: String(id), prefix: 'etr_', createdMs: 0 }),
  })
}

async function sweepAll(): Promise<void> {
  for (let pass = 0; pass < 4; pass += 1) {
    world.nowMs += 700_000
    const ctx = simContext(world)
    await publicNodes(ctx)
    await ctx.background()
  }
}

describe('createNode', () => {
  test('makes a safe integer id, a token that may name it, and its index keys before its record', async () => {
    const made = await create('a')
    if (!made.ok) throw new Error(made.reason)
    expect(Number.isSafeInteger(made.node.id)).toBe(true)
    expect(made.node.token.hash).toBe(String(made.node.id))
    const puts = world.log.filter(({ kind }) => kind === 'put').map(({ key }) => key.slice(0, 2))
    expect(puts).toEqual(['nm', 'c_', 'n_'])
    expect(await listNodeIds(simContext(world), testUser)).toEqual([made.node.id])
  })
  test('refuses a name in use and more nodes than allowed, not those of a crash', async () => {
    await create('a')
    expect(await create('a')).toEqual({ ok: false, reason: 'node_name_taken' })
    expect(await create('b', 1)).toEqual({ ok: false, reason: 'node_limit' })
    const crashing = simContext(world, {
      fault: (op) => (op.key.startsWith('n_') && op.kind === 'put' ? 'lost_before' : 'ok'),
    })
    const creation = {
      user: testUser,
      ownerEmail: testEmail,
      config: nodeConfig({ node_name: 'c' }),
      nodesMax: 2,
      makeToken: () => ({ hash: '', prefix: '', createdMs: 0 }),
    }
    await expect(createNode(crashing, creation)).rejects.toThrow('lost')
    expect(await createNode(simContext(world), creation)).toMatchObject({ ok: true })
  })
  test('gives a name once to requests of one isolate at the same time, and again after a failure', async () => {
    const memory = createMemory()
    const same = await Promise.all([
      create('a', 50, memory),
      create('a', 50, memory),
      create('b', 50, memory),
    ])
    expect(same.map(({ ok }) => ok)).toEqual([true, false, true])
    const [first, , second] = same
    if (first?.ok !== true || second?.ok !== true) throw new Error('not made')
    const rename = (node: typeof first.node) =>
      updateNode(simContext(world, { memory }), node, { node_name: 'c' })
    const renamed = await Promise.all([rename(first.node), rename(second.node)])
    expect(renamed).toMatchObject([{ ok: true }, { ok: false, reason: 'node_name_taken' }])
    const crashing = simContext(world, {
      memory,
      fault: ({ kind }) => (kind === 'put' ? 'lost_before' : 'ok'),
    })
    await expect(updateNode(crashing, second.node, { node_name: 'd' })).rejects.toThrow('lost')
    expect(memory.claimedNames.size).toBe(0)
  })
})

describe('updateNode', () => {
  test('the newest revision only, when one is expected', async () => {
    const node = await makeNode(world)
    world.nowMs += 5
    const first = await updateNode(simContext(world), node, { tier_bandwidth: 200 }, node.revision)
    if (!first.ok) throw new Error(first.reason)
    expect(first.node).toMatchObject({ tier_bandwidth: 200, revision: node.revision + 5 })
    expect(await getNode(simContext(world), node.id)).toEqual(first.node)
    const refused = await updateNode(simContext(world), first.node, { tags: 'x' }, node.revision)
    expect(refused).toEqual({ ok: false, reason: 'revision_conflict', node: first.node })
  })
  test('a rename keeps reports by the new name, frees the old one and leaves no index behind', async () => {
    const node = await makeNode(world, { node_name: 'old' })
    await makeNode(world, { node_name: 'other' })
    const ctx = simContext(world)
    expect(await updateNode(ctx, node, { node_name: 'other' })).toEqual({
      ok: false,
      reason: 'node_name_taken',
    })
    world.nowMs += 1
    const renamed = await updateNode(ctx, node, { node_name: 'new' })
    if (!renamed.ok) throw new Error(renamed.reason)
    expect(await openReportByName(ctx, testUser, 'old')).toBeUndefined()
    expect((await openReportByName(ctx, testUser, 'new'))?.node.id).toBe(node.id)
    expect(await create('old')).toMatchObject({ ok: true })
    world.nowMs += 1
    await updateNode(ctx, renamed.node, { node_name: 'new' })
    await sweepAll()
    const names = [...world.dump().keys()].map(parseNameIndex).filter((index) => index?.id === node.id)
    expect(names).toHaveLength(1)
    expect(await findByName(ctx, testUser, 'new')).toEqual([node.id])
  })
  test('a correction counts in its period only; another reset rule gives another sum at once', async () => {
    const node = await makeNode(world, { reset_cycle: 1 })
    await sendReport(world, node.id, { reported_traffic: 10 })
    world.nowMs += 86_400_000
    await sendReport(world, node.id, { reported_traffic: 1 })
    const used = async (): Promise<number | undefined> =>
      (await listOwnNodes(simContext(world), testUser))[0]?.figures.used_traffic
    expect(await used()).toBe(1)
    const corrected = await updateNode(simContext(world), node, { correction_traffic: 5.5 })
    if (!corrected.ok) throw new Error(corrected.reason)
    expect(await used()).toBe(6.5)
    const monthly = await updateNode(simContext(world), corrected.node, { reset_cycle: 30 })
    if (!monthly.ok) throw new Error(monthly.reason)
    expect(await used()).toBe(16.5)
    expect((await figuresOf(simContext(world), monthly.node)).used_traffic).toBe(16.5)
    world.nowMs += 40 * 86_400_000
    expect(await used()).toBe(0)
  })
  test('a reported tier counts until the owner sets another', async () => {
    const node = await makeNode(world)
    await sendReport(world, node.id, { tier_bandwidth: 55 })
    const tier = async (): Promise<number | undefined> =>
      (await readNodeWithFigures(simContext(world), node.id))?.figures.tier_bandwidth
    expect(await tier()).toBe(55)
    world.nowMs += 1000
    await updateNode(simContext(world), node, { tier_bandwidth: 200 })
    expect(await tier()).toBe(200)
    world.nowMs += 1000
    await sendReport(world, node.id, { tier_bandwidth: 60 })
    expect(await tier()).toBe(60)
  })
})

describe('deleteNode', () => {
  test('is final, even against a stale writer elsewhere, and leaves only tombstones for 30 days', async () => {
    const node = await makeNode(world)
    for (let count = 0; count < 8; count += 1) {
      world.nowMs += 60_000
      await sendReport(world, node.id)
    }
    await deleteNode(simContext(world), node)
    expect(await getNode(simContext(world), node.id)).toBeUndefined()
    await updateNode(simContext(world), node, { tags: 'stale' })
    expect(await getNode(simContext(world), node.id)).toBeUndefined()
    expect(await openReport(simContext(world), node.id)).toBeUndefined()
    expect(await listOwnNodes(simContext(world), testUser)).toEqual([])
    await sweepAll()
    const left = [...world.dump().keys()]
      .filter((key) => !/^(view|s_|e[nv]_)/.test(key))
      .map((key) => key.slice(0, 2))
    expect(left.sort()).toEqual(['r_', 'x_'])
    world.nowMs += 31 * 86_400_000
    await sweepAll()
    expect([...world.dump().keys()].filter((key) => !/^(view|s_|e[nv]_)/.test(key))).toEqual([])
  })
  test('all nodes of a user go, those of others stay', async () => {
    await create('a')
    await create('b')
    const other = userKey('other@example.com')
    expect(await deleteNodesOfUser(simContext(world), other)).toBe(0)
    expect(await deleteNodesOfUser(simContext(world), testUser)).toBe(2)
    expect(await listNodeIds(simContext(world), testUser)).toEqual([])
  })
})

describe('facts beside reports', () => {
  test('a rejected report is noted once in ten minutes', async () => {
    const node = await makeNode(world)
    const rejected = async () => (await readNodeWithFigures(simContext(world), node.id))?.figures.lastRejected
    expect(await rejected()).toBeNull()
    const atMs = world.nowMs
    await noteRejected(simContext(world), node.id, 'report_token_invalid', '192.0.2.1')
    world.nowMs += 300_000
    const again = simContext(world)
    await noteRejected(again, node.id, 'node_expired', '192.0.2.1')
    expect(again.kv.counts.put).toBe(0)
    expect(await rejected()).toEqual({ atMs, code: 'report_token_invalid', source: '192.0.2.1' })
    world.nowMs += 300_001
    await noteRejected(simContext(world), node.id, 'node_expired', '192.0.2.1')
    expect(await rejected()).toEqual({ atMs: world.nowMs, code: 'node_expired', source: '192.0.2.1' })
    expect([...world.dump().keys()].filter((key) => /^l_.{12}_j/.test(key))).toHaveLength(1)
  })
  test('latency is what a check measured; what a report says is the node’s word', async () => {
    const node = await makeNode(world)
    const latency = async () => {
      const figures = (await readNodeWithFigures(simContext(world), node.id))?.figures
      return [figures?.latency_ms, figures?.reported_latency_ms]
    }
    const address = addressTag(connectionUrl({ type: 'TCP', ip: '1.2.3.4', port: 11010 }))
    const found = { node: node.id, address, peers: 1, version: '', avoidsRelay: undefined }
    expect(await latency()).toEqual([-1, -1])
    await sendReport(world, node.id, { latency_ms: 20 })
    expect(await latency()).toEqual([-1, 20])
    const good = { ...found, ms: world.nowMs, code: 'ok', latencyMs: 35.5 } as const
    await addResults(simContext(world), sitePlace, [good])
    expect(await latency()).toEqual([35.5, 20])
    world.nowMs += 3_600_000
    expect(await latency()).toEqual([-1, 20])
  })
})

test('the owner’s totals of 24 hours add up over nodes', async () => {
  const ids: number[] = []
  const owned = async () => (await listOwnNodes(simContext(world), testUser)).map(({ data }) => data)
  for (const name of ['a', 'b']) ids.push((await makeNode(world, { node_name: name })).id)
  for (let count = 0; count < 6; count += 1) {
    for (const id of ids)
      await sendReport(world, id, { reported_traffic: 1, current_bandwidth: 10, connection_count: 3 })
    world.nowMs += 300_000
  }
  const totals = sumHistory(await owned(), world.nowMs)
  expect(totals.traffic).toHaveLength(144)
  expect(totals.traffic.reduce((sum: number, gb) => sum + (gb ?? 0), 0)).toBe(12)
  expect(totals.bandwidth.slice(-4)).toEqual([20, 20, 20, 20])
  expect(totals.connections.slice(-5)).toEqual([null, 6, 6, 6, 6])
})

test('a node that is paused has one time off, which ends when it is resumed', async () => {
  const node = await makeNode(world)
  world.nowMs += 60_000
  const pausedMs = world.nowMs
  const paused = await updateNode(simContext(world), node, { is_enabled: 0 })
  if (!paused.ok) throw new Error(paused.reason)
  expect((await getNode(simContext(world), node.id))?.off).toEqual([[pausedMs, 0]])
  world.nowMs += 60_000
  await updateNode(simContext(world), paused.node, { is_enabled: 1 })
  expect((await getNode(simContext(world), node.id))?.off).toEqual([[pausedMs, world.nowMs]])
})

test('a node that was made paused has no time off from its resumption on', async () => {
  const made = await makeNode(world, { is_enabled: 0 })
  const createdOff = (await getNode(simContext(world), made.id))?.off ?? []
  world.nowMs += 60_000
  const resumed = await updateNode(simContext(world), made, { is_enabled: 1 })
  if (!resumed.ok) throw new Error(resumed.reason)
  const now = await getNode(simContext(world), made.id)
  expect([now?.is_enabled, now?.off.filter(([, to]) => to === 0)]).toEqual([1, []])
  expect(now?.off).toEqual(createdOff.map(([from]) => [from, world.nowMs]))
})

test('a record that the place of its owner’s deletion does not see yet gets its tombstones all the same', async () => {
  const node = await makeNode(world)
  const ctx = simContext(world)
  const get = ctx.kv.get.bind(ctx.kv)
  ctx.kv.get = (key) => (key === nodeKey(node.id) ? Promise.resolve(null) : get(key))
  expect(await deleteNodesOfUser(ctx, testUser)).toBe(0)
  expect(await getNode(simContext(world), node.id)).toBeUndefined()
  expect(world.dump().has(tombstoneKey(node.id))).toBe(true)
})
