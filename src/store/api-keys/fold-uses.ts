import { dayMs } from '../../domain/values/index.ts'
import type { StoreContext } from '../context/context.ts'
import { marginsOf } from '../context/margins.ts'
import { emptyValue, listAll, listPage, mapBounded } from '../kv/port.ts'
import { parseUse, parseUseSum, usesPrefix, useSumKey, useSumsPrefix } from '../kv/api-key-keys.ts'
import { useDays, usesByDay } from './read-uses.ts'

/** Days of keys that one round sums up. */
const daysMax = 8
const pagesMax = 8
const deleteMax = 128
const width = 8
const firstChars = '0123456789abcdefghijklmnopqrstuvwxyz'

/**
 * Sums up days that are over, of some of the keys: a fact for each day, and once that is seen everywhere, its counts go;
 * sums go after 30 days. Doing it twice, or at two places, gives the same sums. Two lists, and two for each day.
 */
export async function foldUses(ctx: StoreContext): Promise<void> {
  const shard = firstChars[(ctx.random(1)[0] ?? 0) % firstChars.length] ?? ''
  // Whoever counts has seen the end of the day by then, and so has everybody else.
  const overDay = Math.floor((ctx.clock() - marginsOf(ctx).settledMs) / dayMs)
  const { keys } = await listPage(ctx.kv, usesPrefix(shard))
  const over = new Map<string, { readonly id: string; readonly day: number }>()
  for (const key of keys) {
    const use = parseUse(key)
    if (use !== undefined && use.day < overDay) over.set(usesPrefix(use.id, use.day), use)
  }
  for (const { id, day } of [...over.values()].slice(0, daysMax)) await foldDay(ctx, id, day)
  await sweepSums(ctx, shard, overDay - useDays)
}

async function foldDay(ctx: StoreContext, id: string, day: number): Promise<void> {
  const [counts, sums] = await Promise.all([
    listAll(ctx.kv, usesPrefix(id, day), pagesMax),
    listAll(ctx.kv, `${useSumsPrefix(id)}_`, 1),
  ])
  const total = usesByDay(counts.keys).get(day) ?? 0
  const known = sums.keys.flatMap((key) => parseUseSum(key) ?? []).filter((sum) => sum.day === day)
  const holding = known.filter(({ count }) => count >= total)
  if (holding.length === 0) return ctx.kv.put(useSumKey(id, day, total, ctx.clock()), emptyValue)
  const seenMs = ctx.clock() - marginsOf(ctx).foldMs
  if (!holding.some(({ ms }) => ms < seenMs)) return
  await mapBounded(counts.keys.slice(0, deleteMax), width, (key) => ctx.kv.delete(key))
}

async function sweepSums(ctx: StoreContext, shard: string, beforeDay: number): Promise<void> {
  const { keys } = await listPage(ctx.kv, useSumsPrefix(shard))
  const old = keys.filter((key) => (parseUseSum(key)?.day ?? beforeDay) < beforeDay)
  await mapBounded(old.slice(0, deleteMax), width, (key) => ctx.kv.delete(key))
}
