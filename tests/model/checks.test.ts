import fc from 'fast-check'
import { test } from 'vitest'
import { CheckWorld, type CheckCommand, type CheckStep } from './check-world.ts'

/**
 * Checks and reports side by side, against a plain reference that knows all that was found and said: three places of the
 * store that see each other up to a minute late, the site's own checker and two others that fail, lie or vanish, posts
 * whose answer is lost, nodes that come and go.
 * MODEL_RUNS=10000 for the long run, MODEL_SEED=<seed> to repeat one.
 */
const runs = Number(process.env['MODEL_RUNS'] ?? 300)
const seed = process.env['MODEL_SEED']

const node = fc.nat(5)
const at = fc.nat(2)
const fault = fc.oneof(
  { weight: 5, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constantFrom(1, 2) },
)
const act: fc.Arbitrary<CheckCommand> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('minutes' as const),
      count: fc.integer({ min: 1, max: 8 }),
      at,
      fault,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('round' as const), at }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('probe' as const), who: fc.constantFrom(1, 2), fault }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('reporter' as const),
      node,
      says: fc.constantFrom('online' as const, 'online' as const, 'offline' as const, 'nothing' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('node' as const),
      node,
      is: fc.constantFrom('up' as const, 'down' as const, 'down' as const, 'refuses' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('checker' as const),
      who: fc.nat(2),
      is: fc.constantFrom('well' as const, 'blind' as const, 'gone' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('checker' as const),
      who: fc.nat(2),
      is: fc.constant('lies' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'create' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'compare' as const }) },
)
const waitMs = fc.oneof(
  fc.integer({ min: 11_000, max: 70_000 }),
  fc.integer({ min: 11_000, max: 70_000 }),
  fc.integer({ min: 60_000, max: 900_000 }),
)
const steps: fc.Arbitrary<readonly CheckStep[]> = fc.array(fc.record({ waitMs, act }), {
  minLength: 4,
  maxLength: 15,
  size: 'max',
})

test(`${runs} histories of checks and reports: state and uptime are what a plain reference says, and no node is down because a checker was`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), steps, async (worldSeed, history) => {
      const site = new CheckWorld(worldSeed)
      for (let count = 0; count < 4; count += 1) await site.create()
      site.world.settle()
      for (const step of history) await site.run(step)
      await site.finish()
    }),
    {
      numRuns: runs,
      ...(seed === undefined ? {} : { seed: Number(seed) }),
      endOnFailure: process.env['MODEL_SHRINK'] === '0',
    },
  )
}, 7_200_000)
