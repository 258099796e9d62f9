import { beforeEach, describe, expect, test } from 'vitest'
import { foldAccount } from '../../../src/domain/traffic/fold.ts'
import { bytesSince, emptyAccount, type ReportFact } from '../../../src/domain/traffic/traffic-account.ts'
import { reportKey } from '../../../src/store/kv/fact-keys.ts'
import { reportIdOf } from '../../../src/store/reports/report-id.ts'
import { accountKey, idKey } from '../../../src/store/kv/keys.ts'
import { readNodeData } from '../../../src/store/nodes/node-data.ts'
import { readNodeWithFigures } from '../../../src/store/nodes/own-nodes.ts'
import { clearCrowd, reportWaitMs } from '../../../src/store/reports/clear-reports.ts'
import { openReport } from '../../../src/store/reports/reports.ts'
import { simContext } from '../../support/kv/context.ts'
import { makeNode, sendReport } from '../../support/kv/nodes.ts'
import { seededRandom } from '../../support/kv/random.ts'
import { SimKv } from '../../support/kv/sim-kv.ts'

const minuteMs = 60_000
const hourMs = 3_600_000

let world: SimKv
beforeEach(() => {
  world = new SimKv({ startMs: Date.UTC(2026, 0, 10, 12) })
})

function reportFact(reportId: string, timeMs: number): ReportFact {
  const figures = { online: true, intervalS: 60, bandwidth: 1, connections: 1, latencyMs: -1 }
  return { reportId, timeMs, ...figures, traffic: { bytes: 1, boot: null } }
}

async function figures(id: number) {
  const found = await readNodeWithFigures(simContext(world), id)
  if (found === undefined) throw new Error('no such node')
  return found.figures
}

async function usedGb(id: number): Promise<number> {
  return Math.round((await figures(id)).used_traffic * 1e6) / 1e6
}

async function waitMs(id: number, perMinute: number, reportId?: string): Promise<number> {
  const ctx = simContext(world)
  const session = await openReport(ctx, id)
  if (session === undefined) throw new Error('no such node')
  return reportWaitMs(ctx, session, perMinute, reportId)
}

describe('a ceiling of reports', () => {
  test('the 21st within a minute waits until the first of the 20 is a minute old; a known one never does', async () => {
    const { id } = await makeNode(world)
    const firstMs = world.nowMs
    for (let count = 0; count < 20; count += 1) {
      expect(await waitMs(id, 20)).toBe(0)
      await sendReport(world, id, { report_id: `r${count}` })
      world.nowMs += 1000
    }
    expect(await waitMs(id, 20)).toBe(firstMs + minuteMs - world.nowMs)
    expect(await waitMs(id, 20, 'r3')).toBe(0)
    expect(await waitMs(id, 20, 'new')).toBeGreaterThan(0)
    expect(await waitMs(id, 0)).toBe(0)
    world.nowMs = firstMs + minuteMs
    expect(await waitMs(id, 20)).toBe(0)
  })
  test('more reports than can be kept in sight are refused until some are cleared away; none is lost', async () => {
    const { id } = await makeNode(world, { reset_cycle: 0 })
    await sendReport(world, id, { reported_traffic: 1 })
    const live = (await readNodeData(simContext(world), id))?.reports[0]?.live
    if (live === undefined) throw new Error('no report')
    const crowd = 2100
    for (let at = 0; at < crowd; at += 1) {
      const timeMs = world.nowMs + at * 100
      const reportId = reportIdOf(`r${at}`, () => '')
      world.write(reportKey(id, { ...live, timeMs }, reportId, { bytes: 1e9, boot: null }), '1', 0)
    }
    world.nowMs += 20 * minuteMs
    let cleared = 0
    for (; (await waitMs(id, 0)) > 0 && cleared < 60; cleared += 1) {
      const ctx = simContext(world)
      const session = await openReport(ctx, id)
      if (session === undefined) throw new Error('no such node')
      expect(ctx.kv.counts.list).toBeLessThanOrEqual(8)
      await clearCrowd(ctx, session)
      world.nowMs += 4 * minuteMs
    }
    expect(cleared).toBeGreaterThan(0)
    expect(await usedGb(id)).toBe(crowd + 1)
    await sendReport(world, id, { reported_traffic: 1 })
    expect(await usedGb(id)).toBe(crowd + 2)
  })
  test('the ids that an account remembers are bounded, and a forgotten one is not counted again', () => {
    const nowMs = world.nowMs
    const facts = Array.from({ length: 9000 }, (_unused, at) =>
      reportFact(`r${at}`, nowMs - 90 * minuteMs + at * 500),
    )
    const rule = { nowMs, off: [], periodStartMs: 0 }
    const first = foldAccount(emptyAccount, facts.slice(0, 5000), rule)
    const second = foldAccount(first, facts.slice(5000), rule)
    const third = foldAccount(second, [], rule)
    expect(third.seen.length).toBeLessThanOrEqual(4096)
    expect(bytesSince(third, 0)).toBe(9000)
    expect(bytesSince(foldAccount(third, facts, rule), 0)).toBe(9000)
    expect(third.watermarkMs).toBeLessThanOrEqual(nowMs - 15 * minuteMs)
  })
})

describe('a node that falls silent', () => {
  test.each([60, 300])(
    'shows after three intervals of %d s and 15 minutes at most, whatever happened before',
    async (everyS) => {
      const { id } = await makeNode(world)
      const random = seededRandom(everyS)
      for (let outage = 0; outage < 6; outage += 1) {
        for (let count = 0; count < 5; count += 1) {
          await sendReport(world, id)
          world.nowMs += everyS * 1000
        }
        world.nowMs += Math.floor(random() * 4) * hourMs
      }
      await sendReport(world, id)
      world.nowMs += 3 * everyS * 1000 - 1
      expect((await figures(id)).status).toBe('online')
      world.nowMs += 1
      expect((await figures(id)).status).toBe('offline')
    },
  )
  test('after its first report shows within 15 minutes; one that says its interval after three of them', async () => {
    const { id } = await makeNode(world)
    await sendReport(world, id)
    world.nowMs += 15 * minuteMs
    expect((await figures(id)).status).toBe('offline')
    const other = await makeNode(world, { node_name: 'other' })
    await sendReport(world, other.id, { report_interval_s: 120 })
    expect((await figures(other.id)).intervalS).toBe(120)
    world.nowMs += 6 * minuteMs - 1
    expect((await figures(other.id)).status).toBe('online')
    world.nowMs += 1
    expect((await figures(other.id)).status).toBe('offline')
  })
})

describe('a clock that was ahead and is corrected', () => {
  test.each([10 * minuteMs, 8 * hourMs, 30 * 24 * hourMs])(
    'by %d ms: reports count at once, exactly, and in their own days',
    async (aheadMs) => {
      const skewsMs = [0]
      world = new SimKv({ startMs: Date.UTC(2026, 0, 10, 12), skewsMs })
      const { id } = await makeNode(world, { reset_cycle: 0 })
      const reports = async (count: number): Promise<void> => {
        for (let at = 0; at < count; at += 1) {
          await sendReport(world, id, { reported_traffic: 1 })
          world.nowMs += minuteMs
        }
      }
      const readMs = (): number => world.nowMs + (skewsMs[0] ?? 0)
      await reports(12)
      skewsMs[0] = aheadMs
      await reports(12)
      skewsMs[0] = 0
      if (aheadMs > hourMs) expect((await figures(id)).status).toBe('offline')
      expect(await usedGb(id)).toBe(24)
      await sendReport(world, id, { reported_traffic: 1, status: 'offline', current_bandwidth: 1 })
      world.nowMs += 1
      expect(await figures(id)).toMatchObject({ status: 'offline', current_bandwidth: 0 })
      expect(Math.abs(((await figures(id)).lastReportMs ?? 0) - readMs())).toBeLessThanOrEqual(2 * minuteMs)
      world.nowMs += minuteMs
      await sendReport(world, id, { reported_traffic: 1, current_bandwidth: 7 })
      expect(await figures(id)).toMatchObject({ status: 'online', current_bandwidth: 7 })
      await reports(12)
      expect(await usedGb(id)).toBe(38)
      const data = await readNodeData(simContext(world), id)
      const today = Math.floor(world.nowMs / 86_400_000)
      expect(data?.account.days.every(([day]) => day <= today)).toBe(true)
      world.nowMs += 40 * minuteMs
      expect((await figures(id)).status).toBe('offline')
    },
  )
})

describe('cumulative counters', () => {
  const count = (id: number, total: number, more: { boot_id?: string; install_id?: string } = {}) =>
    sendReport(world, id, { total_traffic: total, boot_id: 'boot', ...more })

  test('a total that falls is counted from there, and the owner is told when', async () => {
    const { id } = await makeNode(world, { reset_cycle: 0 })
    for (const total of [0, 50, 100]) {
      await count(id, total)
      world.nowMs += minuteMs
    }
    expect(await figures(id)).toMatchObject({ used_traffic: 100, counterRebasedMs: null, twoMachines: false })
    const fallMs = world.nowMs
    for (const [total, used] of [
      [60, 100],
      [70, 110],
      [80, 120],
      [100, 140],
      [110, 150],
    ] as const) {
      await count(id, total)
      expect(await figures(id)).toMatchObject({ used_traffic: used, counterRebasedMs: fallMs })
      world.nowMs += minuteMs
    }
    expect((await figures(id)).twoMachines).toBe(false)
  })
  test('a request that was overtaken is no fall', async () => {
    const { id } = await makeNode(world, { reset_cycle: 0 })
    await count(id, 10)
    world.nowMs += minuteMs
    await count(id, 30)
    world.nowMs += 30_000
    await count(id, 20)
    world.nowMs += minuteMs
    await count(id, 40)
    expect(await figures(id)).toMatchObject({ used_traffic: 30, counterRebasedMs: null })
  })
  test('two machines on one token are counted each, and the owner is told', async () => {
    const { id } = await makeNode(world, { reset_cycle: 0 })
    await count(id, 100, { install_id: 'a' })
    let carried = 0
    for (let step = 0; step < 8; step += 1) {
      world.nowMs += minuteMs
      await count(id, 100 + 5 * (step + 1), { install_id: 'a' })
      world.nowMs += 10_000
      await count(id, 100 + 3 * step, { install_id: 'b' })
      carried = 5 * (step + 1) + 3 * step
      expect(await usedGb(id)).toBe(carried)
    }
    expect(await figures(id)).toMatchObject({ twoMachines: true, counterRebasedMs: null })
    world.nowMs += 25 * hourMs
    await count(id, 200, { install_id: 'a' })
    expect((await figures(id)).twoMachines).toBe(false)
  })
  test('a reporter that begins to say its installation goes on with its counter', async () => {
    const { id } = await makeNode(world, { reset_cycle: 0 })
    await count(id, 500)
    world.nowMs += minuteMs
    await count(id, 510)
    world.nowMs += minuteMs
    await count(id, 520, { install_id: 'a' })
    expect(await figures(id)).toMatchObject({ used_traffic: 20, twoMachines: false })
  })
  test('two machines that say no installation never count more than was carried for long, and the owner is told', async () => {
    const { id } = await makeNode(world, { reset_cycle: 0 })
    for (let step = 0; step < 20; step += 1) {
      await count(id, 1000 + step)
      world.nowMs += minuteMs
      await count(id, 500 + step)
      world.nowMs += minuteMs
    }
    expect((await figures(id)).twoMachines).toBe(true)
    expect(await usedGb(id)).toBeLessThan(600)
  })
})

describe('an account that cannot be read', () => {
  test.each(['{"v":2,"sums":[1]}', '{"v":1,"days":7}', 'damaged'])(
    '%s is left alone, and nothing is lost',
    async (text) => {
      const { id } = await makeNode(world, { reset_cycle: 0 })
      for (let at = 0; at < 12; at += 1) {
        await sendReport(world, id, { reported_traffic: 1 })
        world.nowMs += 5 * minuteMs
      }
      const before = world.dump().get(accountKey(id)) ?? ''
      world.write(accountKey(id), text, 0)
      for (let at = 0; at < 12; at += 1) {
        await sendReport(world, id, { reported_traffic: 1 })
        world.nowMs += 5 * minuteMs
        expect(await usedGb(id)).toBe(13 + at)
      }
      expect(world.dump().get(accountKey(id))).toBe(text)
      world.write(accountKey(id), before, 0)
      await sendReport(world, id, { reported_traffic: 1 })
      expect(await usedGb(id)).toBe(25)
      expect([...world.dump().keys()].some((key) => key.startsWith(`r_${idKey(id)}`))).toBe(true)
    },
  )
})
