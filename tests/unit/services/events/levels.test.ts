import { beforeEach, describe, expect, test } from 'vitest'
import { createMemory, type StoreMemory } from '../../../../src/store/context/context.ts'
import { deriveEvents, listEvents } from '../../../../src/store/events/index.ts'
import { sweep } from '../../../../src/store/sweep/sweep-nodes.ts'
import { collectPart } from '../../../../src/store/views/view-collect.ts'
import { accountContext } from '../../../support/accounts.ts'
import { makeNode, sendReport } from '../../../support/kv/nodes.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const minuteMs = 60_000
const never = new AbortController().signal
const levels = ['quota_80', 'quota_95', 'quota_100', 'full', 'outdated_version']

let world: SimKv
let memories: StoreMemory[]
let id: number

async function begin(): Promise<void> {
  world = new SimKv({ startMs: Date.UTC(2026, 0, 15, 12), places: 2, delayMs: () => 60_000 })
  memories = [createMemory(), createMemory()]
  id = (await makeNode(world, { max_traffic: 100, max_connections: 10 })).id
}
beforeEach(begin)

/** A report five minutes after the one before it. */
async function reported(over: Parameters<typeof sendReport>[2]): Promise<void> {
  world.nowMs += 5 * minuteMs
  await sendReport(world, id, over)
}

/** So many minutes of silence, in each of which two places derive events; answers their operations of the last minute. */
async function ticks(minutes: number): Promise<number> {
  let operations = 0
  for (let minute = 0; minute < minutes; minute += 1) {
    world.nowMs += minuteMs
    operations = 0
    for (const place of [0, 1]) {
      const ctx = accountContext(world, { place, memory: memories[place] ?? createMemory() })
      await deriveEvents(ctx, never)
      operations += ctx.kv.operations
      await ctx.background()
    }
  }
  world.settle()
  return operations
}

async function told(): Promise<string[]> {
  const { events } = await listEvents(accountContext(world), {
    limit: 200,
    accept: ({ kind }) => levels.includes(kind),
  })
  return events.map(({ kind }) => kind).toReversed()
}

describe('what the last report before a silence brought', () => {
  test('is told by the ticks behind it, once, whatever places and reports come later', async () => {
    await reported({ reported_traffic: 10 })
    await reported({ reported_traffic: 90, connection_count: 10, easytier_version: '2.0.3' })
    await ticks(1)
    expect(await told()).toEqual([])
    await ticks(4)
    const all = ['full', 'outdated_version', 'quota_100', 'quota_80', 'quota_95']
    expect((await told()).toSorted()).toEqual(all)
    await reported({ reported_traffic: 1, connection_count: 10, easytier_version: '2.0.3' })
    await ticks(5)
    expect((await told()).toSorted()).toEqual(all)
  })

  test('costs the passes after it nothing', async () => {
    const costOf = async (reported_traffic: number): Promise<number> => {
      await begin()
      await reported({ reported_traffic: 1 })
      await reported({ reported_traffic })
      await ticks(8)
      return ticks(1)
    }
    const cost = await costOf(1)
    expect(await costOf(90)).toBe(cost)
    expect(await told()).toEqual(['quota_80'])
  })

  test('is no news where an earlier report has told it, also when that one is swept away', async () => {
    await reported({ reported_traffic: 85, connection_count: 10, easytier_version: '2.0.3' })
    await ticks(4)
    expect(await told()).toHaveLength(3)
    await reported({ reported_traffic: 1, connection_count: 10, easytier_version: '2.0.3' })
    await ticks(3)
    world.nowMs += 2 * 60 * minuteMs
    const ctx = accountContext(world)
    const collected = await collectPart(ctx, '', { pagesMax: 40, nodesMax: Infinity })
    if (collected === undefined) throw new Error('not complete')
    await sweep(ctx, '', collected)
    await ctx.background()
    await ticks(3)
    expect(await told()).toHaveLength(3)
  })
})
