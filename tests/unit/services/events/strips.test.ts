import { beforeEach, describe, expect, test } from 'vitest'
import { runRound } from '../../../../src/services/rounds/run-round.ts'
import { publicNode, publicNodes, stats } from '../../../../src/services/lists/index.ts'
import { createMemory } from '../../../../src/store/context/context.ts'
import { deriveEvents, sweepEvents, writeEvents } from '../../../../src/store/events/index.ts'
import { readBadgeFigures } from '../../../../src/store/nodes/index.ts'
import { reachKey, reachOfReports } from '../../../../src/store/nodes/node-facts.ts'
import { reportsPrefix } from '../../../../src/store/kv/keys.ts'
import { accountContext } from '../../../support/accounts.ts'
import { simContext } from '../../../support/kv/context.ts'
import { makeNode, sendReport } from '../../../support/kv/nodes.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const minuteMs = 60_000
const never = new AbortController().signal
// 00:00 of a day of UTC+8.
const startMs = Date.UTC(2026, 0, 15, 16)

let world: SimKv
let memory = createMemory()
let down: Set<string>
let ids: number[]
/** Nodes whose reporter is away, or was never there. */
let silent: Set<number>

beforeEach(async () => {
  world = new SimKv({ startMs })
  memory = createMemory()
  down = new Set()
  ids = []
  silent = new Set()
  for (let at = 0; at < 5; at += 1) {
    const connections = [{ type: 'TCP' as const, ip: `192.0.2.${at}`, port: 11010 }]
    ids.push((await makeNode(world, { node_name: `node ${at}`, connections })).id)
  }
})

const checker: typeof globalThis.fetch = async (_url, init) => {
  const { nodes } = JSON.parse(String(init?.body)) as { nodes: { server: string }[] }
  return Response.json({
    results: nodes.map(({ server }) => ({
      is_online: !down.has(server),
      connection_count: 3,
      latency_ms: down.has(server) ? -1 : 10,
      check_time: new Date(world.nowMs).toISOString(),
      code: down.has(server) ? 'refused' : 'ok',
    })),
  })
}

/** Minutes in which the site's checker looks; every node that has a reporter says every five minutes that it is well. */
async function minutes(count: number): Promise<void> {
  for (let minute = 0; minute < count; minute += 1) {
    world.nowMs += minuteMs
    if ((world.nowMs / minuteMs) % 5 === 0)
      for (const id of ids) if (!silent.has(id)) await sendReport(world, id)
    const ctx = accountContext(world, { memory, fetch: checker })
    await runRound(ctx, never)
    await deriveEvents(ctx, never)
    await ctx.background()
  }
}

type Seen = { readonly days: string; readonly badge: number | null | undefined; readonly site: number | null }

/** What lists, badge and totals say; a view is made anew. */
async function seen(): Promise<Seen> {
  const ctx = simContext(world, { memory: createMemory() })
  world.nowMs += 3 * minuteMs
  const list = JSON.parse(await (await publicNodes(ctx, { show_offline: true })).body()) as {
    nodes: { id: number; days: string }[]
  }
  const site = JSON.parse(await (await stats(ctx)).body()) as { days: (number | null)[] }
  const days = list.nodes.find(({ id }) => id === ids[0])?.days ?? ''
  return {
    days: days.slice(-2),
    badge: (await readBadgeFigures(ctx, ids[0] ?? 0))?.uptime,
    site: site.days.at(-1) ?? null,
  }
}

describe('a node that reports well while nobody can join it', () => {
  test('is down in strips, badge and totals as on its own page, while it lasts and afterwards', async () => {
    await minutes(60)
    expect(await seen()).toEqual({ days: '00', badge: 100, site: 100 })
    down.add('tcp://192.0.2.0:11010')
    await minutes(40)
    const while_ = await seen()
    const slots = Number.parseInt(while_.days, 36)
    expect(slots).toBeGreaterThanOrEqual(3)
    expect(slots).toBeLessThanOrEqual(5)
    expect(while_.badge).toBeLessThan(75)
    expect(while_.site).toBeLessThan(95)
    down.clear()
    await minutes(60)
    const after = await seen()
    expect(Number.parseInt(after.days, 36)).toBeGreaterThanOrEqual(3)
    expect(Number.parseInt(after.days, 36)).toBeLessThanOrEqual(5)
    const page = await publicNode(simContext(world), { id: ids[0] ?? 0 })
    expect(page.answer.node.days.slice(-2)).toBe(after.days)
    expect(page.answer.uptime.d90).toBe(after.badge)
    // Who was well all the while has lost nothing.
    const others = await Promise.all(ids.slice(1).map((id) => readBadgeFigures(simContext(world), id)))
    expect(others.map((found) => found?.uptime)).toEqual([100, 100, 100, 100])
  })

  test('days that are over keep it, in lists as on the page', async () => {
    await minutes(30)
    const id = ids[0] ?? 0
    const ms = world.nowMs
    await writeEvents(simContext(world), [
      { ms: ms + 10 * minuteMs, node: id, kind: 'unreachable', why: 'refused' },
      { ms: ms + 70 * minuteMs, node: id, kind: 'reachable', why: '' },
    ])
    for (let at = 0; at < 3 * 288; at += 1) {
      world.nowMs += 5 * minuteMs
      await sendReport(world, id)
    }
    const page = await publicNode(simContext(world), { id })
    expect(page.answer.node.days.slice(-8, -6)).toBe('06')
    expect((await readBadgeFigures(simContext(world), id))?.uptime).toBe(page.answer.uptime.d90)
  })
})

/** What a list, the badge and the node's own page say of the first node: days up to today, uptime, state. */
async function everywhere() {
  const ctx = simContext(world, { memory: createMemory() })
  const id = ids[0] ?? 0
  const list = JSON.parse(await (await publicNodes(ctx, { show_offline: true })).body()) as {
    nodes: { id: number; days: string; state: string; latency_ms: number }[]
  }
  const row = list.nodes.find((one) => one.id === id)
  const { answer } = await publicNode(ctx, { id })
  const badge = await readBadgeFigures(ctx, id)
  return { row, answer, badge, listed: row?.days.slice(-2), page: answer.node.days.slice(-2) }
}

describe('a node whose reporter says nothing', () => {
  test('never had one: strips, uptime, slots and changes are of checks, in lists and badge as on its page', async () => {
    silent.add(ids[0] ?? 0)
    await minutes(120)
    const well = await everywhere()
    expect(well).toMatchObject({ listed: '00', page: '00', badge: { uptime: 100, state: 'online' } })
    expect(well.row).toMatchObject({ state: 'online', latency_ms: 10 })
    expect(well.answer.uptime).toEqual({ h24: 100, d7: 100, d30: 100, d90: 100 })
    expect(well.answer.slots.status.slice(-11)).toEqual(Array.from({ length: 11 }, () => 'up'))
    expect(well.answer.events.map(({ state }) => state)).toEqual(['up'])
    down.add('tcp://192.0.2.0:11010')
    await minutes(60)
    down.clear()
    await minutes(180)
    const after = await everywhere()
    const slots = Number.parseInt(after.page, 36)
    expect(slots).toBeGreaterThanOrEqual(5)
    expect(slots).toBeLessThanOrEqual(7)
    expect(Math.abs(Number.parseInt(after.listed ?? '', 36) - slots)).toBeLessThanOrEqual(1)
    expect(after.badge?.uptime).toBeCloseTo(after.answer.uptime.d90 ?? 0, -1)
    expect(after.answer.events.map(({ state }) => state)).toEqual(['up', 'down', 'up'])
    // Long after the checks themselves are gone, days that are over keep what they found.
    await minutes(20 * 60)
    const next = await everywhere()
    expect(next.answer.node.days.slice(-4, -2)).toBe(after.page)
    expect(next.row?.days.slice(-4, -2)).toBe(after.listed)
    expect(next).toMatchObject({ listed: '00', page: '00' })
  }, 120_000)

  test('fell silent, while checks go on joining it: nothing contradicts them, so no slot is down', async () => {
    await minutes(30)
    silent.add(ids[0] ?? 0)
    await minutes(25 * 60)
    const found = await everywhere()
    expect(found).toMatchObject({ listed: '00', page: '00', badge: { uptime: 100 } })
    expect(found.row?.days.slice(-4)).toBe('0000')
    expect(found.answer.uptime).toMatchObject({ h24: 100, d90: 100 })
    // What its reporter said last is not said of now.
    expect(found.answer.slots.connections.at(-1)).toBeNull()
    silent.clear()
    await minutes(120)
    const back = await everywhere()
    expect(back.row?.days.slice(-4)).toBe('0000')
    expect(back.answer.node.days.slice(-4)).toBe('0000')
    expect(back.answer.slots.connections.at(-1)).toBe(0)
  }, 120_000)

  test('fell silent and is not there: down from the end of its word on', async () => {
    await minutes(30)
    silent.add(ids[0] ?? 0)
    down.add('tcp://192.0.2.0:11010')
    await minutes(90)
    const found = await everywhere()
    expect(Number.parseInt(found.page, 36)).toBeGreaterThanOrEqual(8)
    expect(found.listed).toBe(found.page)
  })

  test('nobody looks at any more: what was found an hour ago says nothing of now', async () => {
    silent.add(ids[0] ?? 0)
    await minutes(60)
    world.nowMs += 6 * 60 * minuteMs
    await minutes(30)
    const found = await everywhere()
    const slots = Number.parseInt(found.page, 36)
    expect(slots).toBeGreaterThanOrEqual(33)
    expect(slots).toBeLessThanOrEqual(36)
    expect(Math.abs(Number.parseInt(found.listed ?? '', 36) - slots)).toBeLessThanOrEqual(1)
  })
})

test('what is known of whether a node can be joined goes with its events, and beyond 128 changes with its reports', async () => {
  const id = ids[0] ?? 0
  await writeEvents(simContext(world), [{ ms: world.nowMs, node: id, kind: 'unreachable', why: '' }])
  const key = reachKey(id, world.nowMs, false)
  expect(world.dump().has(key)).toBe(true)
  world.nowMs += 91 * 24 * 60 * minuteMs
  for (let at = 0; at < 1100 && world.dump().has(key); at += 1) {
    world.nowMs += 10 * minuteMs
    await sweepEvents(simContext(world))
  }
  expect(world.dump().has(key)).toBe(false)
  for (let at = 0; at < 140; at += 1) {
    const kind = at % 2 === 0 ? 'unreachable' : 'reachable'
    await writeEvents(simContext(world), [{ ms: world.nowMs - (140 - at) * 1000, node: id, kind, why: '' }])
  }
  const facts = (): number =>
    reachOfReports([...world.dump().keys()].filter((one) => one.startsWith(reportsPrefix(id)))).facts.length
  expect(facts()).toBe(140)
  for (let at = 0; at < 60; at += 1) {
    world.nowMs += 5 * minuteMs
    await sendReport(world, id)
  }
  expect(facts()).toBe(128)
})
