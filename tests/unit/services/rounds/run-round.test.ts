import { beforeEach, describe, expect, test } from 'vitest'
import { publicNodes } from '../../../../src/services/lists/public-nodes.ts'
import { runRound } from '../../../../src/services/rounds/run-round.ts'
import { createNode } from '../../../../src/services/nodes/create-node.ts'
import { saveSettings } from '../../../../src/store/system/settings.ts'
import { createMemory, type StoreMemory } from '../../../../src/store/context/context.ts'
import { foldEvidence } from '../../../../src/store/evidence/index.ts'
import { accountContext } from '../../../support/accounts.ts'
import { makeNode, sendReport, testEmail, testUser } from '../../../support/kv/nodes.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const minuteMs = 60_000
const never = new AbortController().signal

type Entry = { readonly server: string; readonly network_name: string; readonly network_secret: string }

/** A checker elsewhere: what it is asked, and which servers answer. */
class Checker {
  readonly asked: Entry[] = []
  readonly down = new Set<string>()
  isAway = false
  readonly #clock: () => number

  constructor(clock: () => number) {
    this.#clock = clock
  }

  readonly fetch: typeof globalThis.fetch = async (_url, init) => {
    if (this.isAway) throw new TypeError('away')
    const { nodes } = JSON.parse(String(init?.body)) as { nodes: Entry[] }
    this.asked.push(...nodes)
    return Response.json({ results: nodes.map(({ server }) => this.#resultOf(server)) })
  }

  #resultOf(server: string) {
    const check_time = new Date(this.#clock()).toISOString()
    const isDown = this.down.has(server)
    return isDown
      ? { is_online: false, connection_count: 0, latency_ms: -1, check_time, code: 'refused' }
      : {
          is_online: true,
          connection_count: 4,
          latency_ms: 12,
          check_time,
          code: 'ok',
          easytier_version: '2.0.3',
        }
  }
}

let world: SimKv
let memory: StoreMemory
let checker: Checker
let ids: number[]
const server = (at: number): string => `tcp://192.0.2.${at}:11010`

beforeEach(async () => {
  world = new SimKv({ startMs: Date.UTC(2026, 0, 15, 12) })
  memory = createMemory()
  checker = new Checker(() => world.nowMs)
  ids = []
  for (let at = 0; at < 10; at += 1) {
    const connections = [{ type: 'TCP' as const, ip: `192.0.2.${at}`, port: 11010 }]
    ids.push((await makeNode(world, { node_name: `node ${at}`, connections })).id)
  }
})

/** Operations on what checks are kept in, whoever made them. */
function operations(): number {
  return world.log.filter(({ key }) => /^h(?:_|r_|f$)/.test(key)).length
}

/** Minutes of ticks; each a round and, now and then, a fold. */
async function ticks(minutes: number, each: () => Promise<void> = async () => undefined): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    world.nowMs += minuteMs
    await each()
    const ctx = accountContext(world, { memory, fetch: checker.fetch })
    await runRound(ctx, never)
    if (minute % 5 === 0) await foldEvidence(ctx)
    await ctx.background()
  }
}

type Listed = { node_name: string; state: string; status: string; latency_ms: number; verified: boolean }

async function listed(at: number): Promise<Listed | undefined> {
  const answer = await publicNodes(accountContext(world, { memory }), { show_offline: true })
  const { nodes } = JSON.parse(await answer.body()) as { nodes: Listed[] }
  return nodes.find(({ node_name }) => node_name === `node ${at}`)
}

describe('rounds', () => {
  test('a node without a reporter is online by checks alone, with what they measured', async () => {
    await ticks(1)
    expect(checker.asked.map((entry) => entry.server).sort()).toEqual(ids.map((_id, at) => server(at)))
    expect(checker.asked[0]).toMatchObject({ network_name: 'easytier-node-check', network_secret: '' })
    expect(await listed(3)).toMatchObject({
      state: 'online',
      status: 'online',
      latency_ms: 12,
      verified: true,
      easytier_version: '2.0.3',
      connection_count: 4,
    })
  })
  test('a node whose owner has stored a network is asked as one of it, the others by the name that is set', async () => {
    const caller = { email: testEmail, userKey: testUser, role: 'user' } as const
    await createNode(accountContext(world, { caller }), {
      node_name: 'ours',
      region_type: 'domestic',
      connections: [{ type: 'TCP', ip: '192.0.2.77', port: 11010 }],
      network_name: 'ours',
      network_secret: 'hush',
    })
    await saveSettings(accountContext(world), { check_network_name: 'who-asks' })
    await ticks(3)
    const asked = new Map(checker.asked.map((entry) => [entry.server, entry]))
    expect(asked.get(server(77))).toMatchObject({ network_name: 'ours', network_secret: 'hush' })
    expect(asked.get(server(1))).toMatchObject({ network_name: 'who-asks', network_secret: '' })
  })
  test('one that nobody can join is unreachable after two failed checks, though it reports, and comes back', async () => {
    const report = async (): Promise<void> => void (await sendReport(world, ids[0] ?? 0, {}, { memory }))
    await ticks(1, report)
    checker.down.add(server(0))
    let minutes = 0
    while ((await listed(0))?.state !== 'unreachable' && minutes < 30) {
      await ticks(1, report)
      minutes += 1
    }
    // Ten minutes until its turn, then again after one.
    expect(minutes).toBeLessThanOrEqual(12)
    expect(await listed(0)).toMatchObject({ status: 'offline' })
    for (let at = 1; at < 10; at += 1) expect((await listed(at))?.state).toBe('online')
    checker.down.delete(server(0))
    await ticks(11, report)
    expect((await listed(0))?.state).toBe('online')
  })
  test('nobody is asked twice within a minute, each at least every ten', async () => {
    const times = new Map<string, number[]>()
    checker.down.add(server(4))
    for (let minute = 0; minute < 60; minute += 1) {
      const before = checker.asked.length
      await ticks(1)
      for (const entry of checker.asked.slice(before)) {
        times.set(entry.server, [...(times.get(entry.server) ?? []), minute])
      }
    }
    for (const list of times.values()) {
      const gaps = list.slice(1).map((minute, at) => minute - (list[at] ?? 0))
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1)
      expect(Math.max(...gaps)).toBeLessThanOrEqual(10)
    }
    expect(times.size).toBe(10)
  })
  test('a checker without a way out, or away, makes no node unreachable', async () => {
    await ticks(25)
    for (const [at] of ids.entries()) checker.down.add(server(at))
    for (let at = 0; at < 50; at += 1) {
      await ticks(1)
      const states = await Promise.all(ids.map((_id, node) => listed(node)))
      expect(states.filter((node) => node?.state === 'unreachable')).toEqual([])
    }
    checker.isAway = true
    await ticks(20)
    checker.isAway = false
    checker.down.clear()
    for (let at = 0; at < 12; at += 1) {
      await ticks(1)
      for (const [node] of ids.entries()) expect((await listed(node))?.state).not.toBe('unreachable')
    }
  })
  test('a site with one node tells its failures from the checker’s by an address that is there for this', async () => {
    world = new SimKv({ startMs: Date.UTC(2026, 0, 15, 12) })
    memory = createMemory()
    checker = new Checker(() => world.nowMs)
    const connections = [{ type: 'TCP' as const, ip: '192.0.2.0', port: 11010 }]
    await makeNode(world, { node_name: 'node 0', connections })
    await ticks(25)
    checker.down.add(server(0))
    await ticks(15)
    expect((await listed(0))?.state).not.toBe('unreachable')
    checker.down.clear()
    const control = 'tcp://control.example:11010'
    await saveSettings(accountContext(world), { control_addresses: control })
    await ticks(25)
    const controls = checker.asked.filter((entry) => entry.server === control)
    expect(controls.length).toBeGreaterThanOrEqual(2)
    expect((await listed(0))?.state).toBe('online')
    checker.down.add(server(0))
    await ticks(15)
    expect((await listed(0))?.state).toBe('unreachable')
    checker.down.clear()
    await ticks(15)
    checker.down.add(server(0)).add(control)
    await ticks(40)
    expect((await listed(0))?.state).not.toBe('unreachable')
  })
  test('an hour of checks costs at most 3 operations each, folding them included', async () => {
    await ticks(180)
    const [before, asked] = [operations(), checker.asked.length]
    await ticks(120)
    expect((operations() - before) / (checker.asked.length - asked)).toBeLessThanOrEqual(3)
  })
})
