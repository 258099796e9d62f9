import { expect, test, vi } from 'vitest'
import { launcherNodes } from '../../../../src/services/launchers/launcher-nodes.ts'
import { createMemory } from '../../../../src/store/context/context.ts'
import { simContext } from '../../../support/kv/context.ts'
import { makeNode, sendReport } from '../../../support/kv/nodes.ts'
import { seededRandom } from '../../../support/kv/random.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

vi.setConfig({ testTimeout: 300_000 })

const minuteMs = 60_000
const places = 3
const networks = 1000
const membersEach = 5
const nodesAtFirst = 100
const churn = 0.05

type Member = { readonly joined: readonly number[] }

/** Whether all members hang together by nodes that are alive. */
function meet(members: readonly Member[], alive: ReadonlySet<number>): boolean {
  const [first, ...rest] = members.map(({ joined }) => joined.filter((id) => alive.has(id)))
  let reached = new Set(first)
  let left = rest
  for (let before = -1; before !== left.length;) {
    before = left.length
    const next = left.filter((ids) => ids.some((id) => reached.has(id)))
    reached = new Set([...reached, ...next.flat()])
    left = left.filter((ids) => !next.includes(ids))
  }
  return left.length === 0
}

test('members of a network that use one list for ten minutes meet, while 5 % of the nodes go and 5 % come', async () => {
  const random = seededRandom(15)
  const world = new SimKv({ startMs: Date.UTC(2026, 5, 1, 12), places, random, delayMs: () => minuteMs })
  const memories = Array.from({ length: places }, () => createMemory())
  const alive = new Set<number>()
  const add = async (at: number): Promise<void> => {
    world.nowMs += 1
    const config = {
      node_name: `n${at}`,
      connections: [{ type: 'TCP' as const, ip: `10.0.0.${at}`, port: 1 }],
    }
    const { id } = await makeNode(world, { ...config, max_connections: 10 + Math.floor(random() * 500) })
    alive.add(id)
  }
  // Every node reports once a minute, at the first place: the others know of it a minute later.
  const reportAll = async (): Promise<void> => {
    for (const id of alive) await sendReport(world, id, { report_interval_s: 60 })
  }
  for (let at = 0; at < nodesAtFirst; at += 1) await add(at)
  for (let minute = 0; minute < 4; minute += 1) {
    await reportAll()
    world.nowMs += minuteMs
  }
  const startMs = world.nowMs
  const asks = Array.from({ length: networks * membersEach }, (_, at) => ({
    network: at % networks,
    atMs: startMs + random() * 10 * minuteMs,
  })).toSorted((one, other) => one.atMs - other.atMs)
  const changes = Array.from(
    { length: nodesAtFirst * churn },
    () => startMs + random() * 10 * minuteMs,
  ).toSorted((one, other) => one - other)
  const members = new Map<number, Member[]>()
  let nextReportMs = startMs
  for (const { network, atMs } of asks) {
    while (nextReportMs <= atMs) {
      world.nowMs = nextReportMs
      await reportAll()
      nextReportMs += minuteMs
    }
    for (let change = changes[0]; change !== undefined && change <= atMs; change = changes[0]) {
      changes.shift()
      const gone = [...alive][Math.floor(random() * alive.size)] ?? 0
      alive.delete(gone)
      await add(200 + changes.length)
    }
    world.nowMs = Math.max(world.nowMs, Math.round(atMs))
    const place = Math.floor(random() * places)
    const ctx = {
      ...simContext(world, { place, memory: memories[place] ?? createMemory() }),
      log: () => undefined,
    }
    const site = { ...ctx, clientIp: '198.51.100.1', origin: 'https://nodes.example.org' }
    const urls = (await launcherNodes(site, { format: 'strings' })) as string[]
    await ctx.background()
    const given = urls.map((url) => Number(/node\/(\d+)/.exec(url)?.[1]))
    // A core tries all of them; one that is dead leaves it the others.
    members.set(network, [...(members.get(network) ?? []), { joined: given.filter((id) => alive.has(id)) }])
  }
  const met = [...members.values()].filter((one) => meet(one, alive)).length
  expect(alive.size).toBe(nodesAtFirst)
  expect(met / networks).toBeGreaterThanOrEqual(0.99)
})
