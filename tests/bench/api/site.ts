import { createNode } from '../../../src/store/nodes/nodes.ts'
import { createMemory, type StoreContext } from '../../../src/store/context/context.ts'
import { userKey } from '../../../src/store/kv/keys.ts'
import type { Kv } from '../../../src/store/kv/port.ts'
import type { NodeToken } from '../../../src/store/nodes/node-record.ts'
import { addReport, openReport } from '../../../src/store/reports/reports.ts'
import { countedKv } from '../../support/http-counted-kv.ts'

/** Name of the node that was made at that place. */
export function nameOf(at: number): string {
  return `公共节点 ${at}`
}

/** The address of that node, as EasyTier takes it. */
export function urlOf(at: number): string {
  return `tcp://${hostOf(at)}:11010`
}

function hostOf(at: number): string {
  return `node${at}.example.org`
}

/** A report token that nobody knows. */
function noToken(nowMs: number): NodeToken {
  return { hash: '0'.repeat(64), prefix: 'etr_bench', createdMs: nowMs }
}

/** Writes nodes with one report each straight into a store, by the store's own code. Answers their ids. */
export async function fillStore(
  store: Kv,
  count: number,
  nowMs: number,
  makeToken: (id: number) => NodeToken = () => noToken(nowMs),
  ownerEmail: (at: number) => string = (at) => `owner${Math.floor(at / 40)}@example.com`,
): Promise<number[]> {
  const background: Promise<unknown>[] = []
  // Ids hold the millisecond of their making.
  let clockMs = nowMs - count
  const ctx: StoreContext = {
    kv: countedKv(store).kv,
    clock: () => clockMs,
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    waitUntil: (work) => void background.push(work),
    memory: createMemory(),
  }
  const ids: number[] = []
  for (let at = 0; at < count; at += 1) {
    clockMs += 1
    const email = ownerEmail(at)
    const made = await createNode(ctx, {
      user: userKey(email),
      ownerEmail: email,
      config: {
        node_name: nameOf(at),
        region_type: at % 3 === 0 ? 'overseas' : 'domestic',
        region_detail: '北京',
        connections: [{ type: 'TCP', ip: hostOf(at), port: 11_010 }],
        tier_bandwidth: 100,
        max_bandwidth: 1000,
        max_traffic: 1000,
        reset_cycle: 30,
        reset_day: 0,
        max_connections: 100,
        tags: '高速,稳定',
        notes: '',
        validUntilMs: nowMs + 1e10,
        allow_relay: 1,
        address_public: 0,
        is_enabled: 1,
        correction_traffic: 0,
        correctionMs: 0,
      },
      nodesMax: 1_000_000,
      makeToken,
    })
    if (!made.ok) throw new Error(made.reason)
    ids.push(made.node.id)
    await reportOne(ctx, made.node.id, at)
  }
  await Promise.all(background)
  return ids
}

/** One more report of a node. */
export async function reportAgain(store: Kv, id: number, at: number, nowMs: number): Promise<void> {
  const background: Promise<unknown>[] = []
  await reportOne(
    {
      kv: countedKv(store).kv,
      clock: () => nowMs,
      random: (length) => crypto.getRandomValues(new Uint8Array(length)),
      waitUntil: (work) => void background.push(work),
      memory: createMemory(),
    },
    id,
    at,
  )
  await Promise.all(background)
}

async function reportOne(ctx: StoreContext, id: number, at: number): Promise<void> {
  const session = await openReport(ctx, id)
  if (session === undefined) throw new Error(`node ${id} is gone`)
  await addReport(ctx, session, {
    current_bandwidth: (at * 7) % 90,
    reported_traffic: at / 100,
    connection_count: at % 50,
    latency_ms: 10 + (at % 200),
    easytier_version: '2.6.4',
    uptime_seconds: at * 1000,
  })
}
