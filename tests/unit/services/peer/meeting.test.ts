import { describe, expect, test, vi } from 'vitest'
import { sizesBetween, Swarm, type SwarmNode } from '../../../support/swarm.ts'

// Thousands of requests and reports on a slow machine; nothing here depends on real time.
vi.setConfig({ testTimeout: 600_000 })

const minuteMs = 60_000
const hourMs = 60 * minuteMs

type Member = { readonly ip: string; readonly isolate: number; first: SwarmNode; node: SwarmNode }
type Event = { readonly atMs: number; readonly run: () => Promise<void> }

/** Networks whose members ask one after another, while nodes come and go. */
class Networks {
  readonly swarm: Swarm
  readonly members = new Map<string, Member[]>()
  /**
   * Members that joined others: in all, those whose first answer was that of the others or where these are, and those
   * that ended up where the others are.
   */
  readonly met = { later: 0, first: 0, inTheEnd: 0 }
  readonly #events: Event[] = []
  #asked = 0
  #left = 0
  #came = 0

  constructor(swarm: Swarm) {
    this.swarm = swarm
  }

  async fill(): Promise<void> {
    for (const max of sizesBetween(10, 2000, 100)) await this.swarm.addNode({ max })
    await this.swarm.advanceTo(this.swarm.world.nowMs + 6 * minuteMs)
  }

  at(atMs: number, run: () => Promise<void>): void {
    this.#events.push({ atMs: this.swarm.world.nowMs + atMs, run })
  }

  async run(): Promise<void> {
    for (const { atMs, run } of this.#events.splice(0).toSorted((a, b) => a.atMs - b.atMs)) {
      await this.swarm.advanceTo(atMs)
      await run()
    }
  }

  async join(net: string, isolate: number): Promise<void> {
    this.#asked += 1
    const ip = `10.${this.#asked >> 16}.${(this.#asked >> 8) & 255}.${this.#asked & 255}`
    const { first, node } = await this.swarm.connect(isolate, ip, `?key=${net}`)
    if (first === undefined || node === undefined) throw new Error(`${net} was offered nothing`)
    const others = this.members.get(net) ?? []
    if (others.length > 0) {
      this.met.later += 1
      if (others.every((other) => [other.first, other.node].includes(first))) this.met.first += 1
      if (others.every((other) => other.node === node)) this.met.inTheEnd += 1
    }
    this.members.set(net, [...others, { ip, isolate, first, node }])
  }

  /** A node goes, every other time without a word. Its clients, who have lost it, ask anew. */
  async leave(): Promise<void> {
    this.#left += 1
    const alive = this.swarm.nodes.filter((node) => node.alive)
    const gone = alive[Math.floor(this.swarm.random() * alive.length)]
    if (gone === undefined) return
    await this.swarm.stop(gone, this.#left % 2 === 0)
    for (const [net, members] of this.members) {
      for (const member of members.filter(({ node }) => node === gone)) {
        const { first, node } = await this.swarm.connect(member.isolate, member.ip, `?key=${net}`)
        if (first === undefined || node === undefined) throw new Error(`${net} was offered nothing`)
        Object.assign(member, { first, node })
      }
    }
  }

  /** A new node, or every other time one that was away. */
  async come(): Promise<void> {
    this.#came += 1
    const away = this.swarm.nodes.find(({ alive }) => !alive)
    if (away !== undefined && this.#came % 2 === 0) await this.swarm.restart(away)
    else await this.swarm.addNode({ max: Math.round(10 * 200 ** this.swarm.random()) })
  }

  /** `perHour` nodes go and as many come, one after the other. */
  churn(hours: number, perHour: number): void {
    for (let at = 0; at < hours * perHour; at += 1) {
      this.at(((at + 0.25) / perHour) * hourMs, () => this.leave())
      this.at(((at + 0.75) / perHour) * hourMs, () => this.come())
    }
  }
}

function share(part: number, whole: number): number {
  return part / whole
}

describe('members of one network, 100 nodes of which 5 go and 5 come every hour', () => {
  test('one isolate: whenever they ask, they are where the others are', async () => {
    const networks = new Networks(new Swarm({ seed: 2, isolates: 1 }))
    await networks.fill()
    networks.churn(4, 5)
    const { random } = networks.swarm
    for (let net = 0; net < 400; net += 1) {
      for (let member = 0; member < 3; member += 1) {
        networks.at(random() * 4 * hourMs, () => networks.join(`net-${net}`, 0))
      }
    }
    await networks.run()
    const { met } = networks
    expect(met.later).toBe(800)
    expect(share(met.first, met.later)).toBeGreaterThanOrEqual(0.99)
    expect(share(met.inTheEnd, met.later)).toBeGreaterThanOrEqual(0.99)
  })

  test('two isolates, a minute apart: asked within ten minutes, 99 % get the same first node', async () => {
    const swarm = new Swarm({ seed: 3, isolates: 2, delayMs: 60_000 })
    const networks = new Networks(swarm)
    await networks.fill()
    networks.churn(4, 5)
    for (let net = 0; net < 2000; net += 1) {
      const atMs = swarm.random() * 4 * hourMs
      const isolate = net % 2
      networks.at(atMs, () => networks.join(`net-${net}`, isolate))
      networks.at(atMs + swarm.random() * 10 * minuteMs, () => networks.join(`net-${net}`, 1 - isolate))
    }
    await networks.run()
    const { met } = networks
    expect(met.later).toBe(2000)
    expect(share(met.first, met.later)).toBeGreaterThanOrEqual(0.99)
    expect(share(met.inTheEnd, met.later)).toBeGreaterThanOrEqual(0.99)
  })

  test('five go and five come between two asks: nobody who has asked anew is missed', async () => {
    const swarm = new Swarm({ seed: 4, isolates: 1 })
    const networks = new Networks(swarm)
    await networks.fill()
    for (let net = 0; net < 1000; net += 1) await networks.join(`net-${net}`, 0)
    await swarm.advanceTo(swarm.world.nowMs + minuteMs)
    for (let at = 0; at < 5; at += 1) {
      await networks.leave()
      await networks.come()
    }
    await swarm.advanceTo(swarm.world.nowMs + 20 * minuteMs)
    for (let net = 0; net < 1000; net += 1) await networks.join(`net-${net}`, 0)
    expect(networks.met).toEqual({ later: 1000, first: 1000, inTheEnd: 1000 })
  })
})
