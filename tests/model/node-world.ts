import { expect } from 'vitest'
import { setUserEnabled } from '../../src/store/users/disabled-users.ts'
import { encodeEmail } from '../../src/store/users/email-key.ts'
import { getListedNode } from '../../src/store/nodes/listed-node.ts'
import {
  idKey,
  nameKey,
  parseConfigIndex,
  parseDisabledKey,
  parseNameIndex,
  userFactKey,
  userKey,
} from '../../src/store/kv/keys.ts'
import { createNode, deleteNode, getNode, updateNode } from '../../src/store/nodes/nodes.ts'
import { listOwnNodes, readNodeWithFigures } from '../../src/store/nodes/own-nodes.ts'
import { readNodeHistory } from '../../src/store/reports/node-history.ts'
import { margins, type Margins } from '../../src/store/context/margins.ts'
import { createMemory, type StoreMemory } from '../../src/store/context/context.ts'
import { addReport, openReport, openReportByName, type ReportInput } from '../../src/store/reports/reports.ts'
import { parseUserFact } from '../../src/store/users/user-facts.ts'
import { readUserFacts } from '../../src/store/users/users.ts'
import { publicNodes } from '../../src/services/lists/public-nodes.ts'
import { stats as siteStats } from '../../src/services/lists/stats.ts'
import { runTick } from './tick-command.ts'
import { nodeConfig, simContext, type SimContext } from '../support/kv/context.ts'
import { testEmail } from '../support/kv/nodes.ts'
import { seededRandom } from '../support/kv/random.ts'
import { SimKv, type SimFault } from '../support/kv/sim-kv.ts'
import type { Command, Fault } from './node-commands.ts'

type ModelNode = {
  readonly id: number
  readonly owner: string
  name: string
  /** undefined: the answer of its creation or deletion was lost, so either may be true. */
  alive: boolean | undefined
  /** Reports by their bit: true = acknowledged, false = perhaps. Each adds 2^bit bytes. */
  readonly bits: Map<number, boolean>
  /** Cumulative counters: bytes that must be counted in the end. */
  boot: number
  total: number
  counted: number
  countedFirst: boolean
}

const places = 3
/** A node belongs to one of them by its first name. */
const emails = [testEmail, 'other@example.com'] as const
function emailOf(index: number): string {
  return emails[index % emails.length] ?? testEmail
}
const skewsMs = [0, 5000, -5000]

/** Runs commands against the store in three places and keeps what must be true in the end. */
export class NodeWorld {
  readonly world: SimKv
  readonly nodes: ModelNode[] = []
  readonly #random: () => number
  readonly #memories: StoreMemory[] = Array.from({ length: places }, () => createMemory())

  readonly #margins: Margins

  constructor(seed: number, changed: Margins = margins) {
    this.#margins = changed
    this.#random = seededRandom(seed)
    const random = seededRandom(seed + 1)
    this.world = new SimKv({
      places,
      skewsMs,
      random,
      // Most writes arrive soon, some take the whole minute.
      delayMs: (draw) => (draw() < 0.5 ? draw() * 2000 : draw() * 60_000),
    })
    for (const email of emails) {
      this.world.write(userFactKey(userKey(email), 'c', this.world.nowMs, encodeEmail(email)), '1', 0)
    }
    this.world.settle()
  }

  context(place: number, fault?: Fault): SimContext {
    const memory = this.#memories[place % places] ?? createMemory()
    const options = { place: place % places, memory, random: this.#random, margins: this.#margins }
    if (fault === undefined || fault.kind === 'none') return simContext(this.world, options)
    const decide = (_op: unknown, index: number): SimFault => {
      if (fault.kind === 'crash') return index >= fault.at ? 'lost_before' : 'ok'
      return index === fault.at && fault.kind !== 'none' ? fault.kind : 'ok'
    }
    return simContext(this.world, { ...options, fault: decide })
  }

  #pick(index: number): ModelNode | undefined {
    return this.nodes.length === 0 ? undefined : this.nodes[index % this.nodes.length]
  }

  async run(command: Command): Promise<void> {
    this.world.nowMs += 1
    switch (command.do) {
      case 'advance':
        this.world.nowMs += command.ms
        return
      case 'create':
        return this.#create(command)
      case 'rename':
        return this.#update(command, { node_name: `name-${command.name}` })
      case 'edit':
        return this.#update(command, { is_enabled: command.enabled })
      case 'delete':
        return this.#delete(command)
      case 'report':
        return this.#report(command)
      case 'burst':
        for (let count = 0; count < command.count; count += 1) {
          await this.#report({
            ...command,
            do: 'report',
            places: [command.place],
            byName: false,
            tagged: false,
            fault: none,
            offline: false,
          })
          this.world.nowMs += command.gapMs
        }
        return
      case 'counter':
        return this.#counter(command)
      case 'owner':
        return this.#setOwner(command)
      case 'view':
        await this.#attempt(() => this.view(command.place, command.fault))
        return
      case 'tick':
        await this.#attempt(() => runTick(this.world, this.context(command.place, command.fault)))
        return
      case 'wipe_views':
        this.world.wipe((key) => key.startsWith('view'))
    }
  }

  /** Runs a request; undefined when its answer was lost. */
  async #attempt<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof Error && error.name === 'SimFaultError') return undefined
      throw error
    }
  }

  async #create(command: Extract<Command, { do: 'create' }>): Promise<void> {
    const name = `name-${command.name}`
    const email = emailOf(command.name)
    let id = 0
    const ctx = this.context(command.place, command.fault)
    const made = await this.#attempt(() =>
      createNode(ctx, {
        user: userKey(email),
        ownerEmail: email,
        config: nodeConfig({ node_name: name, reset_cycle: 0 }),
        nodesMax: 50,
        makeToken: (made) => {
          id = made
          return { hash: 'h', prefix: 'etr_', createdMs: 0 }
        },
      }),
    )
    if (id === 0 || made?.ok === false) return
    const alive = made === undefined ? undefined : true
    this.nodes.push({
      id,
      owner: userKey(email),
      name,
      alive,
      bits: new Map(),
      boot: 0,
      total: 0,
      counted: 0,
      countedFirst: false,
    })
  }

  async #setOwner(command: Extract<Command, { do: 'owner' }>): Promise<void> {
    const user = userKey(emailOf(command.owner))
    await this.#attempt(async () => {
      const ctx = this.context(command.place, command.fault)
      await setUserEnabled(ctx, user, await readUserFacts(ctx.kv, user), command.enabled)
      await ctx.background()
    })
  }

  /** Whom the newest of all facts disables; of two in one millisecond the disabling one. */
  #disabledOwners(): Set<string> {
    const decisions = [...this.world.dump().keys()]
      .flatMap((key) => parseUserFact(key) ?? [])
      .filter(({ type }) => type === 'd' || type === 'e')
      .sort((a, b) => a.ms - b.ms || (a.type === 'e' ? -1 : 1))
    const last = new Map(decisions.map(({ user, type }) => [user, type]))
    return new Set([...last].filter(([, type]) => type === 'd').map(([user]) => user))
  }

  async #update(
    command: { node: number; place: number; fault: Fault },
    change: { node_name?: string; is_enabled?: 0 | 1 },
  ): Promise<void> {
    const node = this.#pick(command.node)
    if (node === undefined) return
    await this.#attempt(async () => {
      const ctx = this.context(command.place, command.fault)
      const current = await getNode(ctx, node.id)
      if (current !== undefined) await updateNode(ctx, current, change)
    })
  }

  async #delete(command: Extract<Command, { do: 'delete' }>): Promise<void> {
    const node = this.#pick(command.node)
    if (node === undefined) return
    let found = false
    const done = await this.#attempt(async () => {
      const ctx = this.context(command.place, command.fault)
      const current = await getNode(ctx, node.id)
      found = current !== undefined
      if (current !== undefined) await deleteNode(ctx, current)
      return true
    })
    if (!found) return
    node.alive = done === true ? false : node.alive === false ? false : undefined
  }

  async #send(
    node: ModelNode,
    place: number,
    byName: boolean,
    input: ReportInput,
    fault: Fault,
  ): Promise<boolean> {
    const ctx = this.context(place, fault)
    const record = byName ? node.name : ''
    const session = byName ? await openReportByName(ctx, node.owner, record) : await openReport(ctx, node.id)
    if (session === undefined || session.node.id !== node.id) return false
    await addReport(ctx, session, input)
    return true
  }

  /** The same report at one or several places; where it is tagged they overlap and count once. */
  async #report(command: Extract<Command, { do: 'report' }>): Promise<void> {
    const node = this.#pick(command.node)
    if (node === undefined || node.boot > 0 || node.bits.size > 41) return
    const sends = command.tagged ? command.places : command.places.slice(0, 4)
    const sameBit = node.bits.size
    const work = sends.map((place, index) => {
      const bit = command.tagged ? sameBit : sameBit + index
      if (!node.bits.has(bit)) node.bits.set(bit, false)
      const input: ReportInput = {
        reported_traffic: 2 ** bit / 1e9,
        status: command.offline ? 'offline' : 'online',
        ...(command.tagged ? { report_id: `${node.id}-${bit}` } : {}),
      }
      return async () => {
        const sent = await this.#attempt(() => this.#send(node, place, command.byName, input, command.fault))
        if (sent === true) node.bits.set(bit, true)
      }
    })
    const results = await this.world.interleave(work, this.#random, () => this.#random() * 3000)
    for (const result of results) if (result.status === 'rejected') throw result.reason
  }

  /** Cumulative reports of the same boot at several places, overlapping. */
  async #counter(command: Extract<Command, { do: 'counter' }>): Promise<void> {
    const node = this.#pick(command.node)
    if (node === undefined || node.bits.size > 0) return
    // Counters are compared exactly, so nothing of them may be in doubt.
    this.world.settle()
    const reset = command.newBoot && node.countedFirst
    if (node.boot === 0 || reset) [node.boot, node.total] = [node.boot + 1, 0]
    const results = await this.world.interleave(
      command.places.map((place) => async () => {
        node.total += command.grows * 1000
        const total = node.total
        const input = { total_traffic: total / 1e9, boot_id: `boot-${node.boot}` }
        const sent = await this.#send(node, place, false, input, none)
        return sent ? total : 0
      }),
      this.#random,
      () => this.#random() * 3000,
    )
    const totals = results.map((result) => {
      if (result.status === 'rejected') throw result.reason
      return result.value
    })
    const sent = totals.filter((total) => total > 0)
    if (sent.length === 0) return
    const before = reset || !node.countedFirst ? 0 : this.#lastTotal(node)
    const max = Math.max(...sent)
    node.counted += node.countedFirst ? Math.max(0, max - before) : max - Math.min(...sent)
    node.countedFirst = true
    this.#lastTotals.set(node.id, reset ? max : Math.max(max, before))
  }

  readonly #lastTotals = new Map<number, number>()
  #lastTotal(node: ModelNode): number {
    return this.#lastTotals.get(node.id) ?? 0
  }

  /** Reads the public list and the stats as a visitor of a place would, the work behind the answer included. */
  async view(
    place: number,
    fault?: Fault,
  ): Promise<{ nodes: { id: number; used_traffic: number }[]; stats: unknown }> {
    const ctx = this.context(place, fault)
    const list = JSON.parse(await (await publicNodes(ctx, { show_offline: true })).body()) as {
      nodes: { id: number; used_traffic: number }[]
    }
    const stats = JSON.parse(await (await siteStats(ctx)).body()) as { generated_at?: string }
    delete stats.generated_at
    await ctx.background()
    return { nodes: list.nodes, stats }
  }

  /** Lets everything settle and the sweeps do their work. */
  async quiesce(): Promise<void> {
    this.world.settle()
    for (let pass = 0; pass < 12; pass += 1) {
      this.world.nowMs += 700_000
      const before = this.world.log.length
      await this.view(pass % places)
      const wrote = this.world.log
        .slice(before)
        .some(({ kind, key }) => kind === 'delete' || (kind === 'put' && !/^(view|s_)/.test(key)))
      this.world.log.length = 0
      if (!wrote && pass >= 4) break
    }
    this.world.settle()
  }

  /** What must be true once everything has settled. */
  async check(): Promise<void> {
    await this.quiesce()
    await this.#finalReports()
    await this.quiesce()
    const owned: number[] = []
    for (const email of emails) {
      const nodes = await listOwnNodes(this.context(0), userKey(email))
      owned.push(...nodes.map(({ node }) => node.id))
    }
    const disabled = this.#disabledOwners()
    const alive = new Set<number>()
    const enabled = new Set<number>()
    for (const node of this.nodes) {
      for (let place = 0; place < places; place += 1) {
        const record = await getNode(this.context(place), node.id)
        if (node.alive !== undefined) expect(record !== undefined, `node ${node.id} lives`).toBe(node.alive)
        if (place === 0 && record !== undefined) {
          alive.add(node.id)
          if (record.is_enabled === 1 && !disabled.has(record.user)) enabled.add(node.id)
        }
        expect(record !== undefined).toBe(alive.has(node.id))
        await this.#checkTraffic(node, place, record !== undefined)
        const hasPage = record !== undefined && !disabled.has(record.user)
        await this.#checkPage(node, place, hasPage)
      }
    }
    expect(owned.toSorted(), 'the owner sees exactly the living nodes').toEqual([...alive].toSorted())
    this.#checkLeftovers(alive)
    await this.#checkIndex(disabled)
    await this.#checkView(enabled)
  }

  /** A last report of each living node, so that its live fact was made with everything visible. */
  async #finalReports(): Promise<void> {
    for (const [index, node] of this.nodes.entries()) {
      if (node.boot > 0) continue
      const bit = 46
      node.bits.set(bit, await this.#send(node, index, false, { reported_traffic: 2 ** bit / 1e9 }, none))
      if (node.bits.get(bit) === false) node.bits.delete(bit)
    }
  }

  async #checkTraffic(node: ModelNode, place: number, lives: boolean): Promise<void> {
    const found = await readNodeWithFigures(this.context(place), node.id)
    expect(found !== undefined, `record and figures of ${node.id} agree`).toBe(lives)
    if (found === undefined) return
    const used = Math.round(found.figures.used_traffic * 1e9)
    if (node.boot > 0) {
      expect(used, `counters of ${node.id}`).toBe(node.counted)
      return
    }
    for (let bit = 0; bit < 50; bit += 1) {
      const counted = Math.floor(used / 2 ** bit) % 2 === 1
      const acknowledged = node.bits.get(bit)
      if (acknowledged !== undefined && !acknowledged) continue
      expect(counted, `report ${bit} of ${node.id} in ${used}`).toBe(acknowledged ?? false)
    }
    expect(used).toBeLessThan(2 ** 50)
  }

  /** No place has a page of a node whose owner is disabled, each has the others', paused ones' too. */
  async #checkPage(node: ModelNode, place: number, hasPage: boolean): Promise<void> {
    const listed = await getListedNode(this.context(place), node.id)
    expect(listed !== undefined, `${node.id} has a text page at ${place}`).toBe(hasPage)
    const history = await readNodeHistory(this.context(place), node.id)
    expect(history !== undefined, `${node.id} has a history at ${place}`).toBe(hasPage)
  }

  /** No index key points nowhere, none is double, nothing of a deleted node is left but its tombstones. */
  #checkLeftovers(alive: ReadonlySet<number>): void {
    const dump = this.world.dump()
    const seen = new Map<string, number>()
    for (const key of dump.keys()) {
      const name = parseNameIndex(key)
      if (name !== undefined) {
        expect(alive.has(name.id), `${key} points at a node`).toBe(true)
        const record = JSON.parse(dump.get(`n_${idKey(name.id)}`) ?? '{}') as { node_name?: string }
        expect(name.nameHash, `${key} is the node's name`).toBe(nameKey(record.node_name ?? ''))
      }
      const config = parseConfigIndex(key)
      if (config !== undefined) expect(alive.has(config.id), `${key} points at a node`).toBe(true)
      const single = /^(?:nm_.*_|([cl])_)([0-9a-z]{12})_[0-9a-z]{8}$/.exec(key)
      if (single && key.slice(0, 2) !== 'l_')
        seen.set(`${key.slice(0, 2)}${single[2]}`, (seen.get(`${key.slice(0, 2)}${single[2]}`) ?? 0) + 1)
      if (/^l_[0-9a-z]{12}_a/.test(key)) seen.set(key.slice(0, 16), (seen.get(key.slice(0, 16)) ?? 0) + 1)
    }
    for (const [key, count] of seen) expect(count, `keys like ${key}`).toBe(1)
  }

  /** A disabled user is in the index; what a later fact has made void is swept. */
  async #checkIndex(disabled: ReadonlySet<string>): Promise<void> {
    const entries = () => [...this.world.dump().keys()].flatMap((key) => parseDisabledKey(key) ?? [])
    const facts = [...this.world.dump().keys()].flatMap((key) => parseUserFact(key) ?? [])
    const isVoid = ({ user, timeMs }: { user: string; timeMs: number }): boolean =>
      facts.some((fact) => fact.user === user && 'de'.includes(fact.type) && fact.ms > timeMs)
    for (let pass = 0; pass < 200 && entries().some(isVoid); pass += 1) {
      this.world.nowMs += 130_000
      await this.view(pass % places)
    }
    expect(entries().filter(isVoid), 'void keys of the index').toEqual([])
    for (const user of disabled) expect(entries().map((entry) => entry.user)).toContain(user)
  }

  async #checkView(enabled: ReadonlySet<number>): Promise<void> {
    this.world.nowMs += 130_000
    const before = await this.view(1)
    expect(before.nodes.map(({ id }) => id).toSorted()).toEqual([...enabled].toSorted())
    for (const { id, used_traffic } of before.nodes) {
      const exact = await readNodeWithFigures(this.context(2), id)
      expect(used_traffic, `traffic of ${id} in the view`).toBe(exact?.figures.used_traffic)
    }
    this.world.wipe((key) => key.startsWith('view'))
    for (const memory of this.#memories) memory.views.clear()
    expect(await this.view(1)).toEqual(before)
  }
}

const none: Fault = { kind: 'none', at: 0 }
