import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeLease, sweepTickMarks } from '../../../../src/store/tick/lease.ts'
import { simContext } from '../../../support/kv/context.ts'
import { seededRandom } from '../../../support/kv/random.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const minute = Date.UTC(2026, 0, 15, 12)

function winnersOf(outcomes: readonly PromiseSettledResult<boolean>[]): number {
  return outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value).length
}

describe('the lease of a place', () => {
  it('is had by who comes alone, and by nobody after him', async () => {
    const world = new SimKv()
    for (const expected of [true, false, false]) {
      expect(await placeLease(simContext(world)).acquire(minute)).toBe(expected)
    }
    expect(await placeLease(simContext(world)).acquire(minute + 60_000)).toBe(true)
  })

  it('is had by one at most, in whatever order the operations of up to six contenders come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 6 }), fc.integer(), async (contenders, seed) => {
        const random = seededRandom(seed)
        const world = new SimKv()
        const outcomes = await world.interleave(
          Array.from(
            { length: contenders },
            () => () => placeLease(simContext(world, { random })).acquire(minute),
          ),
          random,
        )
        expect(winnersOf(outcomes)).toBeLessThanOrEqual(1)
      }),
      { numRuns: 300 },
    )
  })

  it('is had once at each of several places that do not see each other yet, over a thousand minutes', async () => {
    const random = seededRandom(5)
    const world = new SimKv({ places: 3, delayMs: () => random() * 60_000, random })
    let total = 0
    for (let index = 0; index < 1_000; index += 1) {
      const at = minute + index * 60_000
      const outcomes = await world.interleave(
        Array.from(
          { length: 6 },
          (_, contender) => () => placeLease(simContext(world, { place: contender % 3, random })).acquire(at),
        ),
        random,
        () => random() * 20,
      )
      const won = outcomes.map((outcome) => outcome.status === 'fulfilled' && outcome.value)
      for (const place of [0, 1, 2])
        expect(won.filter((isWon, one) => isWon && one % 3 === place).length).toBeLessThanOrEqual(1)
      total += won.filter(Boolean).length
      world.settle()
    }
    expect(total).toBeGreaterThan(1_000)
  })

  it('leaves marks that are swept an hour later, those of every form', async () => {
    const world = new SimKv()
    for (let index = 0; index < 90; index += 1) {
      await placeLease(simContext(world)).acquire(world.nowMs)
      world.write(`tk_${(world.nowMs + 1).toString(36).padStart(8, '0')}`, '1', 0)
      world.nowMs += 60_000
    }
    for (let round = 0; round < 10; round += 1) await sweepTickMarks(simContext(world))
    const left = [...world.dump().keys()].filter((key) => key.startsWith('tk_'))
    expect(left).toHaveLength(60 * 3)
  })
})
