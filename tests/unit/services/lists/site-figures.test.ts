import { expect, test } from 'vitest'
import type { PublicNode } from '../../../../src/contract/public.ts'
import { publicNodes } from '../../../../src/services/lists/public-nodes.ts'
import { siteFigures } from '../../../../src/services/lists/site-figures.ts'
import { headlineOf } from '../../../../src/ui/lib/node-state.ts'
import { simContext } from '../../../support/kv/context.ts'
import { makeNode, sendReport } from '../../../support/kv/nodes.ts'
import { seededRandom } from '../../../support/kv/random.ts'
import { seedNodes } from '../../../support/kv/seed-nodes.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const levels = { ok: 'good', tight: 'warn', none: 'bad' } as const
const reports = {
  online: {},
  full: { connection_count: 99 },
  offline: { status: 'offline' },
  waiting: undefined,
} as const

/** What the head of the status page says of the same list. */
async function headline(world: SimKv) {
  const { body } = await publicNodes(simContext(world), { show_offline: true })
  const { level, online, total } = headlineOf((JSON.parse(await body()) as { nodes: PublicNode[] }).nodes)
  return { level: total === 0 ? 'idle' : levels[level], online, total }
}

test('judge as the headline of the status page does', async () => {
  const random = seededRandom(5)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const seen = new Set<string>()
  for (let round = 0; round < 40; round += 1) {
    const world = new SimKv({ startMs: Date.UTC(2026, 5, 1, 12) })
    const kinds = pick([['online', 'online', 'full'], ['full', 'offline', 'waiting'], Object.keys(reports)])
    for (let at = Math.floor(random() * 7); at > 0; at -= 1) {
      const { id } = await makeNode(world, {
        node_name: `overseas waiting "online" ${at}`,
        region_type: pick(['domestic', 'overseas']),
        max_connections: 99,
      })
      const report = reports[pick(kinds) as keyof typeof reports]
      if (report !== undefined) await sendReport(world, id, report)
    }
    const expected = await headline(world)
    expect(await siteFigures(simContext(world))).toEqual(expected)
    seen.add(expected.level)
  }
  expect([...seen].sort()).toEqual(['bad', 'good', 'idle', 'warn'])
})

test('know nothing while the list is being built; cost what the list does, one operation from a fresh view', async () => {
  for (const [count, operations] of [
    [20, 1],
    [2500, 37],
  ] as const) {
    const world = new SimKv({ startMs: Date.UTC(2026, 5, 1, 12) })
    seedNodes(world, count)
    const levels: string[] = []
    do {
      const ctx = simContext(world)
      levels.push((await siteFigures(ctx)).level)
      await ctx.background()
      world.nowMs += 100
    } while (levels.at(-1) === 'idle' && levels.length < 60)
    expect(levels.filter((level) => level === 'idle').length > 0).toBe(count > 1000)
    const ctx = simContext(world)
    expect(await siteFigures(ctx)).toEqual(await headline(world))
    expect(ctx.kv.operations).toBe(operations)
  }
})
