import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { publicNodes } from '../../src/services/lists/public-nodes.ts'
import { margins, type Margins } from '../../src/store/context/margins.ts'
import { createMemory } from '../../src/store/context/context.ts'
import { userKey } from '../../src/store/kv/keys.ts'
import { createNode } from '../../src/store/nodes/nodes.ts'
import { readNodeWithFigures } from '../../src/store/nodes/own-nodes.ts'
import { addReport, openReport } from '../../src/store/reports/reports.ts'
import { nodeConfig, simContext } from '../support/kv/context.ts'
import { seededRandom } from '../support/kv/random.ts'
import { SimKv } from '../support/kv/sim-kv.ts'

/**
 * Each margin is a property with a negative twin: no history of places that see a write within 60 s breaks it with the margin
 * as it is, and some history does without the margin.
 */
const runs = Number(process.env['MODEL_RUNS'] ?? 300)
/** Histories within which the twin must be found to fail. */
const twinRuns = 3000
const seed = 20_260_115
const email = 'user@example.com'
const places = 3

type Step = { readonly place: number; readonly waitMs: number; readonly look: boolean }

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    place: fc.nat(places - 1),
    waitMs: fc.oneof(fc.nat(5000), fc.nat(70_000), fc.nat(900_000)),
    look: fc.boolean(),
  }),
  { minLength: 8, maxLength: 40, size: 'max' },
)

/** A site of one node in three places, each write seen elsewhere after up to a minute. */
class Site {
  readonly world: SimKv
  readonly #margins: Margins
  readonly #random: () => number
  id = 0
  sent = 0

  constructor(worldSeed: number, changed: Margins) {
    this.#margins = changed
    this.#random = seededRandom(worldSeed)
    const random = seededRandom(worldSeed + 1)
    this.world = new SimKv({
      places,
      skewsMs: [0, 5000, -5000],
      random,
      delayMs: (draw) => (draw() < 0.3 ? draw() * 2000 : draw() * 60_000),
    })
  }

  context(place: number) {
    return simContext(this.world, {
      place,
      random: this.#random,
      margins: this.#margins,
      memory: createMemory(),
    })
  }

  async create(place = 0): Promise<void> {
    const made = await createNode(this.context(place), {
      user: userKey(email),
      ownerEmail: email,
      config: nodeConfig({ reset_cycle: 0 }),
      nodesMax: 50,
      makeToken: () => ({ hash: 'h', prefix: 'etr_', createdMs: 0 }),
    })
    if (!made.ok) throw new Error(made.reason)
    this.id = made.node.id
  }

  async report(place: number): Promise<void> {
    const ctx = this.context(place)
    const session = await openReport(ctx, this.id)
    if (session === undefined) return
    await addReport(ctx, session, { reported_traffic: 1, report_interval_s: 300 })
    this.sent += 1
  }

  /** The list as a visitor of a place sees it, the work behind it included. */
  async look(place: number): Promise<{ id: number; state: string; used_traffic: number }[]> {
    const ctx = this.context(place)
    const body = await (await publicNodes(ctx, { show_offline: true })).body()
    await ctx.background()
    return (JSON.parse(body) as { nodes: { id: number; state: string; used_traffic: number }[] }).nodes
  }

  async exactGb(place: number): Promise<number | undefined> {
    return (await readNodeWithFigures(this.context(place), this.id))?.figures.used_traffic
  }
}

type Property = (site: Site, history: readonly Step[]) => Promise<boolean>

/** No report is lost, whoever folds and clears away from however old a copy. */
async function countsEveryByte(site: Site, history: readonly Step[]): Promise<boolean> {
  await site.create()
  site.world.settle()
  for (const { place, waitMs } of history) {
    await site.report(place)
    site.world.nowMs += waitMs
  }
  site.world.settle()
  const seen = await Promise.all([0, 1, 2].map((place) => site.exactGb(place)))
  return seen.every((gb) => gb === site.sent)
}

/** A node that has reported, which is seen everywhere, never looks as if it had not. */
async function neverForgetsItsReports(site: Site, history: readonly Step[]): Promise<boolean> {
  await site.create()
  site.world.settle()
  await site.report(0)
  site.world.settle()
  for (const { place, waitMs } of history) {
    await site.report(place)
    for (let part = 0; part < 4; part += 1) {
      site.world.nowMs += Math.min(waitMs, 60_000) / 4
      const [node] = await site.look((place + 1) % places)
      if (node?.state === 'waiting') return false
    }
  }
  return true
}

/** A node that was created is listed everywhere in the end, whoever sweeps while it is in the making. */
async function keepsWhatIsInTheMaking(site: Site, history: readonly Step[]): Promise<boolean> {
  await site.create(history[0]?.place ?? 0)
  for (const { place, waitMs } of history) {
    await site.look(place)
    site.world.nowMs += Math.min(waitMs, 20_000)
  }
  site.world.settle()
  site.world.nowMs += 130_000
  return (await site.look(0)).some(({ id }) => id === site.id)
}

/** The lists come to the exact sum without a further report, though reports did not see each other. */
async function settlesToTheExactSum(site: Site, history: readonly Step[]): Promise<boolean> {
  await site.create()
  site.world.settle()
  for (const { place, waitMs } of history) {
    await site.report(place)
    site.world.nowMs += 11_000 + Math.min(waitMs, 40_000)
  }
  site.world.settle()
  for (let pass = 0; pass < 6; pass += 1) {
    site.world.nowMs += 130_000
    await site.look(pass % places)
  }
  const [node] = await site.look(0)
  return node?.used_traffic === site.sent
}

async function failure(property: Property, changed: Margins, numRuns: number): Promise<string | undefined> {
  const result = await fc.check(
    fc.asyncProperty(fc.nat(), steps, async (worldSeed, history) =>
      property(new Site(worldSeed, changed), history),
    ),
    { numRuns, seed, endOnFailure: true },
  )
  return result.failed
    ? `${String(result.counterexamplePath)}: ${String(result.errorInstance ?? '')}`
    : undefined
}

describe.each<[keyof Margins, Property]>([
  ['foldMs', countsEveryByte],
  ['successorMs', neverForgetsItsReports],
  ['settledMs', keepsWhatIsInTheMaking],
  ['visibleMs', settlesToTheExactSum],
])('the margin %s', (name, property) => {
  test('holds', async () => {
    expect(await failure(property, margins, runs)).toBeUndefined()
  }, 7_200_000)
  test('is needed', async () => {
    // Shown to be false, not ended by a fault of another kind.
    expect(await failure(property, { ...margins, [name]: 0 }, twinRuns)).toMatch(/returning false/)
  }, 7_200_000)
})
