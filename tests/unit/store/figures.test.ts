import { beforeEach, describe, expect, test } from 'vitest'
import { publicNode } from '../../../src/services/lists/public-node.ts'
import { publicNodes } from '../../../src/services/lists/public-nodes.ts'
import { query } from '../../../src/services/lists/query.ts'
import { stats } from '../../../src/services/lists/stats.ts'
import { addressTag, sitePlace } from '../../../src/domain/evidence/index.ts'
import { addResults } from '../../../src/store/evidence/index.ts'
import { createMemory } from '../../../src/store/context/context.ts'
import { getNode, updateNode } from '../../../src/store/nodes/nodes.ts'
import { figuresOf, listOwnNodes } from '../../../src/store/nodes/own-nodes.ts'
import { figuresOfRow } from '../../../src/store/placement/candidate-rows.ts'
import { someRows } from '../../../src/store/placement/candidates.ts'
import { addReport, openReport } from '../../../src/store/reports/reports.ts'
import { simContext } from '../../support/kv/context.ts'
import { makeNode, sendReport, testUser } from '../../support/kv/nodes.ts'
import { SimKv } from '../../support/kv/sim-kv.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

let world: SimKv
let memory = createMemory()
beforeEach(() => {
  world = new SimKv({ startMs: Date.UTC(2026, 0, 10, 12) })
  memory = createMemory()
})

type Listed = { id: number; used_traffic: number; current_bandwidth: number; connection_count: number }

async function listed(id: number): Promise<Listed | undefined> {
  const ctx = simContext(world, { memory })
  const body = await (await publicNodes(ctx, { show_offline: true })).body()
  await ctx.background()
  return (JSON.parse(body) as { nodes: Listed[] }).nodes.find((node) => node.id === id)
}

/** What every reader says of a node's traffic. */
async function everywhere(id: number): Promise<number[]> {
  const ctx = simContext(world, { memory })
  const node = await getNode(ctx, id)
  if (node === undefined) throw new Error('no such node')
  const own = (await listOwnNodes(ctx, testUser)).find((entry) => entry.node.id === id)
  const row = (await someRows(ctx)).find((candidate) => candidate.id === id)
  const asked = JSON.parse((await query(ctx, { limit: 10 })).body) as { nodes: Listed[] }
  return [
    (await listed(id))?.used_traffic ?? -1,
    own?.figures.used_traffic ?? -1,
    (await figuresOf(ctx, node)).used_traffic,
    (await publicNode(ctx, { id })).answer.node.used_traffic,
    row === undefined ? -1 : figuresOfRow(row).used_traffic,
    asked.nodes.find((one) => one.id === id)?.used_traffic ?? -1,
  ]
}

describe('figures are one wherever they are read', () => {
  test('20 reports side by side are in every list at once', async () => {
    const { id } = await makeNode(world, { reset_cycle: 0 }, { memory })
    await listed(id)
    let state = 7
    const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
    const work = Array.from({ length: 20 }, () => async () => {
      const ctx = simContext(world, { memory })
      const session = await openReport(ctx, id)
      if (session === undefined) throw new Error('gone')
      return addReport(ctx, session, { reported_traffic: 1 })
    })
    const answers = await world.interleave(work, random)
    expect(answers.every(({ status }) => status === 'fulfilled')).toBe(true)
    expect(await everywhere(id)).toEqual([20, 20, 20, 20, 20, 20])
    world.nowMs += minuteMs
    expect((await sendReport(world, id, { reported_traffic: 0.123456789 }, { memory })).used_traffic).toBe(
      20.123456789,
    )
    expect(new Set(await everywhere(id))).toEqual(new Set([20.123456789]))
  })
  test('the own list costs five operations a node, its 24 hours included', async () => {
    for (const name of ['a', 'b', 'c'])
      await sendReport(world, (await makeNode(world, { node_name: name })).id)
    const ctx = simContext(world)
    expect(await listOwnNodes(ctx, testUser)).toHaveLength(3)
    expect([ctx.kv.operations, ctx.kv.rounds]).toEqual([3 + 5 * 3, 2])
  })
})

describe('a correction', () => {
  const start = { correction_traffic: 5, reset_cycle: 7 }
  const shown = async (id: number) => {
    const node = await getNode(simContext(world), id)
    if (node === undefined) throw new Error('no such node')
    return { node, figures: await figuresOf(simContext(world), node) }
  }

  test('counts in its period, is 0 in the next, and sending back what was shown changes nothing', async () => {
    const { id } = await makeNode(world, { ...start, correctionMs: world.nowMs })
    await sendReport(world, id, { reported_traffic: 1 })
    const first = await shown(id)
    expect(first.figures).toMatchObject({ correction_traffic: 5, used_traffic: 6 })
    world.nowMs += dayMs
    const echoed = await updateNode(simContext(world), first.node, { correction_traffic: 5 })
    expect(echoed.ok && echoed.node.correctionMs).toBe(first.node.correctionMs)
    world.nowMs += 7 * dayMs
    const next = await shown(id)
    expect(next.figures).toMatchObject({ correction_traffic: 0, used_traffic: 0 })
    const again = await updateNode(simContext(world), next.node, {
      correction_traffic: next.figures.correction_traffic,
    })
    expect(again.ok).toBe(true)
    expect((await shown(id)).figures).toMatchObject({ correction_traffic: 0, used_traffic: 0 })
    await updateNode(simContext(world), (await shown(id)).node, { correction_traffic: 5 })
    expect((await shown(id)).figures).toMatchObject({ correction_traffic: 5, used_traffic: 5 })
  })
})

describe('a bandwidth limit that nobody told', () => {
  test('keeps nobody full and ranks by what the node shows', async () => {
    const change = { tier_bandwidth: 0, max_bandwidth: 0, reset_cycle: 0 }
    const quiet = await makeNode(world, { ...change, node_name: 'quiet' })
    const busy = await makeNode(world, { ...change, node_name: 'busy' })
    await sendReport(world, quiet.id, { current_bandwidth: 1 })
    await sendReport(world, busy.id, { current_bandwidth: 999 })
    let first = 0
    for (let round = 0; round < 100; round += 1) {
      const answer = JSON.parse(
        (await query(simContext(world, { memory }), { priority: 'bandwidth', limit: 1 })).body,
      )
      expect(answer.candidates).toBe(2)
      if (answer.nodes[0].id === busy.id) first += 1
    }
    expect(first).toBeGreaterThan(90)
    expect(await listed(busy.id)).toMatchObject({ state: 'online' })
  })
  test('the totals are of proven nodes alone, once there is one: what one claims is no news of the site', async () => {
    const rogue = await makeNode(world, {
      node_name: 'rogue',
      max_bandwidth: 1_000_000,
      max_connections: 1_000_000,
    })
    const connections = [{ type: 'TCP' as const, ip: '192.0.2.1', port: 11010 }]
    const good = await makeNode(world, {
      node_name: 'good',
      max_bandwidth: 100,
      max_connections: 10,
      connections,
    })
    for (const { id } of [rogue, good])
      await sendReport(world, id, { current_bandwidth: 10, connection_count: 2 })
    const totals = async () => JSON.parse(await (await stats(simContext(world))).body())
    expect((await totals()).max_connections_total).toBe(1_000_010)
    await addResults(simContext(world), sitePlace, [
      {
        node: good.id,
        address: addressTag('tcp://192.0.2.1:11010'),
        ms: world.nowMs,
        code: 'ok',
        latencyMs: 5,
        peers: 2,
        version: '2.6.4',
        avoidsRelay: undefined,
      },
    ])
    world.wipe((key) => key.startsWith('view'))
    expect(await totals()).toMatchObject({
      total_nodes: 2,
      online_nodes: 2,
      max_connections_total: 10,
      max_bandwidth_total: 100,
      current_bandwidth_total: 10,
      connection_count_total: 2,
    })
  })
  test('the totals sum what the rows show', async () => {
    const told = await makeNode(world, { node_name: 'a', tier_bandwidth: 30, max_bandwidth: 100 })
    const untold = await makeNode(world, { node_name: 'b', tier_bandwidth: 0, max_bandwidth: 200 })
    for (const { id } of [told, untold]) await sendReport(world, id, { current_bandwidth: 10 })
    const totals = JSON.parse(await (await stats(simContext(world))).body())
    expect(totals).toMatchObject({ tier_bandwidth_total: 230, current_bandwidth_total: 20 })
    expect(totals.history.tierband.at(-1)).toBe(230)
  })
})
