import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { giveNumbers } from '../../src/store/numbers/give-numbers.ts'
import { readNumbers } from '../../src/store/numbers/read-numbers.ts'
import { createMemory, type StoreMemory } from '../../src/store/context/context.ts'
import { margins, type Margins } from '../../src/store/context/margins.ts'
import { simContext } from '../support/kv/context.ts'
import { SimKv } from '../support/kv/sim-kv.ts'

vi.setConfig({ testTimeout: 300_000 })

const minuteMs = 60_000
const dayMs = 86_400_000
const places = 2
/** So few that everybody wants the same. */
const numbersMax = 5

type Step =
  | { readonly kind: 'give'; readonly place: number }
  | { readonly kind: 'read'; readonly place: number }
  | { readonly kind: 'restart'; readonly place: number }
  | { readonly kind: 'add'; readonly id: number }
  | { readonly kind: 'remove'; readonly id: number }
  | { readonly kind: 'pass'; readonly ms: number }

const place = fc.integer({ min: 0, max: places - 1 })
const id = fc.integer({ min: 1, max: 8 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('give' as const), place }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('read' as const), place }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), place }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('add' as const), id }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), id }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      ms: fc.oneof(
        fc.integer({ min: 1, max: 90_000 }),
        fc.constantFrom(5 * minuteMs, 11 * minuteMs, dayMs, 31 * dayMs, 95 * dayMs, 125 * dayMs),
      ),
    }),
  },
)

type Told = { readonly id: number; lastMs: number }

/** What was told of a number, and whether it went to another node too soon. */
class Ledger {
  readonly #byNumber = new Map<number, Told>()
  readonly #byId = new Map<number, { readonly number: number; lastMs: number }>()

  /** `there`: nodes that exist; a number is kept for 90 days after its node was last there. */
  note(numbers: ReadonlyMap<number, number>, there: ReadonlySet<number>, nowMs: number): boolean {
    for (const [node, number] of numbers) {
      if (!there.has(node)) continue
      const before = this.#byNumber.get(number)
      if (before !== undefined && before.id !== node && nowMs - before.lastMs < 90 * dayMs) return false
      this.#byNumber.set(number, { id: node, lastMs: nowMs })
      const own = this.#byId.get(node)
      if (own !== undefined && own.number !== number && nowMs - own.lastMs < 90 * dayMs) return false
      this.#byId.set(node, { number, lastMs: nowMs })
    }
    return new Set(numbers.values()).size === numbers.size
  }
}

async function run(steps: readonly Step[], changed: Margins, delays: readonly number[]): Promise<boolean> {
  let turn = 0
  const world = new SimKv({
    startMs: Date.UTC(2026, 5, 1),
    places,
    delayMs: () => delays[(turn += 1) % delays.length] ?? minuteMs,
  })
  const memories: StoreMemory[] = Array.from({ length: places }, () => createMemory())
  const ledger = new Ledger()
  const there = new Set<number>()
  for (const one of steps) {
    if (one.kind === 'pass') {
      // While a node is there somebody gives and renews now and then.
      for (let left = one.ms; left > 0; left -= 20 * dayMs) {
        world.nowMs += Math.min(left, 20 * dayMs)
        if (left > 20 * dayMs) await giveAt(0)
      }
    } else if (one.kind === 'add') there.add(one.id)
    else if (one.kind === 'remove') there.delete(one.id)
    else if (one.kind === 'restart') memories[one.place] = createMemory()
    else if (one.kind === 'give') await giveAt(one.place)
    else {
      const ctx = contextAt(one.place)
      const told = await readNumbers(ctx)
      await ctx.background()
      if (!ledger.note(told, there, world.nowMs)) return false
    }
  }
  return true

  function contextAt(at: number) {
    return simContext(world, { place: at, memory: memories[at] ?? createMemory(), margins: changed })
  }
  async function giveAt(at: number): Promise<void> {
    const ctx = contextAt(at)
    // Each place comes to them in an order of its own.
    const worthy = at === 0 ? [...there] : [...there].toReversed()
    await giveNumbers(ctx, there, worthy, numbersMax)
    await ctx.background()
  }
}

function property(changed: Margins) {
  return fc.asyncProperty(
    fc.array(step, { minLength: 10, maxLength: 60 }),
    fc.array(fc.integer({ min: 1, max: minuteMs }), { minLength: 1, maxLength: 5 }),
    (steps, delays) => run(steps, changed, delays),
  )
}

describe('small numbers of nodes', () => {
  test('are given once and never to another node within 90 days, whoever gives and whatever he sees', async () => {
    await fc.assert(property(margins), { numRuns: Number(process.env['MODEL_RUNS'] ?? 400) })
  })

  test('would not be, if they were told at once', async () => {
    const found = await fc.check(property({ ...margins, claimMs: 0 }), { numRuns: 2000, endOnFailure: true })
    expect(found.failed).toBe(true)
  })

  test('come to every node as long as there are any', async () => {
    const world = new SimKv({ startMs: Date.UTC(2026, 5, 1), places })
    const nodes = [11, 12, 13, 14, 15]
    for (let round = 0; round < 6; round += 1) {
      for (let at = 0; at < places; at += 1) {
        const ctx = simContext(world, { place: at })
        await giveNumbers(ctx, new Set(nodes), nodes, numbersMax)
      }
      world.nowMs += 11 * minuteMs
    }
    const numbers = await readNumbers(simContext(world))
    expect([...numbers.values()].toSorted()).toEqual([1, 2, 3, 4, 5])
  })
})
