import { describe, expect, test } from 'vitest'
import { userKey } from '../../../src/store/kv/keys.ts'
import { createNode, updateNode } from '../../../src/store/nodes/nodes.ts'
import type { NodeRecord } from '../../../src/store/nodes/node-record.ts'
import { addReport, openReport, openReportByName } from '../../../src/store/reports/reports.ts'
import { publicNodes } from '../../../src/services/lists/public-nodes.ts'
import { nodeConfig, simContext } from '../../support/kv/context.ts'
import { SimKv } from '../../support/kv/sim-kv.ts'

const user = userKey('user@example.com')

async function withNode(world: SimKv, change = {}) {
  const made = await createNode(simContext(world), {
    user,
    ownerEmail: 'user@example.com',
    config: nodeConfig(change),
    nodesMax: 50,
    makeToken: () => ({ hash: 'h', prefix: 'etr_', createdMs: world.nowMs }),
  })
  if (!made.ok) throw new Error(made.reason)
  return made.node
}

async function report(world: SimKv, name = 'node', input = {}) {
  const ctx = simContext(world)
  const session = await openReportByName(ctx, user, name)
  if (session === undefined) throw new Error('no such node')
  return { ctx, answer: await addReport(ctx, session, { reported_traffic: 0.5, ...input }) }
}

describe('budget of a report', () => {
  test('at most 9 operations in 3 round trips, cold and over 50 reports by name; one more where there is an event', async () => {
    for (const everyMs of [1000, 60_000, 300_000, 3_600_000]) {
      const world = new SimKv()
      await withNode(world)
      let listed = 0
      let events = 0
      for (let count = 0; count < 50; count += 1) {
        world.nowMs += everyMs
        const { ctx } = await report(world)
        const eventKeys = ctx.kv.values.filter(({ key }) => /^e[nv]_/.test(key)).length
        // In the log of its node and in the site's; a node that comes after each hour has gone and come each time.
        expect(eventKeys).toBeLessThanOrEqual(everyMs < 3_600_000 ? 2 : 4)
        events += eventKeys
        expect(ctx.kv.operations - eventKeys).toBeLessThanOrEqual(9)
        expect(ctx.kv.rounds).toBeLessThanOrEqual(eventKeys > 0 ? 4 : 3)
        expect(ctx.kv.counts.list).toBe(2)
        listed = [...world.dump().keys()].filter((key) => key.startsWith('r_')).length
      }
      expect(listed).toBeLessThan(everyMs < 60_000 ? 51 : 20)
      // A node that just works has one event: its first report.
      if (everyMs < 3_600_000) expect(events).toBeLessThanOrEqual(4)
    }
  })
  test('making a node takes at most 7 operations', async () => {
    const world = new SimKv()
    await withNode(world)
    expect(world.log.length).toBeLessThanOrEqual(7)
  })
})

describe('traffic', () => {
  test('adds up exactly: 50.2 and 0.5 are 50.7', async () => {
    const world = new SimKv()
    await withNode(world)
    await report(world, 'node', { reported_traffic: 50.2 })
    world.nowMs += 60_000
    expect((await report(world)).answer).toMatchObject({ used_traffic: 50.7, duplicate: false })
  })
  test('a report id counts once, before and after its fold, for two hours', async () => {
    const world = new SimKv()
    await withNode(world)
    await report(world, 'node', { report_id: 'first' })
    for (let count = 0; count < 20; count += 1) {
      world.nowMs += 300_000
      expect((await report(world, 'node', { report_id: 'first' })).answer.duplicate).toBe(true)
      await report(world)
    }
    expect((await report(world)).answer.used_traffic).toBeCloseTo(11, 9)
  })
  test('a cumulative counter catches a lost report up and starts again with a new boot', async () => {
    const world = new SimKv()
    await withNode(world)
    const totals: [number, string, number][] = [
      [100, 'a', 0],
      [101, 'a', 1],
      [107, 'a', 7],
      [2, 'b', 9],
      [3, 'b', 10],
      [3, 'b', 10],
    ]
    for (const [total, boot, used] of totals) {
      world.nowMs += 60_000
      const input = { reported_traffic: undefined, total_traffic: total, boot_id: boot }
      expect((await report(world, 'node', input)).answer.used_traffic).toBeCloseTo(used, 9)
    }
  })
  test('rolls over at the reset date', async () => {
    const world = new SimKv({ startMs: Date.UTC(2026, 0, 1, 12) })
    await withNode(world, { reset_cycle: 7 })
    expect((await report(world)).answer).toMatchObject({
      used_traffic: 0.5,
      reset_date: '2026-01-08T00:00:00.000Z',
    })
    world.nowMs = Date.UTC(2026, 0, 8, 0, 0, 1)
    expect((await report(world)).answer).toMatchObject({
      used_traffic: 0.5,
      reset_date: '2026-01-15T00:00:00.000Z',
    })
  })
})

test('64 reports at once add up, each with its operations in random order', async () => {
  const world = new SimKv()
  const node = await withNode(world)
  let state = 7
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
  const work = Array.from({ length: 64 }, (_unused, index) => async () => {
    const ctx = simContext(world)
    const session = await openReport(ctx, node.id)
    if (session === undefined) throw new Error('gone')
    return addReport(ctx, session, { reported_traffic: 1, report_id: `r${index % 32}` })
  })
  await world.interleave(work.slice(0, 32), random)
  world.nowMs += 1000
  await world.interleave(work.slice(32), random)
  world.nowMs += 60_000
  expect((await report(world, 'node', { reported_traffic: 0 })).answer.used_traffic).toBe(32)
})

test('two reports of one millisecond that do not see each other leave two live facts, and the sweep adds them up', async () => {
  const world = new SimKv()
  const node = await withNode(world)
  const sessions = await Promise.all([1, 2].map(() => openReport(simContext(world), node.id)))
  for (const session of sessions) {
    if (session === undefined) throw new Error('gone')
    await addReport(simContext(world), session, { reported_traffic: 1 })
  }
  const live = () => [...world.dump().keys()].filter((key) => key.startsWith('l_'))
  expect(live()).toHaveLength(2)
  const look = async () => {
    const ctx = simContext(world)
    const body = await (await publicNodes(ctx, { show_offline: true })).body()
    await ctx.background()
    return JSON.parse(body)
  }
  world.nowMs += 200_000
  await look()
  // The wrong ones go only when the right one is seen everywhere; until then it is not written again.
  for (const _pass of [1, 2]) {
    world.nowMs += 125_000
    expect(await look()).toMatchObject({ nodes: [{ used_traffic: 2 }] })
    expect(live()).toHaveLength(3)
  }
  world.nowMs += 1_200_000
  await look()
  expect(live()).toHaveLength(1)
  world.nowMs += 125_000
  expect(await look()).toMatchObject({ nodes: [{ used_traffic: 2 }] })
})

test('a reporting node is on the lists of every place at every moment, whatever of a write is seen first', async () => {
  let state = 7
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
  const world = new SimKv({ places: 2, delayMs: (draw) => draw() * 60_000, random })
  const node = await withNode(world)
  let listed: NodeRecord = node
  const live = () => [...world.dump().keys()].filter((key) => key.startsWith('l_'))
  for (let at = 0; at < 120; at += 1) {
    await report(world, 'node', { reported_traffic: 1 })
    if (at % 10 === 9) {
      const edited = await updateNode(simContext(world), listed, { notes: `edit ${at}` })
      if (!edited.ok) throw new Error('the edit was refused')
      listed = edited.node
    }
    for (let look = 0; look < 4; look += 1) {
      world.nowMs += 15_000 + Math.floor(random() * 30_000)
      if (at < 2) continue
      const ctx = simContext(world, { place: 1 })
      const body = await (await publicNodes(ctx, { show_offline: true })).body()
      await ctx.background()
      expect(JSON.parse(body)).toMatchObject({ nodes: [{ id: node.id, state: 'online' }] })
    }
    expect(live().length).toBeLessThanOrEqual(12)
  }
})
