import { accountKey } from '../../store/kv/keys.ts'
import { pastAccount } from './past.ts'
import { dayMs, minuteMs } from '../../contract/time.ts'
import { limits } from '../../contract/limits.ts'
import { MemoryKv } from '../../emulator/kv/memory-kv.ts'
import { figuresAt } from './figures.ts'
import { kvOver } from './memory-store.ts'
import { planNode, resetDayOf, type PlannedStep, type PlanOptions } from './plan.ts'
import { sampleNodes } from './sample-nodes.ts'
import type { SampleNode } from './sample-node.ts'
import { sampleAccounts } from './sample-accounts.ts'
import { announcementSteps } from './seed-announcements.ts'
import { seedChecks } from './seed-checks.ts'
import { seedAccounts, seedUsers } from './seed-accounts.ts'
import { SeedWorld } from './seed-context.ts'
import type { Caller } from '../../services/context/index.ts'
import { createNode, updateNode } from '../../services/nodes/index.ts'
import { report } from '../../services/reports/index.ts'
import { stats } from '../../services/lists/index.ts'

/** The site's own history is made of views; each knows three hours back. */
const viewEveryMs = 30 * minuteMs
const viewsMs = 25 * 60 * minuteMs

export type SeedOptions = {
  /** JWT_SECRET of the server that will serve the data. */
  readonly secret: string
  /** The invented history ends here. Unix time in milliseconds. */
  readonly nowMs: number
  readonly seed?: number
  readonly nodes?: readonly SampleNode[]
  /** Distance of reports: in the last `fineMs` every `fineEveryMs`, before that every `coarseEveryMs`. */
  readonly fineMs?: number
  readonly fineEveryMs?: number
  readonly coarseEveryMs?: number
  /** Accounts beside the sample ones, for lists that are long: nobody can sign in to them. */
  readonly users?: number
}

/** A node that was made, with what is needed to go on reporting for it. */
export type SeededNode = {
  readonly id: number
  readonly sample: SampleNode
  readonly token: string
  readonly seed: number
}

export type SeededData = {
  /** Every key of the store. */
  readonly kv: MemoryKv
  readonly nodes: readonly SeededNode[]
  readonly reports: number
}

/** Documentation addresses (RFC 5737) and names (RFC 2606): nobody's machine. */
function addressesOf(sample: SampleNode, index: number) {
  return sample.protocols.map((type) => ({
    type,
    ip: type === 'WSS' ? `node${index + 1}.example.net` : `203.0.113.${10 + (index % 240)}`,
    port: type === 'TCP' || type === 'UDP' ? 11_010 : type === 'WS' ? 11_011 : 11_012,
  }))
}

function validUntil({ validDays }: SampleNode, nowMs: number): string {
  if (validDays === Infinity) return '2999-12-31'
  const iso = new Date(nowMs + validDays * dayMs).toISOString()
  return validDays < 0 ? iso : iso.slice(0, 10)
}

async function create(
  world: SeedWorld,
  caller: Caller | undefined,
  sample: SampleNode,
  index: number,
  options: PlanOptions,
): Promise<SeededNode> {
  const { nowMs } = options
  const { node } = await world.at(nowMs - sample.ageDays * dayMs, caller, (ctx) =>
    createNode(ctx, {
      node_name: sample.name,
      region_type: sample.region,
      region_detail: sample.place,
      connections: addressesOf(sample, index),
      tier_bandwidth: sample.tier,
      max_bandwidth: sample.line,
      max_traffic: sample.quota,
      reset_day: resetDayOf(sample, nowMs),
      max_connections: sample.connectionsMax,
      tags: sample.tags,
      notes: sample.notes,
      valid_until: validUntil(sample, nowMs),
      allow_relay: sample.relay,
      address_public: sample.addressPublic,
    }),
  )
  return { id: node.id, sample, token: node.report_token, seed: options.seed * 1000 + index }
}

async function play(
  world: SeedWorld,
  node: SeededNode,
  step: PlannedStep,
  owner: Caller | undefined,
): Promise<void> {
  if (step.kind === 'past') {
    // Weeks of reports every ten minutes would be hundreds of thousands: what is folded of them is written at once.
    await world.at(step.atMs, undefined, ({ kv }) =>
      kv.put(accountKey(node.id), JSON.stringify(pastAccount(step.past))),
    )
    return
  }
  if (step.kind !== 'report') {
    const change = { is_enabled: step.kind === 'drain' ? 0 : 1 } as const
    await world.at(step.atMs, owner, (ctx) => updateNode(ctx, { id: node.id, change }))
    return
  }
  await world.at(step.atMs, undefined, (ctx) =>
    report(ctx, {
      token: node.token,
      status: step.status,
      current_bandwidth: step.bandwidth,
      connection_count: step.connections,
      latency_ms: step.latency,
      reported_traffic: step.trafficGb,
      uptime_seconds: step.uptimeS,
      easytier_version: node.sample.version,
    }),
  )
}

/**
 * Fills a store with accounts, nodes and their newest history by calling the services as people and reporters would, under
 * a clock that runs from 90 days ago to `nowMs`; what is older than `fineMs` is written as it would have been folded. The same options give the same data.
 */
export async function seedDemo(options: SeedOptions): Promise<SeededData> {
  const { secret, nowMs, seed = 1, nodes: samples = sampleNodes } = options
  const plan: PlanOptions = {
    nowMs,
    seed,
    fineMs: options.fineMs ?? 26 * 60 * minuteMs,
    fineEveryMs: options.fineEveryMs ?? 10 * minuteMs,
    coarseEveryMs: options.coarseEveryMs ?? 720 * minuteMs,
  }
  const kv = new MemoryKv()
  const world = new SeedWorld(kvOver(kv), secret, seededRandom(seed))
  const oldestDays = Math.max(1, ...samples.map(({ ageDays }) => ageDays))
  const nodesPerUser = Math.max(limits.nodesPerUser, samples.length)
  const callers = await seedAccounts(world, secret, nowMs - (oldestDays + 1) * dayMs, nodesPerUser)
  await seedUsers(world, nowMs - dayMs, options.users ?? 0)
  const nodes: SeededNode[] = []
  const steps: { readonly atMs: number; readonly run: () => Promise<unknown> }[] = []
  let reports = 0
  for (const [index, sample] of samples.entries()) {
    const owner = callers.get(sample.owner)
    const node = await create(world, owner, sample, index, plan)
    nodes.push(node)
    for (const step of planNode(sample, { ...plan, seed: node.seed })) {
      steps.push({ atMs: step.atMs, run: () => play(world, node, step, owner) })
      if (step.kind === 'report') reports += 1
    }
  }
  for (let atMs = nowMs - viewsMs; atMs < nowMs; atMs += viewEveryMs) {
    steps.push({ atMs, run: () => world.at(atMs, undefined, stats) })
  }
  const admin = callers.get(sampleAccounts.admin.email)
  steps.push(
    ...announcementSteps(nowMs).map(({ atMs, run }) => ({ atMs, run: () => world.at(atMs, admin, run) })),
  )
  steps.sort((a, b) => a.atMs - b.atMs)
  for (const { run } of steps) await run()
  const checked = nodes.flatMap((node, index) => {
    const [address] = addressesOf(node.sample, index)
    return address === undefined ? [] : [{ ...node, address }]
  })
  await seedChecks(world, checked, nowMs)
  return { kv, nodes, reports }
}

/** What a node's reporter says some time after the seeding; `sinceMs` is when it last spoke. GB as in its history. */
export function liveReport(node: SeededNode, nowMs: number, atMs: number, sinceMs: number) {
  const { sample, seed } = node
  const figures = figuresAt(sample, seed, nowMs, atMs)
  const gbPerDay = sample.used / 30
  return {
    token: node.token,
    status: 'online',
    current_bandwidth: figures.bandwidth,
    connection_count: figures.connections,
    latency_ms: figures.latency,
    reported_traffic: Math.round(((gbPerDay * (atMs - sinceMs)) / dayMs) * 1e6) / 1e6,
    uptime_seconds: Math.round((atMs % (20 * dayMs)) / 1000),
    easytier_version: sample.version,
  }
}

/** Deterministic numbers in [0, 1) from a seed (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
