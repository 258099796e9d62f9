import { MemoryKv } from '../../../src/emulator/kv/memory-kv.ts'
import { createChecker } from '../../../src/probe/check.ts'
import { systemWorld } from '../../../src/probe/probe.ts'
import { addressTag, checksPerMinute, sitePlace, type Result } from '../../../src/domain/evidence/index.ts'
import { runRound } from '../../../src/services/rounds/index.ts'
import type { ServiceContext } from '../../../src/services/context/context.ts'
import { createMemory } from '../../../src/store/context/context.ts'
import { foldEvidence } from '../../../src/store/evidence/index.ts'
import { evidenceKeys } from '../../../src/store/kv/evidence-keys.ts'
import type { Kv } from '../../../src/store/kv/port.ts'
import { kvOver } from '../../../src/tools/demo/memory-store.ts'
import { accountContext } from '../../support/accounts.ts'
import { SimKv } from '../../support/kv/sim-kv.ts'
import { startServers } from '../probe/processes.ts'
import { ms, type Row } from './row.ts'
import { fillStore, urlOf } from './site.ts'

const minuteMs = 60_000
/** Evidence is kept that long before it is folded. */
const keptMinutes = 120
const checksCount = 400
/** Nodes that a place looks at every ten minutes, as many as it can. */
const nodesCount = 10 * checksPerMinute
/** Minutes until folding goes its way, and those that count. */
const [warmMinutes, countedMinutes] = [150, 120]
const operationsMax = 3

/** Puts what so many places find in two hours into a store, as much as each may check; every twentieth node fails now and then. */
export async function fillChecks(
  kv: Kv,
  ids: readonly number[],
  places: number,
  nowMs: number,
): Promise<void> {
  for (let place = 0; place < places; place += 1) {
    const name = place === 0 ? sitePlace : String(place).repeat(6)
    for (let minute = 0; minute < keptMinutes; minute += 1) {
      const at = nowMs - (nowMs % 1000) - (keptMinutes - minute) * minuteMs
      const results = Array.from({ length: checksPerMinute }, (_, turn): Result => {
        const look = minute * checksPerMinute + turn
        const index = look % ids.length
        // Never twice in a row: all nodes stay in the lists.
        const isFailed = index % 20 === 0 && Math.floor(look / ids.length) % 2 === 0
        const code = isFailed ? 'refused' : 'ok'
        return {
          node: ids[index] ?? 0,
          address: addressTag(urlOf(index)),
          place: name,
          ms: at,
          code,
          latencyMs: code === 'ok' ? 20 + place : -1,
          peers: 5,
          version: '2.6.4',
          avoidsRelay: false,
          sinceMs: at,
          mostSeen: 20,
        }
      })
      for (const key of evidenceKeys(name, results)) await kv.put(key, '1')
    }
  }
}

/** What one check costs: the checker on the wire, and the store of a site that has checks made for hours. */
export async function measureChecks(): Promise<Row[]> {
  return [...(await measureWire()), await measureOperations()]
}

/** Checks of nodes of another process, ten at a time as a round asks for them. */
async function measureWire(): Promise<Row[]> {
  const nodes = await startServers('nodes.ts', checksCount, 0)
  const checker = createChecker({ ...systemWorld, reach: 'any' })
  const inputs = nodes.ports.map((port) => ({
    server: `tcp://127.0.0.1:${port}`,
    network_name: 'net',
    network_secret: 'secret',
  }))
  await checker.batch(inputs.slice(0, 20))
  const rest = inputs.slice(20)
  const [startMs, start] = [performance.now(), process.cpuUsage()]
  for (let from = 0; from < rest.length; from += 10) {
    const results = await checker.batch(rest.slice(from, from + 10))
    if (!results.every(({ code }) => code === 'ok')) throw new Error('a node was not online')
  }
  const { user, system } = process.cpuUsage(start)
  const tookMs = performance.now() - startMs
  nodes.stop()
  const cpuMs = (user + system) / 1000 / rest.length
  const perSecond = (1000 * rest.length) / tookMs
  return [
    {
      what: 'checks over TCP, ten at a time, the nodes in another process',
      goal: `>= ${checksPerMinute} a minute`,
      measured: `${perSecond.toFixed(0)} a second`,
      met: perSecond * 60 >= checksPerMinute,
    },
    { what: 'CPU of a check', goal: '<= 10 ms', measured: ms(cpuMs), met: cpuMs <= 10 },
  ]
}

/** Hours of rounds over as many nodes as one place can look at, of which the last two count. */
async function measureOperations(): Promise<Row> {
  const store = new MemoryKv()
  const kv = kvOver(store)
  let nowMs = Date.now()
  await fillStore(kv, nodesCount, nowMs)
  let [operations, checks] = [0, 0]
  const isOfChecks = (key: string): boolean => /^h(?:_|r_|f$)/.test(key)
  const counted: Kv = {
    get: (key) => ((operations += Number(isOfChecks(key))), kv.get(key)),
    put: (key, value) => ((operations += Number(isOfChecks(key))), kv.put(key, value)),
    delete: (key) => ((operations += Number(isOfChecks(key))), kv.delete(key)),
    list: (options) => ((operations += Number(isOfChecks(options?.prefix ?? ''))), kv.list(options)),
  }
  const fetch: typeof globalThis.fetch = async (_url, init) => {
    const { nodes } = JSON.parse(String(init?.body)) as { nodes: { server: string }[] }
    checks += nodes.length
    const check_time = new Date(nowMs).toISOString()
    const found = { connection_count: 4, latency_ms: 12, check_time, code: 'ok' }
    return Response.json({ results: nodes.map(() => ({ is_online: true, ...found })) })
  }
  const memory = createMemory()
  const background: Promise<unknown>[] = []
  for (let minute = 0; minute < warmMinutes + countedMinutes; minute += 1) {
    nowMs += minuteMs
    if (minute === warmMinutes) [operations, checks] = [0, 0]
    const ctx: ServiceContext = {
      ...accountContext(new SimKv(), { fetch }),
      kv: counted,
      clock: () => nowMs,
      memory,
      waitUntil: (work) => void background.push(work),
    }
    await runRound(ctx, new AbortController().signal)
    if (minute % 5 === 0) await foldEvidence(ctx)
    while (background.length > 0) await background.shift()
  }
  const each = operations / checks
  return {
    what: `KV operations a check, folding included: ${nodesCount} nodes, two hours`,
    goal: `<= ${operationsMax}`,
    measured: each.toFixed(2),
    met: each <= operationsMax,
  }
}
