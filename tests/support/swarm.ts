import { peerRoute } from '../../src/http/text/peer.ts'
import { createTextApp } from '../../src/http/text/text-app.ts'
import { addressTag, sitePlace } from '../../src/domain/evidence/index.ts'
import { addResults } from '../../src/store/evidence/index.ts'
import { createMemory, type StoreMemory } from '../../src/store/context/context.ts'
import { simContext } from './kv/context.ts'
import { makeNode, sendReport } from './kv/nodes.ts'
import { seededRandom } from './kv/random.ts'
import { SimKv } from './kv/sim-kv.ts'

/** A node as it really is, whatever views and isolates believe. */
export type SwarmNode = {
  readonly id: number
  readonly ip: string
  readonly max: number
  /** Connections that it had before any client of the swarm came. */
  readonly preload: number
  /** Free share of its bandwidth. */
  readonly share: number
  connections: number
  alive: boolean
  reportMs: number
}

const checkEveryMs = 600_000
/** As many as four times these are what the largest of the nodes claims. */
const seenPeers = 500

type Pending = { readonly node: SwarmNode; readonly atMs: number }

const bandwidthMbps = 1000
const app = createTextApp([peerRoute])
const connectMs = 2000

/**
 * Nodes that report every `reportEveryMs` and clients that ask the real `/peer` of one of several isolates, each
 * with its own memory and its own place of the store. Time passes only by `advanceTo`.
 */
export class Swarm {
  readonly world: SimKv
  readonly nodes: SwarmNode[] = []
  readonly random: () => number
  readonly #reportEveryMs: number
  readonly #peers: readonly StoreMemory[]
  readonly #reporters: readonly StoreMemory[]
  readonly #byAddress = new Map<string, SwarmNode>()
  #pending: Pending[] = []
  #checkMs = 0
  #made = 0

  /** `delayMs`: how late each place sees what was written at another. */
  constructor(options: { seed: number; isolates: number; reportEveryMs?: number; delayMs?: number }) {
    this.random = seededRandom(options.seed)
    const delayMs = options.delayMs ?? 0
    this.world = new SimKv({
      places: options.isolates,
      random: this.random,
      delayMs: () => delayMs,
    })
    this.#reportEveryMs = options.reportEveryMs ?? 300_000
    this.#peers = Array.from({ length: options.isolates }, () => createMemory())
    // Reports reach isolates that answer no /peer, so that nothing is known but by the store.
    this.#reporters = Array.from({ length: options.isolates }, () => createMemory())
  }

  async addNode(size: { max: number; preload?: number; share?: number }): Promise<SwarmNode> {
    this.#made += 1
    this.world.nowMs += 1
    const ip = `192.0.${this.#made >> 8}.${this.#made & 255}`
    const made = await makeNode(this.world, {
      node_name: `node ${this.#made}`,
      connections: [{ type: 'TCP', ip, port: 11010 }],
      tier_bandwidth: bandwidthMbps,
      max_connections: size.max,
    })
    const preload = size.preload ?? 0
    const node: SwarmNode = {
      id: made.id,
      ip,
      max: size.max,
      preload,
      share: size.share ?? 1,
      connections: preload,
      alive: true,
      reportMs: 0,
    }
    this.nodes.push(node)
    this.#byAddress.set(`tcp://${ip}:11010`, node)
    await this.#report(node, true, 0)
    await this.#check([node])
    // Another place may not know the node for a minute.
    node.reportMs = this.world.nowMs + 61_000 + this.random() * (this.#reportEveryMs - 61_000)
    return node
  }

  /** Ends a node: with a last word, or without. Its connections are gone. */
  async stop(node: SwarmNode, word: boolean): Promise<void> {
    node.alive = false
    node.connections = 0
    if (word) await this.#report(node, false)
  }

  async restart(node: SwarmNode): Promise<void> {
    node.alive = true
    await this.#report(node, true)
    node.reportMs = this.world.nowMs + this.#reportEveryMs
  }

  async #report(
    node: SwarmNode,
    online: boolean,
    place = Math.floor(this.random() * this.world.places),
  ): Promise<void> {
    const memory = this.#reporters[place] ?? createMemory()
    const report = {
      status: online ? ('online' as const) : ('offline' as const),
      connection_count: node.connections,
      current_bandwidth: bandwidthMbps * (1 - node.share),
    }
    await sendReport(this.world, node.id, report, { place, memory, random: this.random })
    this.world.log.length = 0
  }

  /** Checks from outside that join, so that claims are believed. */
  async #check(nodes: readonly SwarmNode[]): Promise<void> {
    const ctx = simContext(this.world, { memory: createMemory(), random: this.random })
    const results = nodes.map(({ id, ip }) => ({
      node: id,
      address: addressTag(`tcp://${ip}:11010`),
      ms: this.world.nowMs,
      code: 'ok' as const,
      latencyMs: 20,
      peers: seenPeers,
      version: '2.6.4',
      avoidsRelay: false,
    }))
    await addResults(ctx, sitePlace, results)
    this.world.log.length = 0
  }

  async #checkUntil(ms: number): Promise<void> {
    if (this.#checkMs === 0) this.#checkMs = this.world.nowMs
    while (this.#checkMs + checkEveryMs <= ms) {
      this.#checkMs += checkEveryMs
      this.world.nowMs = Math.max(this.world.nowMs, this.#checkMs)
      await this.#check(this.nodes.filter(({ alive }) => alive))
    }
  }

  /** Lets time pass; on its way nodes report and clients connect. */
  async advanceTo(ms: number): Promise<void> {
    for (;;) {
      const due = this.nodes.filter(({ alive }) => alive)
      const next = due.reduce<SwarmNode | undefined>(
        (first, node) => (first === undefined || node.reportMs < first.reportMs ? node : first),
        undefined,
      )
      if (next === undefined || next.reportMs > ms) break
      await this.#checkUntil(next.reportMs)
      this.#connectUntil(next.reportMs)
      this.world.nowMs = Math.max(this.world.nowMs, next.reportMs)
      await this.#report(next, true)
      next.reportMs += this.#reportEveryMs * (0.95 + 0.1 * this.random())
    }
    this.#connectUntil(ms)
    this.world.nowMs = Math.max(this.world.nowMs, ms)
  }

  #connectUntil(ms: number): void {
    for (const { node, atMs } of this.#pending) if (atMs <= ms && node.alive) node.connections += 1
    this.#pending = this.#pending.filter(({ atMs }) => atMs > ms)
  }

  /** One request. Undefined: nothing was offered. */
  async ask(isolate: number, ip: string, query = ''): Promise<SwarmNode | undefined> {
    const url = new URL(`https://share.example/peer${query}`)
    const ctx = simContext(this.world, {
      place: isolate,
      memory: this.#peers[isolate] ?? createMemory(),
      random: this.random,
    })
    const services = { ...ctx, log: () => undefined, clientIp: ip, origin: url.origin }
    const answer = await app.fetch(new Request(url), { services, requestId: '' })
    const text = await answer.text()
    await ctx.background()
    this.world.log.length = 0
    return answer.status === 200 ? this.#byAddress.get(text) : undefined
  }

  /**
   * A client as EasyTier is: asks every second until the node that it was given answers, and connects to it. `first`
   * is the node of the first answer.
   */
  async connect(
    isolate: number,
    ip: string,
    query = '',
  ): Promise<{ readonly first: SwarmNode | undefined; readonly node: SwarmNode | undefined }> {
    const first = await this.ask(isolate, ip, query)
    let node = first
    for (let tries = 0; tries < 30 && node?.alive !== true; tries += 1) {
      await this.advanceTo(this.world.nowMs + 1000)
      node = await this.ask(isolate, ip, query)
    }
    if (node?.alive !== true) return { first, node: undefined }
    this.#pending.push({ node, atMs: this.world.nowMs + connectMs })
    return { first, node }
  }
}

/** Sizes from `least` to `most`, as many small ones as large ones in proportion, in no order. */
export function sizesBetween(least: number, most: number, count: number): number[] {
  return Array.from({ length: count }, (_unused, at) =>
    Math.round(least * (most / least) ** (((at * 37) % count) / (count - 1))),
  )
}
