import { looksOf, type PlaceLooks, type Result } from '../../domain/evidence/index.ts'
import { evidencePrefix, parseEvidenceKey } from '../kv/evidence-keys.ts'
import { listAll } from '../kv/port.ts'
import type { StoreContext } from '../context/context.ts'

/** Checks that are not folded yet, by place: the last hour and somewhat more. */
export type Looks = ReadonlyMap<string, PlaceLooks>

/** An isolate believes its copy for so long; a check elsewhere takes up to 60 s anyway. */
const memoryMs = 5000
/** 8,000 keys of up to 13 checks: an hour of 1,000 nodes at several places. Newest first, so that what is left is old. */
const pagesMax = 32

/** The checks of the last hour, from the isolate's memory when it read them within 5 s, else one list of a page or more. */
export async function readLooks(ctx: StoreContext): Promise<Looks> {
  const nowMs = ctx.clock()
  const known = ctx.memory.looks
  if (known !== undefined && Math.abs(nowMs - known.readMs) < memoryMs) return known.looks
  const { keys } = await listAll(ctx.kv, evidencePrefix, pagesMax)
  const looks = looksOf(resultsOf(keys, nowMs))
  ctx.memory.looks = { looks, readMs: nowMs }
  return looks
}

/** A check from the future was dated by a clock that was wrong: it says nothing of now. */
const aheadMs = 120_000

/** Results in keys, without those that cannot be true at `nowMs`. */
export function resultsOf(keys: readonly string[], nowMs: number): Result[] {
  return keys.flatMap((key) => parseEvidenceKey(key) ?? []).filter(({ ms }) => ms <= nowMs + aheadMs)
}
