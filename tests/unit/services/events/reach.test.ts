import { beforeEach, describe, expect, test } from 'vitest'
import { checkerEvents, reachEvents } from '../../../../src/domain/events/index.ts'
import { runRound } from '../../../../src/services/rounds/run-round.ts'
import { createMemory, type StoreMemory } from '../../../../src/store/context/context.ts'
import { deriveEvents, listEvents, writeEvents } from '../../../../src/store/events/index.ts'
import { accountContext } from '../../../support/accounts.ts'
import { makeNode, sendReport } from '../../../support/kv/nodes.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const minuteMs = 60_000
const never = new AbortController().signal
const startMs = Date.UTC(2026, 0, 15, 12)

let world: SimKv
let memories: StoreMemory[]
let down: Set<string>
let ids: number[]

beforeEach(async () => {
  world = new SimKv({ startMs, places: 2, delayMs: () => 60_000 })
  memories = [createMemory(), createMemory()]
  down = new Set()
  ids = []
  for (let at = 0; at < 6; at += 1) {
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

/** Minutes in which one of two places checks and both derive events; every node reports all the while. */
async function minutes(count: number): Promise<void> {
  for (let minute = 0; minute < count; minute += 1) {
    world.nowMs += minuteMs
    for (const id of ids) await sendReport(world, id)
    for (const place of [0, 1]) {
      const memory = memories[place] ?? createMemory()
      const ctx = accountContext(world, { place, memory, fetch: checker })
      if (place === 0) await runRound(ctx, never)
      await deriveEvents(ctx, never)
      await ctx.background()
    }
  }
  world.settle()
}

async function told(kinds = ['unreachable', 'reachable']): Promise<string[]> {
  const { events } = await listEvents(accountContext(world), {
    limit: 200,
    accept: ({ kind }) => kinds.includes(kind),
  })
  return events.map(({ node, kind, why }) => `${ids.indexOf(node)} ${kind} ${why}`.trim()).toReversed()
}

describe('a node that reports, yet cannot be joined', () => {
  test('is told once with the reason, and once when it can be joined again, whatever places look', async () => {
    await minutes(15)
    expect(await told()).toEqual([])
    down.add('tcp://192.0.2.0:11010')
    await minutes(20)
    expect(await told()).toEqual(['0 unreachable refused'])
    down.clear()
    await minutes(15)
    expect(await told()).toEqual(['0 unreachable refused', '0 reachable'])
  })

  test('is told to be well again however much has happened to others meanwhile', async () => {
    await minutes(15)
    down.add('tcp://192.0.2.0:11010')
    await minutes(20)
    const ms = world.nowMs
    const noise = Array.from(
      { length: 1100 },
      (_, at) => ({ ms: ms + at, node: ids[1] ?? 0, kind: 'full', why: '' }) as const,
    )
    await writeEvents(accountContext(world), noise)
    world.settle()
    down.clear()
    await minutes(15)
    const { events } = await listEvents(accountContext(world), { node: ids[0] ?? 0, limit: 200 })
    expect(events.filter(({ kind }) => kind.endsWith('reachable')).map(({ kind }) => kind)).toEqual([
      'reachable',
      'unreachable',
    ])
  })

  test('is no news where more than half fail at once: the checker is', async () => {
    await minutes(15)
    for (let at = 0; at < 6; at += 1) down.add(`tcp://192.0.2.${at}:11010`)
    await minutes(20)
    expect(await told()).toEqual([])
    const doubt = ['checker_doubtful', 'checker_well']
    expect(await told(doubt)).toEqual(['-1 checker_doubtful'])
    down.clear()
    await minutes(40)
    expect(await told(doubt)).toEqual(['-1 checker_doubtful', '-1 checker_well'])
    expect(await told()).toEqual([])
  })
})

describe('a place that checks', () => {
  const window = { fromMs: 0, untilMs: 600_000 }
  const doubt = (ms: number, name: string) => ({ ms, node: 0, kind: 'checker_doubtful', why: name }) as const
  const well = (ms: number) => ({ ms, node: 0, kind: 'checker_well', why: '' }) as const

  test('is told of by its name, once as long as any is in doubt', () => {
    const both = [
      { sinceMs: 500, name: '' },
      { sinceMs: 500, name: 'Frankfurt' },
    ]
    expect(checkerEvents(both, [], window)).toEqual([doubt(500, ''), doubt(501, 'Frankfurt')])
    expect(checkerEvents(both, [doubt(400, '')], window)).toEqual([doubt(500, 'Frankfurt')])
    expect(checkerEvents(both, [doubt(500, ''), doubt(450, 'Frankfurt')], window)).toEqual([])
  })

  test('is told to be well when none is in doubt, and anew when it is again', () => {
    expect(checkerEvents([], [], window)).toEqual([])
    expect(checkerEvents([], [doubt(500, '')], window)).toEqual([well(600_000)])
    expect(checkerEvents([], [well(700), doubt(500, '')], window)).toEqual([])
    expect(checkerEvents([{ sinceMs: 650, name: '' }], [well(700), doubt(500, '')], window)).toEqual([
      doubt(701, ''),
    ])
  })
})

describe('what checks say', () => {
  const window = { fromMs: 0, untilMs: 1000 }
  const failing = {
    reachability: 'unreachable',
    sinceMs: 500,
    reachedMs: 0,
    reason: 'timeout',
    failedAt: ['000000', 'aaaaaa'],
  } as const
  const well = { reachability: 'reachable', sinceMs: 0, reachedMs: 700, reason: '', failedAt: [] } as const
  const at = (history: Omit<Parameters<typeof reachEvents>[0], 'node'>) =>
    reachEvents({ node: 7, ...history }, window).map(({ ms, kind }) => `${ms} ${kind}`)

  test('is silent in maintenance, and dates what outlasts it from its end', () => {
    expect(at({ evidence: failing, off: [[400, 0]], told: undefined })).toEqual([])
    expect(at({ evidence: failing, off: [[400, 800]], told: undefined })).toEqual(['800 unreachable'])
  })

  test('says why, and which places could not join it', () => {
    const said = (evidence: Parameters<typeof reachEvents>[0]['evidence']) =>
      reachEvents({ node: 7, evidence, off: [], told: undefined }, window)[0]?.why
    expect(said(failing)).toBe('timeout 000000、aaaaaa')
    expect(said({ ...failing, failedAt: [] })).toBe('timeout')
  })

  test('is news only where it differs from what was told', () => {
    expect(at({ evidence: failing, off: [], told: undefined })).toEqual(['500 unreachable'])
    expect(at({ evidence: failing, off: [], told: { ms: 300, kind: 'unreachable' } })).toEqual([])
    expect(at({ evidence: failing, off: [], told: { ms: 600, kind: 'reachable' } })).toEqual([
      '601 unreachable',
    ])
    expect(at({ evidence: well, off: [], told: undefined })).toEqual([])
    expect(at({ evidence: well, off: [], told: { ms: 300, kind: 'unreachable' } })).toEqual(['700 reachable'])
    const unanswered = { ...well, reachedMs: 0 }
    expect(at({ evidence: unanswered, off: [], told: { ms: 300, kind: 'unreachable' } })).toEqual([])
    const unknown = { ...well, reachability: 'unknown', reachedMs: 0 } as const
    expect(at({ evidence: unknown, off: [], told: { ms: 300, kind: 'unreachable' } })).toEqual([])
  })
})
