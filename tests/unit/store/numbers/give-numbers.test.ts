import { expect, test } from 'vitest'
import { giveNumbers } from '../../../../src/store/numbers/give-numbers.ts'
import { simContext } from '../../../support/kv/context.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const dayMs = 86_400_000

test('numbers of nodes that are gone are forgotten, 64 a run', async () => {
  const world = new SimKv({ startMs: Date.UTC(2026, 5, 1) })
  const ids = Array.from({ length: 100 }, (_, at) => at + 1)
  const give = async (listed: readonly number[]): Promise<number> => {
    const ctx = simContext(world)
    await giveNumbers(ctx, new Set(listed), listed)
    await ctx.background()
    return [...world.dump().keys()].filter((key) => key.startsWith('un_')).length
  }
  expect(await give(ids)).toBe(100)
  world.nowMs += 200 * dayMs
  expect([await give([]), await give([])]).toEqual([36, 0])
})
