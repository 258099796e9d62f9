import { dayMs } from '../../domain/values/index.ts'
import type { StoreContext } from '../context/context.ts'
import { listAll } from '../kv/port.ts'
import { parseUse, parseUseSum, usesPrefix, useSumsPrefix } from '../kv/api-key-keys.ts'

/** Uses of one day (UTC), which is counted from 1970. */
export type DayUses = { readonly day: number; readonly count: number }

/** Days that uses are kept for. */
export const useDays = 30
const pagesMax = 4

/** Uses by day as counts and sums tell them: of each writer the largest count, of a day whichever says more. */
export function usesByDay(keys: readonly string[]): Map<number, number> {
  const writers = new Map<string, { readonly day: number; readonly count: number }>()
  for (const key of keys) {
    const use = parseUse(key)
    const name = `${use?.day} ${use?.writer}`
    if (use !== undefined && use.count > (writers.get(name)?.count ?? 0)) writers.set(name, use)
  }
  const days = new Map<number, number>()
  for (const { day, count } of writers.values()) days.set(day, (days.get(day) ?? 0) + count)
  for (const key of keys) {
    const sum = parseUseSum(key)
    if (sum !== undefined) days.set(sum.day, Math.max(sum.count, days.get(sum.day) ?? 0))
  }
  return days
}

/** Uses of a key on each of the last 30 days, oldest first: two lists. */
export async function readUses(ctx: StoreContext, id: string): Promise<readonly DayUses[]> {
  const [counts, sums] = await Promise.all([
    listAll(ctx.kv, `${usesPrefix(id)}_`, pagesMax),
    listAll(ctx.kv, `${useSumsPrefix(id)}_`, 1),
  ])
  const days = usesByDay([...counts.keys, ...sums.keys])
  const today = Math.floor(ctx.clock() / dayMs)
  return Array.from({ length: useDays }, (_, at) => {
    const day = today - useDays + 1 + at
    return { day, count: days.get(day) ?? 0 }
  })
}
