import fc from 'fast-check'
import { test } from 'vitest'
import type { Command } from './node-commands.ts'
import { NodeWorld } from './node-world.ts'

/**
 * Random histories against a store of three places: staleness of up to a minute for each key and list by itself, clocks
 * five seconds apart, lost answers, crashes before any operation, duplicated and overlapping requests.
 * MODEL_RUNS=10000 for the long run, MODEL_SEED=<seed> to repeat one, MODEL_SHRINK=0 to see a failure at once; fast-check prints the seed of a failure.
 */
const runs = Number(process.env['MODEL_RUNS'] ?? 300)
const seed = process.env['MODEL_SEED']

const place = fc.nat(2)
const node = fc.nat(3)
const name = fc.nat(3)
const fault = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'none', at: 0 } as const) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('crash', 'lost_before', 'lost_after'),
      at: fc.nat(9),
    }),
  },
)

const commands: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('advance' as const),
      ms: fc.oneof(fc.nat(30_000), fc.nat(240_000), fc.nat(40_000_000)),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('create' as const), place, name, fault }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rename' as const), node, place, name, fault }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      node,
      place,
      enabled: fc.constantFrom(0 as const, 1 as const),
      fault,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), node, place, fault }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('report' as const),
      node,
      places: fc.array(place, { minLength: 1, maxLength: 4 }),
      byName: fc.boolean(),
      tagged: fc.boolean(),
      fault,
      offline: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('burst' as const),
      node,
      place,
      count: fc.integer({ min: 2, max: 9 }),
      gapMs: fc.constantFrom(1000, 20_000, 60_000, 200_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('counter' as const),
      node,
      places: fc.array(place, { minLength: 1, maxLength: 3 }),
      newBoot: fc.boolean(),
      grows: fc.integer({ min: 1, max: 1000 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('owner' as const),
      owner: fc.nat(1),
      place,
      enabled: fc.boolean(),
      fault,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('view' as const), place, fault }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('tick' as const), place, fault }) },
  { weight: 1, arbitrary: fc.constant({ do: 'wipe_views' as const }) },
)

test(`${runs} histories of nodes end with exact sums and no leftovers`, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.array(commands, { minLength: 3, maxLength: 30, size: 'max' }),
      async (worldSeed, history) => {
        const world = new NodeWorld(worldSeed)
        await world.run({ do: 'create', place: 0, name: 0, fault: { kind: 'none', at: 0 } })
        for (const command of history) await world.run(command)
        await world.check()
      },
    ),
    {
      numRuns: runs,
      ...(seed === undefined ? {} : { seed: Number(seed) }),
      endOnFailure: process.env['MODEL_SHRINK'] === '0',
    },
  )
}, 7_200_000)
