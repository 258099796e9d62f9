import { noEvidence, type Evidence } from '../../src/domain/evidence/index.ts'
import { offersOf } from '../../src/domain/placement/index.ts'
import { choosePeers } from '../../src/services/peer/index.ts'
import { createMemory, type StoreMemory } from '../../src/store/context/context.ts'
import { encodeCandidateRow } from '../../src/store/placement/candidate-rows.ts'
import { limitOwners } from '../../src/store/placement/limit-owners.ts'
import { figuresAt, noLiveFacts } from '../../src/store/reports/node-figures.ts'
import { viewKey } from '../../src/store/views/view-keys.ts'
import { encodeValue } from '../../src/store/views/view-value.ts'
import { nodeConfig, simContext } from './kv/context.ts'
import { seededRandom } from './kv/random.ts'
import { SimKv } from './kv/sim-kv.ts'

/** A node of a simulation: what it claims, and what is true. */
export type BelievedNode = {
  readonly id: number
  readonly owner: string
  readonly claims: number
  /** Clients that it really takes; 0 = it drops whoever comes. */
  readonly takes: number
  /** Whether a check joins, fails, or is never made. */
  readonly checked: 'joins' | 'fails' | 'never'
  /** It reports what it has, or that nobody is there. */
  readonly isHonest: boolean
  carried: number
  reported: number
  mostSeen: number
  provenMs: number
  failures: number
  /** Answers that named it. */
  given: number
}

const minuteMs = 60_000
const viewMs = 25_000
const policy = { placesMax: 2000, ownerShareMax: 0.5 }
const configOf = {
  ...nodeConfig(),
  v: 1,
  ownerEmail: '',
  createdMs: 0,
  revision: 0,
  tierMs: 0,
  previousToken: null,
  network_name: null,
  network_secret: null,
  off: [],
} as const

/** A site whose view is made of what nodes claim and checks have seen; clients ask the real choice of nodes. */
export class BelievedSite {
  readonly world: SimKv
  readonly nodes: BelievedNode[] = []
  readonly random: () => number
  readonly #memory: StoreMemory = createMemory()
  readonly #byUrl = new Map<string, BelievedNode>()
  #viewMs = 0

  constructor(seed: number) {
    this.random = seededRandom(seed)
    this.world = new SimKv({ random: this.random })
  }

  add(
    node: Partial<Omit<BelievedNode, 'id'>> & Pick<BelievedNode, 'claims' | 'takes' | 'checked'>,
  ): BelievedNode {
    const id = this.nodes.length + 1
    const whole: BelievedNode = {
      owner: `owner ${id}`,
      isHonest: true,
      carried: 0,
      reported: 0,
      mostSeen: 0,
      provenMs: 0,
      failures: 0,
      given: 0,
      ...node,
      id,
    }
    this.nodes.push(whole)
    this.#byUrl.set(`tcp://10.0.${id >> 8}.${id & 255}:11010`, whole)
    return whole
  }

  /** Every node is checked and reports. */
  look(): void {
    for (const node of this.nodes) {
      node.reported = node.isHonest ? node.carried : 0
      if (node.checked === 'never') continue
      node.failures = node.checked === 'fails' ? node.failures + 1 : 0
      if (node.checked === 'fails') continue
      node.provenMs = this.world.nowMs
      node.mostSeen = Math.max(node.mostSeen, node.carried)
    }
  }

  #evidence({ provenMs, mostSeen, failures }: BelievedNode): Evidence {
    const isOut = failures >= 2
    return { ...noEvidence, provenMs, mostSeen, isHandedOut: !isOut }
  }

  async #refresh(): Promise<void> {
    const { nowMs } = this.world
    if (nowMs - this.#viewMs < viewMs) return
    this.#viewMs = nowMs
    const figures = figuresOfNobody(nowMs)
    const owned = this.nodes.map((node) => {
      const { id, owner, claims, reported } = node
      const connections = [{ type: 'TCP' as const, ip: `10.0.${id >> 8}.${id & 255}`, port: 11010 }]
      const record = { ...configOf, id, user: owner, connections, max_connections: claims, max_bandwidth: 0 }
      const evidence = this.#evidence(node)
      const told = { ...figures, evidence, connection_count: reported, lastReportMs: nowMs }
      const belief = { evidence, placesMax: policy.placesMax }
      return { owner, line: encodeCandidateRow(record, told, null, belief, nowMs) }
    })
    const { lines, offered } = limitOwners(owned, policy.ownerShareMax)
    const head = {
      builtMs: nowMs,
      nextMs: nowMs + 60 * minuteMs,
      nodes: lines.length,
      offers: offersOf(offered),
    }
    const manifest = { v: 4, divided: false, parts: { '': head } }
    await this.world.at(0).put(viewKey('q'), encodeValue(manifest, lines))
  }

  /** One client asks until somebody takes it, ten times at most. */
  async connect(ip: string, key?: string): Promise<BelievedNode | undefined> {
    for (let turn = 0; turn < 10; turn += 1) {
      await this.#refresh()
      const node = await this.#ask(ip, key)
      if (node === undefined) return undefined
      node.given += 1
      if (node.carried < node.takes) {
        node.carried += 1
        return node
      }
      this.world.nowMs += 1000
    }
    return undefined
  }

  async #ask(clientIp: string, key: string | undefined): Promise<BelievedNode | undefined> {
    const ctx = simContext(this.world, { memory: this.#memory, random: this.random })
    const [url] = await choosePeers(
      { ...ctx, log: () => undefined, clientIp, origin: '' },
      { filter: {}, limit: 1, priority: 'capacity', key, member: '', peek: false },
    )
    await ctx.background()
    return url === undefined ? undefined : this.#byUrl.get(url)
  }

  /** Clients come over half an hour; nodes report and are checked every ten minutes. `keyed`: each of a network of its own. */
  async pour(clients: number, keyed = false): Promise<void> {
    const startMs = this.world.nowMs
    let looks = 0
    for (let at = 0; at < clients; at += 1) {
      const dueMs = startMs + (at / clients) * 30 * minuteMs
      this.world.nowMs = Math.max(this.world.nowMs, dueMs)
      if (this.world.nowMs >= startMs + looks * 10 * minuteMs) {
        this.look()
        looks += 1
      }
      const ip = `10.${100 + (at >> 16)}.${(at >> 8) & 255}.${at & 255}`
      await this.connect(ip, keyed ? `network ${at}` : undefined)
    }
  }

  /** Share of all answers that named one of these. */
  share(nodes: readonly BelievedNode[]): number {
    return givenTo(nodes) / givenTo(this.nodes)
  }

  forget(): void {
    for (const node of this.nodes) node.given = 0
  }
}

function givenTo(nodes: readonly BelievedNode[]): number {
  return nodes.reduce((sum, { given }) => sum + given, 0)
}

/** Figures of a node that is online and has nobody. */
function figuresOfNobody(nowMs: number) {
  const figures = figuresAt({ ...configOf, createdMs: nowMs }, noLiveFacts, nowMs, 0, noEvidence)
  return { ...figures, status: 'online' as const, tier_bandwidth: 0 }
}
