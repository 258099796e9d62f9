import { beforeEach, describe, expect, test } from 'vitest'
import { figuresOfDay, addDayFigures, type DayFigures } from '../../../src/domain/traffic/day-figures.ts'
import { readNodeDays } from '../../../src/store/reports/node-days.ts'
import { addResults } from '../../../src/store/evidence/add-results.ts'
import { readAccount } from '../../../src/store/nodes/read-node.ts'
import { recordOf } from '../../../src/store/kv/record.ts'
import { accountKey } from '../../../src/store/kv/keys.ts'
import { addressTag, sitePlace } from '../../../src/domain/evidence/index.ts'
import { dayMs, slotMs, zoneDayOf } from '../../../src/domain/values/time.ts'
import { simContext } from '../../support/kv/context.ts'
import { makeNode, sendReport } from '../../support/kv/nodes.ts'
import { SimKv } from '../../support/kv/sim-kv.ts'

let world: SimKv
beforeEach(() => {
  // 00:00 of a day of UTC+8, at the beginning of a slot.
  world = new SimKv({ startMs: Date.UTC(2026, 2, 1, 16) })
})

/** Reports every ten minutes for some hours, the figures of each by its number. */
async function run(id: number, hours: number, figuresOf: (at: number) => object): Promise<void> {
  for (let at = 0; at < hours * 6; at += 1) {
    await sendReport(world, id, { reported_traffic: 0.5, report_interval_s: 600, ...figuresOf(at) })
    world.nowMs += slotMs
  }
}

describe('an owner’s figures of a node', () => {
  test('a finished day keeps its mean and peak when its reports are long gone', async () => {
    const { id } = await makeNode(world)
    const firstDay = zoneDayOf(world.nowMs)
    await run(id, 24, (at) => ({ current_bandwidth: at < 72 ? 10 : 30, connection_count: at === 5 ? 9 : 1 }))
    await run(id, 60, () => ({ current_bandwidth: 4, connection_count: 2 }))
    const found = await readNodeDays(simContext(world), id)
    expect(found?.days.map(({ at }) => at)).toEqual([0, 1, 2, 3].map((days) => firstDay + days))
    const [first, second, , today] = found?.days ?? []
    expect(first).toMatchObject({
      bandwidth: 20,
      bandwidthMax: 30,
      connectionsMax: 9,
      uptime: 100,
      trafficGb: 72,
    })
    expect(first?.connections).toBeCloseTo(1.1, 1)
    expect(second).toMatchObject({ bandwidth: 4, bandwidthMax: 4, connections: 2, connectionsMax: 2 })
    expect(today).toMatchObject({ bandwidth: 4, trafficGb: 36 })
    // It stands in the account, not in reports that are cleared away.
    const account = recordOf(readAccount(await simContext(world).kv.get(accountKey(id))))
    expect(account?.dayFigures?.[0]).toEqual([firstDay, 20, 30, 1.1, 9])
    expect(found?.slots).toHaveLength(144)
    expect(found?.slots.at(-2)).toMatchObject({ bandwidth: 4, connections: 2, uptime: 100, trafficGb: 0.5 })
  })

  test('latency is what checks measured; without one there is none', async () => {
    const { id } = await makeNode(world)
    await sendReport(world, id, { latency_ms: 999 })
    expect((await readNodeDays(simContext(world), id))?.days.at(-1)?.latencyMs).toBeNull()
    const seen = {
      address: addressTag('tcp://1.2.3.4:11010'),
      code: 'ok',
      peers: 0,
      version: '',
      avoidsRelay: undefined,
    } as const
    await addResults(simContext(world), sitePlace, [{ ...seen, node: id, ms: world.nowMs, latencyMs: 40 }])
    world.nowMs += 61_000
    const found = await readNodeDays(simContext(world), id)
    expect([found?.days.at(-1)?.latencyMs, found?.slots.at(-1)?.latencyMs]).toEqual([40, 40])
  })

  test('an unknown node has none', async () => {
    expect(await readNodeDays(simContext(world), 404)).toBeUndefined()
  })
})

describe('days of figures', () => {
  test('a day without a slot that was up has none', () => {
    expect(figuresOfDay([], { firstMs: 0, off: [] }, 20_000, 20_001 * dayMs)).toBeUndefined()
  })

  test('what is known stays, days come once, the oldest of more than 90 go', () => {
    const day = (at: number, mean = 1): DayFigures => [at, mean, mean, 1, 1]
    const known = Array.from({ length: 90 }, (_, at) => day(at))
    const next = addDayFigures(known, [day(89, 7), day(90, 8)])
    expect(next).toHaveLength(90)
    expect([next[0]?.[0], next.at(-2)?.[1], next.at(-1)]).toEqual([1, 1, day(90, 8)])
  })
})
