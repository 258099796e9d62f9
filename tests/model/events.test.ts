import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EventKind, SiteEvent } from '../../src/contract/events.ts'
import { margins, type Margins } from '../../src/store/context/margins.ts'
import { createMemory } from '../../src/store/context/context.ts'
import { deriveEvents } from '../../src/store/events/derive-events.ts'
import { listEvents } from '../../src/store/events/event-log.ts'
import { userKey } from '../../src/store/kv/keys.ts'
import { parseReportKey } from '../../src/store/kv/fact-keys.ts'
import { parseConfigFact } from '../../src/store/nodes/node-facts.ts'
import { createNode, getNode, updateNode } from '../../src/store/nodes/nodes.ts'
import { addReport, openReport } from '../../src/store/reports/reports.ts'
import { nodeConfig, simContext } from '../support/kv/context.ts'
import { seededRandom } from '../support/kv/random.ts'
import { SimFaultError, SimKv, type SimFault } from '../support/kv/sim-kv.ts'
import { expectedEvents, type Said } from './events-reference.ts'

/**
 * The log of events against a plain reference that knows all reports and edits: whatever histories of reports, ticks that
 * are lost, doubled or made at places that see each other up to a minute late, writes that fail and isolates that begin
 * anew, nothing is missing in the log in the end and nothing is in it twice.
 */
const runs = Number(process.env['MODEL_RUNS'] ?? 300)
const twinRuns = 3000
const seed = 20_261_130
const places = 3
const email = 'user@example.com'

type Step = {
  readonly place: number
  readonly waitMs: number
  readonly act:
    | 'online'
    | 'offline'
    | 'tick'
    | 'twoTicks'
    | 'pause'
    | 'resume'
    | 'maintain'
    | 'maintained'
    | 'weekly'
  readonly fault: number
}

const act = fc.oneof(
  { weight: 6, arbitrary: fc.constant('online' as const) },
  { weight: 1, arbitrary: fc.constant('offline' as const) },
  { weight: 3, arbitrary: fc.constant('tick' as const) },
  { weight: 1, arbitrary: fc.constant('twoTicks' as const) },
  { weight: 1, arbitrary: fc.constant('pause' as const) },
  { weight: 1, arbitrary: fc.constant('resume' as const) },
  { weight: 1, arbitrary: fc.constant('maintain' as const) },
  { weight: 1, arbitrary: fc.constant('maintained' as const) },
  { weight: 1, arbitrary: fc.constant('weekly' as const) },
)
const waitMs = fc.oneof(fc.nat(5000), fc.nat(70_000), fc.nat(400_000), fc.nat(2_400_000), fc.nat(100_000_000))
const step: fc.Arbitrary<Step> = fc.record({ place: fc.nat(places - 1), waitMs, act, fault: fc.nat(99) })
const steps = fc.array(step, { minLength: 4, maxLength: 30, size: 'max' })

class Site {
  readonly world: SimKv
  readonly #margins: Margins
  readonly #random: () => number
  readonly said: Said[] = []
  readonly validUntilMs: number
  id = 0
  createdMs = 0

  constructor(worldSeed: number, changed: Margins) {
    this.#margins = changed
    this.#random = seededRandom(worldSeed)
    const random = seededRandom(worldSeed + 1)
    this.world = new SimKv({
      places,
      skewsMs: [0, 2000, -2000],
      random,
      delayMs: (draw) => (draw() < 0.3 ? draw() * 2000 : draw() * 60_000),
    })
    this.validUntilMs = this.world.nowMs + 15 * 86_400_000
  }

  context(place: number, faultAt = 0) {
    let puts = 0
    const fault = ({ kind }: { kind: string }): SimFault => {
      if (kind !== 'put') return 'ok'
      puts += 1
      return puts !== faultAt ? 'ok' : this.#random() < 0.5 ? 'lost_before' : 'lost_after'
    }
    return simContext(this.world, {
      place,
      random: this.#random,
      margins: this.#margins,
      memory: createMemory(),
      fault,
    })
  }

  async create(): Promise<void> {
    const made = await createNode(this.context(0), {
      user: userKey(email),
      ownerEmail: email,
      config: nodeConfig({ reset_cycle: 1, max_traffic: 1, validUntilMs: this.validUntilMs }),
      nodesMax: 50,
      makeToken: () => ({ hash: 'h', prefix: 'etr_', createdMs: 0 }),
    })
    if (!made.ok) throw new Error(made.reason)
    this.id = made.node.id
    this.createdMs = made.node.createdMs
    this.world.settle()
  }

  async tick(place: number): Promise<void> {
    const ctx = this.context(place)
    await deriveEvents(ctx, new AbortController().signal)
    await ctx.background()
  }

  /** A reporter sends the same report again until it is answered. */
  async report(place: number, status: 'online' | 'offline', fault: number): Promise<void> {
    const report_id = `report ${this.#random()}`
    for (const faultAt of [fault < 12 ? 1 + (fault % 4) : 0, 0]) {
      const ctx = this.context(place, faultAt)
      try {
        const session = await openReport(ctx, this.id)
        if (session === undefined) throw new Error('no node')
        await addReport(ctx, session, { status, report_id, reported_traffic: 0.1, report_interval_s: 300 })
        return
      } catch (error) {
        if (!(error instanceof SimFaultError)) throw error
        this.world.nowMs += 5000
      }
    }
  }

  async setEnabled(place: number, is_enabled: 0 | 1): Promise<void> {
    const ctx = this.context(place)
    const node = await getNode(ctx, this.id)
    if (node !== undefined) await updateNode(ctx, node, { is_enabled })
    await ctx.background()
  }

  /** Maintenance of up to an hour and a half, or its end. */
  async maintain(place: number, lastsMs: number): Promise<void> {
    const ctx = this.context(place)
    const node = await getNode(ctx, this.id)
    if (node !== undefined) await updateNode(ctx, node, { maintenanceUntilMs: ctx.clock() + lastsMs })
    await ctx.background()
  }

  /** Other windows for every week, which begin within a day and a half, or none. */
  async setWeekly(draw: number): Promise<void> {
    const ctx = this.context(0)
    const node = await getNode(ctx, this.id)
    const today = ((new Date(ctx.clock()).getUTCDay() + 6) % 7) + 1
    const windowOf = (step: number): readonly [number, number, number, number] => [
      ((today - 1 + (step % 2)) % 7) + 1,
      (step * 97) % 1440,
      (step * 97 + 30 + step * 7) % 1440,
      step % 3 === 0 ? 480 : -90,
    ]
    const windows =
      draw % 5 === 0 ? [] : draw % 5 === 1 ? [windowOf(draw), windowOf(draw + 7)] : [windowOf(draw)]
    const done = node && (await updateNode(ctx, node, { weeklyWindows: windows }))
    await ctx.background()
    if (done?.ok !== true) throw new Error('not edited')
    const before = this.said.findLast((one) => one.what === 'weekly')
    if (JSON.stringify(before?.windows ?? []) === JSON.stringify(windows)) return
    this.said.push({ what: 'weekly', name: `weekly ${this.said.length}`, ms: done.node.revision, windows })
  }

  async do({ place, act: what, fault }: Step): Promise<void> {
    if (what === 'tick') await this.tick(place)
    else if (what === 'twoTicks') {
      await this.world.interleave(
        [() => this.tick(place), () => this.tick((place + 1) % places)],
        this.#random,
      )
    } else if (what === 'pause' || what === 'resume') await this.setEnabled(place, what === 'pause' ? 0 : 1)
    else if (what === 'weekly') await this.setWeekly(fault)
    else if (what === 'maintain' || what === 'maintained') {
      await this.maintain(place, what === 'maintain' ? fault * 60_000 : 0)
    } else await this.report(place, what, fault)
    this.#note()
  }

  /** What was written, whoever can see it: the reference knows all. */
  #note(): void {
    for (const key of this.world.dump().keys()) {
      const report = parseReportKey(key, this.world.nowMs + 60_000)
      if (report !== undefined) {
        const { timeMs, online, intervalS, reportId } = report.fact
        if (!this.said.some((one) => one.name === reportId))
          this.said.push({ what: 'report', name: reportId, ms: timeMs, online, intervalS })
      }
      const drain = parseConfigFact(key)?.fact
      if (drain?.kind === 'm' && !this.said.some((one) => one.name === key))
        this.said.push({ what: 'maintenance', name: key, ms: drain.ms, untilMs: drain.untilMs })
      if (drain?.kind === 'd' && !this.said.some((one) => one.name === key))
        this.said.push({ what: 'drain', name: key, ms: drain.ms, isOn: drain.isOn })
    }
  }

  async log(): Promise<readonly SiteEvent[]> {
    const { events } = await listEvents(this.context(0), { limit: 1000 })
    return events
  }
}

const exactKinds: ReadonlySet<EventKind> = new Set([
  'first_report',
  'online',
  'offline',
  'drained',
  'enabled',
  'maintenance_began',
  'maintenance_ended',
  'expires_14',
  'expires_3',
  'expires_0',
  'expired',
  'quota_reset',
])

const text = ({ ms, kind }: SiteEvent): string => `${new Date(ms).toISOString()} ${kind}`

/** True when the log has in the end what happened, each once. */
async function nothingLostNothingTwice(site: Site, history: readonly Step[]): Promise<boolean> {
  await site.create()
  let sinceTickMs = 0
  for (const one of history) {
    await site.do(one)
    // A clock may stand still for days, not for longer than a pass looks back.
    sinceTickMs = one.act === 'tick' ? 0 : sinceTickMs + one.waitMs
    site.world.nowMs += sinceTickMs > 6 * 86_400_000 ? 1000 : one.waitMs
    if (sinceTickMs > 6 * 86_400_000) await site.tick(one.place)
  }
  site.world.settle()
  site.world.nowMs += 200_000
  const untilMs = site.world.nowMs - 120_000
  await site.tick(0)
  await site.tick(1)
  site.world.settle()
  const log = (await site.log()).filter(({ kind, ms }) => exactKinds.has(kind) && ms <= untilMs)
  const expected = expectedEvents(site.said, {
    createdMs: site.createdMs,
    validUntilMs: site.validUntilMs,
    untilMs,
  })
  return JSON.stringify(log.map(text).sort()) === JSON.stringify(expected.sort())
}

async function failure(changed: Margins, numRuns: number): Promise<string | undefined> {
  const result = await fc.check(
    fc.asyncProperty(fc.nat(), steps, async (worldSeed, history) =>
      nothingLostNothingTwice(new Site(worldSeed, changed), history),
    ),
    { numRuns, seed, endOnFailure: true },
  )
  return result.failed
    ? `${String(result.counterexamplePath)}: ${String(result.errorInstance ?? '')}\n${JSON.stringify(result.counterexample)}`
    : undefined
}

describe('the log of events', () => {
  test('has in the end all that happened, each once', async () => {
    expect(await failure(margins, runs)).toBeUndefined()
  }, 7_200_000)
  test('would not, did it not wait until reports are seen everywhere', async () => {
    expect(await failure({ ...margins, visibleMs: 0 }, twinRuns)).toMatch(/returning false/)
  }, 7_200_000)
})
