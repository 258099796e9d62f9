import { hourMs } from '../../contract/time.ts'
import { randomHex, type StoreContext } from '../context/context.ts'
import { parseTickMark, tickMarkKey, tickMarksPrefix } from '../kv/keys.ts'
import { emptyValue, listPage, mapBounded } from '../kv/port.ts'

/** Gives the tick of a minute to one caller. */
export type Lease = {
  /** True for at most one of all callers that name the same minute (its beginning in ms). */
  readonly acquire: (minuteMs: number) => Promise<boolean>
}

const markBytes = 8
const keptMs = hourMs
const sweepMax = 32
const sweepWidth = 8

/**
 * The lease of a store that has nothing conditional: at most one caller at each place of the KV, where a write is seen
 * at once. Lamport's fast mutual exclusion ("A Fast Mutual Exclusion Algorithm", 1987), its first two tests: write my
 * name on door A; who finds door B closed has lost; close door B; who still finds his own name on door A has won. Of
 * two that meet, both may lose: that minute is then nobody's, and the next one comes. Alone, a caller always wins.
 */
export function placeLease(ctx: StoreContext): Lease {
  return {
    acquire: async (minuteMs) => {
      const [doorA, doorB] = [tickMarkKey(minuteMs, 'a'), tickMarkKey(minuteMs, 'b')]
      if ((await ctx.kv.get(doorB)) !== null) return false
      const name = randomHex(ctx.random, markBytes)
      await ctx.kv.put(doorA, name)
      if ((await ctx.kv.get(doorB)) !== null) return false
      await ctx.kv.put(doorB, emptyValue)
      return (await ctx.kv.get(doorA)) === name
    },
  }
}

/** Deletes marks that are older than an hour, 32 at most: one list. */
export async function sweepTickMarks(ctx: StoreContext): Promise<void> {
  const beforeMs = ctx.clock() - keptMs
  const { keys } = await listPage(ctx.kv, tickMarksPrefix)
  const old = keys.filter((key) => (parseTickMark(key) ?? beforeMs) < beforeMs).slice(0, sweepMax)
  await mapBounded(old, sweepWidth, (key) => ctx.kv.delete(key))
}
