import { expect, test } from 'vitest'
import { publicNode } from '../../../src/services/lists/public-node.ts'
import { publicNodes } from '../../../src/services/lists/public-nodes.ts'
import { settingsKey } from '../../../src/store/kv/keys.ts'
import { createMemory } from '../../../src/store/context/context.ts'
import { loadSettings } from '../../../src/store/system/settings.ts'
import { simContext } from '../../support/kv/context.ts'
import { makeNode, sendReport } from '../../support/kv/nodes.ts'
import { SimKv } from '../../support/kv/sim-kv.ts'

const hourMs = 3_600_000

/** A site in a zone; a node reports 1 GB every hour for three days, silent in the second half of each day of the zone. */
async function run(offsetMinutes: number | undefined) {
  const world = new SimKv({ startMs: Date.UTC(2026, 2, 1, 16) })
  if (offsetMinutes !== undefined) {
    world.write(settingsKey, JSON.stringify({ v: 1, utc_offset_minutes: offsetMinutes }), 0)
  }
  const zoneMs = (offsetMinutes ?? 480) * 60_000
  const memory = createMemory()
  await loadSettings(simContext(world, { memory }))
  const { id } = await makeNode(world, { reset_cycle: 0 }, { memory })
  const days = new Map<string, number>()
  for (let count = 0; count < 6 * 72; count += 1) {
    const local = new Date(world.nowMs + zoneMs)
    if (local.getUTCHours() < 12) {
      // As the service does before each report, for the ceiling.
      await loadSettings(simContext(world, { memory }))
      await sendReport(world, id, { reported_traffic: 1 }, { memory })
      const day = local.toISOString().slice(0, 10)
      days.set(day, (days.get(day) ?? 0) + 1)
    }
    world.nowMs += hourMs / 6
  }
  const { answer } = await publicNode(simContext(world, { memory }), { id })
  const body = await (await publicNodes(simContext(world, { memory }), { show_offline: true })).body()
  const [listed] = (JSON.parse(body) as { nodes: { days: string; used_traffic: number }[] }).nodes
  return { days, answer, listed }
}

test.each([undefined, 480, 0, -300, 330, 840])(
  'days of traffic and of uptime are of one zone (%s)',
  async (offset) => {
    const { days, answer, listed } = await run(offset)
    const shown = new Map(answer.traffic.daily.filter(({ gb }) => gb > 0).map(({ date, gb }) => [date, gb]))
    expect(shown).toEqual(days)
    expect(listed?.days).toBe(answer.node.days)
    expect(listed?.used_traffic).toBe([...days.values()].reduce((sum, gb) => sum + gb, 0))
    // The finished days of the zone were silent for half of it, less the minutes until silence shows.
    const codes = [...answer.node.days.matchAll(/../g)].map(([code]) => code).filter((code) => code !== '--')
    const finished = codes.slice(1, -1).map((code) => Number.parseInt(code, 36))
    for (const down of finished) expect([70, 71, 72]).toContain(down)
  },
)
