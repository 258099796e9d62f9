import { nodeKey } from '../../../src/store/kv/keys.ts'
import { beforeEach, describe, expect, test } from 'vitest'
import * as v from 'valibot'
import { PublicNodeAnswer } from '../../../src/contract/public.ts'
import { readNodeHistory } from '../../../src/store/reports/node-history.ts'
import { query } from '../../../src/services/lists/query.ts'
import { publicNode } from '../../../src/services/lists/public-node.ts'
import { updateNode } from '../../../src/store/nodes/nodes.ts'
import { createMemory } from '../../../src/store/context/context.ts'
import { writeEvents } from '../../../src/store/events/index.ts'
import { loadSettings } from '../../../src/store/system/index.ts'
import { writeLastTick } from '../../../src/store/tick/index.ts'
import { noteClock } from '../../../src/services/alerts/index.ts'
import { accountContext } from '../../support/accounts.ts'
import { simContext } from '../../support/kv/context.ts'
import { makeNode, sendReport } from '../../support/kv/nodes.ts'
import { SimKv } from '../../support/kv/sim-kv.ts'

let world: SimKv
beforeEach(() => {
  // 00:00 of a day of UTC+8, at the beginning of a slot.
  world = new SimKv({ startMs: Date.UTC(2026, 2, 1, 16) })
})

async function history(id: number) {
  const found = await publicNode(simContext(world), { id })
  return v.parse(PublicNodeAnswer, found.answer)
}

/** Reports every five minutes for some hours. */
async function run(id: number, hours: number, report = {}, memory = createMemory()): Promise<void> {
  for (let count = 0; count < hours * 12; count += 1) {
    await sendReport(
      world,
      id,
      {
        current_bandwidth: 20,
        connection_count: 2,
        latency_ms: 30,
        reported_traffic: 0.1,
        ...report,
      },
      { memory },
    )
    world.nowMs += 300_000
  }
}

describe('what no report says', () => {
  const shown = (status: readonly (string | null)[], slots: number): string =>
    status
      .slice(-slots)
      .map((state) => (state === null ? '-' : state[0]))
      .join('')

  test('a time in which no place could join the node is down, however well it reports', async () => {
    const { id } = await makeNode(world)
    const startMs = world.nowMs
    await run(id, 4)
    await writeEvents(simContext(world), [
      { ms: startMs + 3_600_000, node: id, kind: 'unreachable', why: 'refused' },
      { ms: startMs + 7_200_000, node: id, kind: 'reachable', why: '' },
    ])
    const { slots, uptime, events, node } = await history(id)
    expect(shown(slots.status, 25)).toBe(`${'u'.repeat(6)}${'d'.repeat(6)}${'u'.repeat(13)}`)
    expect([uptime.h24, uptime.d90]).toEqual([76, 76])
    expect(node.days.slice(-2)).toBe('06')
    expect(events.map(({ state }) => state)).toEqual(['up', 'down', 'up'])
    expect(events[1]?.duration_s).toBe(3600)
    // The next day and the one after, when the day is closed and knows counts alone.
    for (let day = 0; day < 3; day += 1) await run(id, 24)
    expect((await history(id)).node.days.slice(-8, -6)).toBe('06')
  })

  test('a time in which the site took no report at all is no data', async () => {
    const { id } = await makeNode(world)
    await run(id, 2)
    await writeLastTick(simContext(world), {
      v: 1,
      startMs: world.nowMs,
      tookMs: 0,
      due: 0,
      checked: 0,
      alerted: 0,
      left: [],
    })
    world.nowMs += 2 * 3_600_000
    const memory = createMemory()
    await noteClock(accountContext(world, { memory }))
    await run(id, 1)
    const read = async (): Promise<PublicNodeAnswer> => {
      const found = await publicNode(simContext(world, { memory }), { id })
      return v.parse(PublicNodeAnswer, found.answer)
    }
    const { slots, uptime, node } = await read()
    // Two hours away, and a quarter for reporters to come back.
    expect(shown(slots.status, 31)).toBe(`${'u'.repeat(12)}${'-'.repeat(13)}${'u'.repeat(6)}`)
    expect([uptime.h24, uptime.d90]).toEqual([100, 100])
    expect(node.days.slice(-2)).toBe('00')
    for (let day = 0; day < 3; day += 1) {
      for (let hour = 0; hour < 24; hour += 1) {
        await run(id, 1, {}, memory)
        await loadSettings(simContext(world, { memory }))
      }
    }
    expect((await read()).node.days.slice(-8, -6)).toBe('00')
  })
})

describe('the history of a node', () => {
  test('has 144 slots with gaps, days, traffic, uptime and changes out of the same reports', async () => {
    const { id } = await makeNode(world)
    await run(id, 2)
    world.nowMs += 2 * 3_600_000
    await run(id, 1)
    const { slots, uptime, events, traffic, node } = await history(id)
    expect(slots.status).toHaveLength(144)
    // 2 h up, 15 minutes until three intervals have passed, then silence, then 1 h up and the open slot.
    const known = slots.status.slice(-31)
    expect(known.map((state) => (state === null ? '-' : state[0])).join('')).toBe(
      `${'u'.repeat(13)}${'d'.repeat(11)}${'u'.repeat(7)}`,
    )
    expect(slots.status.slice(0, -31).every((state) => state === null)).toBe(true)
    expect(slots.bandwidth.slice(-31)[13]).toBeNull()
    expect([slots.bandwidth.at(-1), slots.connections.at(-1), slots.latency_ms.at(-1)]).toEqual([20, 2, 30])
    expect(uptime.h24).toBe(64.51)
    expect(uptime.d90).toBe(64.51)
    expect(node.days.slice(-2)).toBe((11).toString(36).padStart(2, '0'))
    expect(events.map(({ state }) => state)).toEqual(['up', 'down', 'up'])
    expect(events[0]?.duration_s).toBeNull()
    expect(events[1]?.duration_s).toBe(2 * 3600 + 300 - 900)
    // 18:00 UTC is the next day in UTC+8.
    expect(traffic.daily).toEqual([{ date: '2026-03-02', gb: 3.6 }])
    expect(node.used_traffic).toBeCloseTo(3.6, 9)
  })
  test('days end at midnight of UTC+8 and are kept when their slots are gone', async () => {
    const { id } = await makeNode(world)
    await run(id, 12)
    world.nowMs = Date.UTC(2026, 2, 5, 16)
    await run(id, 1)
    const { node, uptime } = await history(id)
    // 12 h up and 15 minutes' grace, then down; the next three days down; the open day up.
    const lost = 144 - 73
    expect(node.days.slice(-10)).toBe(
      [lost, 144, 144, 144, 0].map((down) => down.toString(36).padStart(2, '0')).join(''),
    )
    expect(node.days.slice(0, -10)).toBe('--'.repeat(85))
    expect(uptime.h24).toBeLessThan(10)
  })
  test('is the same from facts not yet folded and from the account alone', async () => {
    const { id } = await makeNode(world)
    await run(id, 3)
    const before = await history(id)
    await sendReport(world, id, { report_id: 'again', reported_traffic: 0 })
    await sendReport(world, id, { report_id: 'again', reported_traffic: 0 })
    const after = await history(id)
    expect(after.slots.status).toEqual(before.slots.status)
    expect(after.events).toEqual(before.events)
  })
  test('drained time is no data; a drained node keeps its page, expired and unknown ones have none', async () => {
    const node = await makeNode(world)
    await run(node.id, 1)
    const drained = await updateNode(simContext(world), node, { is_enabled: 0 })
    if (!drained.ok) throw new Error(drained.reason)
    expect((await history(node.id)).node.state).toBe('drained')
    await run(node.id, 2)
    await updateNode(simContext(world), drained.node, { is_enabled: 1 })
    await run(node.id, 1)
    const { slots, uptime, events } = await history(node.id)
    expect(
      slots.status
        .slice(-25)
        .map((state) => (state === null ? '-' : state[0]))
        .join(''),
    ).toBe(`${'u'.repeat(6)}${'-'.repeat(12)}${'u'.repeat(7)}`)
    expect(uptime.h24).toBe(100)
    expect(events.map(({ state }) => state)).toEqual(['up', 'none', 'up'])
    expect(await readNodeHistory(simContext(world), 4711)).toBeUndefined()
    await updateNode(simContext(world), drained.node, { is_enabled: 1, validUntilMs: world.nowMs })
    expect(await readNodeHistory(simContext(world), node.id)).toBeUndefined()
  })
  test('maintenance is no downtime, ends by itself or before, and is no part of the record', async () => {
    const node = await makeNode(world)
    await run(node.id, 1)
    const untilMs = world.nowMs + 7_200_000
    const set = await updateNode(simContext(world), node, { maintenanceUntilMs: untilMs, tags: 'x' })
    if (!set.ok) throw new Error(set.reason)
    world.nowMs += 3_600_000
    const during = await history(node.id)
    expect(during.node.state).toBe('drained')
    expect(during.node.maintenance_until).toBe(new Date(untilMs).toISOString())
    // An edit of something else in the meantime writes the record anew.
    await updateNode(simContext(world), set.node, { tags: 'y' })
    expect(world.dump().get(nodeKey(node.id))).not.toContain('maintenance')
    world.nowMs = untilMs + 1
    await run(node.id, 1)
    const after = await history(node.id)
    expect(after.node.maintenance_until).toBeNull()
    expect(after.node.state).toBe('online')
    expect(after.uptime.h24).toBe(100)
    await updateNode(simContext(world), set.node, { maintenanceUntilMs: world.nowMs + 3_600_000 })
    world.nowMs += 60_000
    await updateNode(simContext(world), set.node, { maintenanceUntilMs: 0 })
    world.nowMs += 1000
    expect((await history(node.id)).node.state).toBe('online')
  })
  test('weekly maintenance is no downtime, gives nobody the node while it lasts, and ends by hand', async () => {
    const hour = 3_600_000
    const node = await makeNode(world, { tier_bandwidth: 100, max_bandwidth: 100 })
    await run(node.id, 1)
    // Monday 00:00 of UTC+8 began the world; the window is that day's 02:00 to 04:00, and another a week later.
    const set = await updateNode(simContext(world), node, { weeklyWindows: [[1, 120, 240, 480]] })
    if (!set.ok) throw new Error(set.reason)
    const given = async (): Promise<number> => {
      const { body } = await query(simContext(world), {})
      return (JSON.parse(body) as { nodes: unknown[] }).nodes.length
    }
    await run(node.id, 1)
    // A view of five seconds before it begins is not answered much later.
    world.nowMs -= 5000
    expect(await given()).toBe(1)
    world.nowMs += 11_000
    expect(await given()).toBe(0)
    const beginMs = world.nowMs - 6000
    world.nowMs += hour / 2
    const during = await history(node.id)
    expect(during.node).toMatchObject({
      state: 'drained',
      maintenance_until: new Date(beginMs + 2 * hour).toISOString(),
    })
    world.nowMs = beginMs + 2 * hour
    await run(node.id, 1)
    const after = await history(node.id)
    expect(after.node).toMatchObject({ state: 'online', maintenance_until: null })
    expect(after.uptime.h24).toBe(100)
    expect(await given()).toBe(1)
    // What has been stays what it was when the windows are changed, and when a backup has taken the record along.
    await updateNode(simContext(world), set.node, { weeklyWindows: [] })
    expect((await history(node.id)).uptime.h24).toBe(100)
    const again = await updateNode(simContext(world), set.node, { weeklyWindows: [[1, 120, 240, 480]] })
    if (!again.ok) throw new Error(again.reason)
    world.nowMs = beginMs + 7 * 24 * hour + hour / 2
    await sendReport(world, node.id)
    expect((await history(node.id)).node.state).toBe('drained')
    await updateNode(simContext(world), again.node, { maintenanceUntilMs: 0 })
    world.nowMs += 60_000
    expect((await history(node.id)).node.state).toBe('online')
  })
  test('addresses are shown only where the owner publishes them', async () => {
    const node = await makeNode(world)
    expect((await history(node.id)).node.connections).toBeUndefined()
    await updateNode(simContext(world), node, { address_public: 1 })
    expect((await history(node.id)).node.connections).toEqual([{ type: 'TCP', ip: '1.2.3.4', port: 11010 }])
  })
  test('costs 8 operations in 2 round trips, the settings among them; the ETag changes with the content only', async () => {
    const { id } = await makeNode(world)
    await sendReport(world, id)
    const ctx = simContext(world)
    const first = await publicNode(ctx, { id })
    expect([ctx.kv.operations, ctx.kv.rounds]).toEqual([8, 2])
    world.nowMs += 1000
    expect((await publicNode(simContext(world), { id })).etag).toBe(first.etag)
    await sendReport(world, id, { current_bandwidth: 1 })
    expect((await publicNode(simContext(world), { id })).etag).not.toBe(first.etag)
  })
})
