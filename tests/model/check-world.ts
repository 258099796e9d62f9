import { expect } from 'vitest'
import type { CheckInput, CheckResult } from '../../src/contract/check.ts'
import type { ProberWork } from '../../src/contract/places.ts'
import { resultId, sitePlace, type Result } from '../../src/domain/evidence/index.ts'
import { slotMs } from '../../src/domain/values/index.ts'
import { Prober } from '../../src/prober/prober.ts'
import type { Reply } from '../../src/prober/site.ts'
import { publicNodes } from '../../src/services/lists/index.ts'
import { proberResults, proberWork } from '../../src/services/places/index.ts'
import { runRound } from '../../src/services/rounds/index.ts'
import { createMemory, type StoreMemory } from '../../src/store/context/context.ts'
import { deriveEvents } from '../../src/store/events/index.ts'
import { readLooks } from '../../src/store/evidence/index.ts'
import { parseEvidenceKey } from '../../src/store/kv/evidence-keys.ts'
import { parseReportKey } from '../../src/store/kv/fact-keys.ts'
import { idInKey } from '../../src/store/kv/keys.ts'
import { readNodeWithFigures } from '../../src/store/nodes/own-nodes.ts'
import { readNodeHistory } from '../../src/store/reports/index.ts'
import { accountContext } from '../support/accounts.ts'
import { makeNode, sendReport } from '../support/kv/nodes.ts'
import { seededRandom } from '../support/kv/random.ts'
import { SimFaultError, SimKv, type SimFault } from '../support/kv/sim-kv.ts'
import { plainReachability } from '../support/plain-evidence.ts'
import { isNearEdge, plainSlot, plainState, tellReach, type Told, type Word } from './check-reference.ts'

const places = 3
const minuteMs = 60_000
/** The site's own checker and two others, each of which writes where it is nearest. */
const checkers = [sitePlace, 'aaaaaa', 'bbbbbb'] as const
/** Evidence is folded when it is two hours old: a history ends before. */
const lengthMaxMs = 110 * minuteMs
/** A write is a minute under way and `since` is kept in minutes. */
const nearMs = 130_000

type Health = 'up' | 'down' | 'refuses'
type Mood = 'well' | 'blind' | 'lies' | 'gone'

export type CheckCommand =
  | { readonly do: 'minutes'; readonly count: number; readonly at: number; readonly fault: number }
  | { readonly do: 'round'; readonly at: number }
  | { readonly do: 'probe'; readonly who: number; readonly fault: number }
  | { readonly do: 'reporter'; readonly node: number; readonly says: 'online' | 'offline' | 'nothing' }
  | { readonly do: 'node'; readonly node: number; readonly is: Health }
  | { readonly do: 'checker'; readonly who: number; readonly is: Mood }
  | { readonly do: 'create' }
  | { readonly do: 'compare' }
export type CheckStep = { readonly waitMs: number; readonly act: CheckCommand }

type ModelNode = {
  readonly id: number
  readonly createdMs: number
  is: Health
  /** It could be joined all its life, so that nothing but a checker's fault can make it unreachable. */
  isSound: boolean
  says: 'online' | 'offline' | 'nothing'
  readonly words: Word[]
  readonly told: Told[]
}

function server(at: number): string {
  return `tcp://192.0.2.${at}:11010`
}

/** A site in three places of a store, with reporters and three checkers, and all that was ever said and found. */
export class CheckWorld {
  readonly world: SimKv
  readonly nodes: ModelNode[] = []
  readonly #random: () => number
  readonly #memories: StoreMemory[] = Array.from({ length: places }, () => createMemory())
  readonly #moods: Mood[] = ['well', 'well', 'well']
  readonly #probers: Prober[]
  readonly #results = new Map<string, Result>()
  /** Checks that a prober was told to be kept. */
  readonly #taken: { readonly node: number; readonly place: string; readonly ms: number }[] = []
  readonly #startMs: number
  #hasLied = false
  /** A result came in later than it was made: what was told meanwhile could not know it. */
  #isLate = false
  #faultAt = 0
  #told = 0

  constructor(seed: number) {
    this.#random = seededRandom(seed)
    const random = seededRandom(seed + 1)
    this.world = new SimKv({
      places,
      skewsMs: [0, 2000, -2000],
      random,
      delayMs: (draw) => (draw() < 0.3 ? draw() * 2000 : draw() * 60_000),
    })
    this.#startMs = this.world.nowMs
    this.#probers = [1, 2].map((who) => this.#prober(who))
  }

  #context(at: number, options: { fault?: () => SimFault; fetch?: typeof globalThis.fetch } = {}) {
    const memory = this.#memories[at] ?? createMemory()
    return accountContext(this.world, { place: at, memory, random: this.#random, ...options })
  }

  #prober(who: number): Prober {
    const id = checkers[who] ?? sitePlace
    const place = { v: 1, id, name: id, trusted: 0, hash: '', createdMs: 0 } as const
    const ask = async <Answer>(
      work: (ctx: ReturnType<CheckWorld['contextOf']>) => Promise<Answer>,
    ): Promise<Reply<Answer>> => {
      const ctx = { ...this.contextOf(who), place }
      try {
        const value = await work(ctx)
        await ctx.background()
        return { kind: 'ok', value }
      } catch (error) {
        if (!(error instanceof SimFaultError)) throw error
        this.#isLate = true
        return { kind: 'away', why: error.message }
      }
    }
    return new Prober({
      site: {
        work: () => ask(async (ctx) => JSON.parse((await proberWork(ctx)).body) as ProberWork),
        post: async (results) => {
          const reply = await ask((ctx) => proberResults(ctx, { results: [...results] }))
          if (reply.kind !== 'ok') return reply
          for (const { node, check_time } of results)
            this.#taken.push({ node, place: id, ms: Math.floor(Date.parse(check_time) / 1000) * 1000 })
          return reply
        },
      },
      check: async (input) => this.#look(who, input, this.world.clockAt(who)()),
      nowMs: this.world.clockAt(who),
      say: () => undefined,
    })
  }

  /** The request of a checker at its own place of the store; at most one of its puts fails, done or not. */
  contextOf(who: number) {
    let puts = 0
    const fault = (op?: { readonly kind: string }): SimFault => {
      if (op?.kind !== 'put') return 'ok'
      puts += 1
      return puts === this.#faultAt ? (this.#random() < 0.5 ? 'lost_before' : 'lost_after') : 'ok'
    }
    return this.#context(who, { fault })
  }

  /** What a checker says of an address. */
  #look(who: number, { server: url }: CheckInput, ms: number): CheckResult {
    const node = this.nodes.find((_node, at) => server(at) === url)
    const mood = this.#moods[who]
    const truth = mood === 'blind' ? 'down' : (node?.is ?? 'down')
    const said = mood !== 'lies' ? truth : this.#random() < 0.5 ? 'up' : 'down'
    const check_time = new Date(ms).toISOString()
    if (said === 'up') return { is_online: true, connection_count: 4, latency_ms: 12, check_time, code: 'ok' }
    const code = said === 'down' ? 'connect_timeout' : 'foreign_rejected'
    return { is_online: false, connection_count: 0, latency_ms: -1, check_time, code }
  }

  async #round(at: number): Promise<void> {
    const fetch: typeof globalThis.fetch = async (_url, init) => {
      if (this.#moods[0] === 'gone') throw new TypeError('the checker is away')
      const { nodes } = JSON.parse(String(init?.body)) as { nodes: CheckInput[] }
      const results = nodes.map((input) => this.#look(0, input, this.world.clockAt(at)()))
      return Response.json({ results })
    }
    const ctx = this.#context(at, { fetch })
    await runRound(ctx, new AbortController().signal)
    await ctx.background()
    this.#note()
  }

  async #probe(who: number, fault: number): Promise<void> {
    if (this.#moods[who] === 'gone') return
    this.#faultAt = fault
    await this.#probers[who - 1]?.minute()
    this.#faultAt = 0
    this.#note()
  }

  /** What was written, whoever can see it. */
  #note(): void {
    for (const { kind, key } of this.world.log.splice(0)) {
      if (kind !== 'put') continue
      for (const result of parseEvidenceKey(key) ?? []) {
        if (!this.#results.has(resultId(result))) this.#results.set(resultId(result), result)
      }
      const report = parseReportKey(key, this.world.nowMs + minuteMs)
      const node = this.nodes.find(({ id }) => id === idInKey(key, 2))
      if (report === undefined || node === undefined) continue
      const { timeMs, online, intervalS } = report.fact
      node.words.push({ ms: timeMs, online, intervalS })
      node.words.sort((one, other) => one.ms - other.ms)
    }
  }

  async create(): Promise<void> {
    const at = this.nodes.length
    const connections = [{ type: 'TCP' as const, ip: `192.0.2.${at}`, port: 11010 }]
    const { id } = await makeNode(this.world, { node_name: `node ${at}`, connections })
    this.nodes.push({
      id,
      createdMs: this.world.nowMs,
      is: 'up',
      isSound: true,
      says: 'nothing',
      words: [],
      told: [],
    })
  }

  #pick(index: number): ModelNode {
    const node = this.nodes[index % this.nodes.length]
    if (node === undefined) throw new Error('no nodes')
    return node
  }

  async run({ waitMs, act }: CheckStep): Promise<void> {
    this.world.nowMs += this.#isOver() ? 11_000 : waitMs
    switch (act.do) {
      case 'minutes':
        for (let minute = 0; minute < act.count && !this.#isOver(); minute += 1) {
          await this.#minute((act.at + minute) % places, minute === 0 ? act.fault : 0, minute % 5 === 0)
        }
        return
      case 'round':
        return this.#round(act.at)
      case 'probe':
        return this.#probe(act.who, act.fault)
      case 'reporter':
        this.#pick(act.node).says = act.says
        return this.#report(this.#pick(act.node))
      case 'node':
        this.#pick(act.node).is = act.is
        if (act.is === 'down') this.#pick(act.node).isSound = false
        return
      case 'checker':
        this.#moods[act.who] = act.is
        if (act.is === 'lies') this.#hasLied = true
        return
      case 'create':
        if (this.nodes.length < 6) await this.create()
        return
      case 'compare':
        return this.compare()
    }
  }

  #isOver(): boolean {
    return this.world.nowMs - this.#startMs > lengthMaxMs
  }

  /** A minute in which everybody does what is due. */
  async #minute(at: number, fault: number, isReporting: boolean): Promise<void> {
    this.world.nowMs += minuteMs
    if (isReporting) for (const node of this.nodes) await this.#report(node)
    await this.#round(at)
    for (const who of [1, 2]) await this.#probe(who, who === 1 ? fault : 0)
    await this.#derive(at)
    await this.#expectSound()
  }

  async #report({ id, says, createdMs }: ModelNode): Promise<void> {
    // Its reporter is set up when the node is seen everywhere.
    if (says === 'nothing' || this.world.nowMs - createdMs < minuteMs) return
    const place = Math.floor(this.#random() * places)
    await sendReport(
      this.world,
      id,
      { status: says, report_interval_s: 300 },
      { place, random: this.#random },
    )
    this.#note()
  }

  async #derive(at: number): Promise<void> {
    // Who tells sees what was told a minute ago.
    if (this.world.nowMs - this.#told < minuteMs) return
    this.#told = this.world.nowMs
    const ctx = this.#context(at)
    const untilMs = ctx.clock() - 2 * minuteMs
    for (const { id, told } of this.nodes) tellReach(told, [...this.#results.values()], id, untilMs)
    await deriveEvents(ctx, new AbortController().signal)
    await ctx.background()
  }

  /** No node is down because a checker was: seen from any place, however far behind. */
  async #expectSound(): Promise<void> {
    if (this.#hasLied) return
    const node = this.#pick(Math.floor(this.#random() * this.nodes.length))
    if (!node.isSound) return
    const at = Math.floor(this.#random() * places)
    const found = await readNodeWithFigures(this.#context(at), node.id)
    expect(found?.figures.state, `node ${node.id}, which was always there, seen from ${at}`).not.toBe(
      'unreachable',
    )
  }

  /** What all places must say of all nodes once they see what was written. */
  async compare(): Promise<void> {
    this.world.settle()
    for (const memory of this.#memories) delete memory.looks
    const results = [...this.#results.values()]
    for (let at = 0; at < places; at += 1) {
      for (const node of this.nodes) {
        const nowMs = this.world.clockAt(at)()
        const found = await readNodeWithFigures(this.#context(at), node.id)
        const expected = plainState(results, node.words, node.id, nowMs)
        expect(found?.figures.state, `state of ${node.id} at ${at}`).toBe(expected)
        if (node.isSound && !this.#hasLied) expect(expected).not.toBe('unreachable')
      }
    }
    this.world.log.length = 0
  }

  /** The end of a history: lists and uptime, and that what probers were told to be kept is there once. */
  async finish(): Promise<void> {
    await this.compare()
    const looks = await readLooks(this.#context(0))
    for (const { node, place, ms } of this.#taken) {
      const kept =
        looks
          .get(place)
          ?.nodes.get(node)
          ?.results.filter((one) => one.ms === ms) ?? []
      expect(kept, `check of ${node} by ${place}`).toHaveLength(1)
    }
    await this.#compareLists()
    if (!this.#isLate) for (const node of this.nodes) await this.#compareUptime(node)
  }

  async #compareLists(): Promise<void> {
    this.world.wipe((key) => key.startsWith('view'))
    const ctx = accountContext(this.world, { memory: createMemory(), random: this.#random })
    const body = await (await publicNodes(ctx, { show_offline: true })).body()
    const { nodes } = JSON.parse(body) as { nodes: { id: number; state: string }[] }
    const listed = new Map(nodes.map(({ id, state }) => [id, state]))
    const results = [...this.#results.values()]
    for (const { id, words } of this.nodes)
      expect(listed.get(id), `state of ${id} in the lists`).toBe(plainState(results, words, id, ctx.clock()))
  }

  async #compareUptime({ id, words, told }: ModelNode): Promise<void> {
    const ctx = accountContext(this.world, { memory: createMemory(), random: this.#random })
    const history = await readNodeHistory(ctx, id)
    if (history === undefined) throw new Error(`no history of ${id}`)
    const { firstSlot, status } = history.slots
    // That nobody can join it now is known of the newest checks, before it is told.
    const seen = structuredClone(told)
    const results = [...this.#results.values()]
    if (plainReachability(results, id, history.nowMs) === 'unreachable')
      tellReach(seen, results, id, history.nowMs)
    const counts = { up: 0, down: 0 }
    let isExact = true
    for (const [at, found] of status.entries()) {
      const atMs = Math.min((firstSlot + at + 1) * slotMs - 1, history.nowMs)
      const expected = plainSlot(words, results, seen, id, atMs)
      if (isNearEdge(seen, atMs, nearMs)) isExact = false
      else expect(found, `${id} at ${new Date(atMs).toISOString()}`).toBe(expected)
      if (expected !== null) counts[expected] += 1
    }
    const share = (100 * counts.up) / (counts.up + counts.down)
    if (isExact && counts.up + counts.down > 0) expect(history.uptime.h24).toBeCloseTo(share, 1)
  }
}
