import type { StoreContext } from '../context/context.ts'
import { dirtyParts } from './view-memory.ts'
import { isComplete, oldestMs, partNames, sumOf, type Manifest } from './manifest.ts'

/** Older than this a part is rebuilt before it is answered, and behind the answer. */
const staleMs = 120_000
const refreshMs = 30_000
/** A part that could not be renewed is answered up to this age; beyond it the caller is asked to come again. */
const answerableMs = 600_000
/** A node that falls silent is seen at most this much later. */
const changeMs = 10_000
/** One isolate begins no second rebuild behind an answer within this. */
const rebuildEveryMs = 10_000
/** A rebuild that has not ended by then died with its request. */
const rebuildDeadMs = 20_000

/** True while another request of this isolate rebuilds. */
export function isRebuilding({ memory, clock }: StoreContext): boolean {
  return memory.isRebuilding && Math.abs(clock() - memory.rebuildMs) < rebuildDeadMs
}

/** Those of `names` that must be rebuilt before they are answered: lost, too old, or changed here or by time alone. */
export function staleParts(ctx: StoreContext, manifest: Manifest, names: readonly string[]): string[] {
  const nowMs = ctx.clock()
  const dirty = dirtyNames(ctx, manifest)
  return names.filter((name) => {
    const part = manifest.parts[name]
    if (part === undefined || dirty.has(name)) return true
    const ageMs = nowMs - part.builtMs
    return Math.abs(ageMs) > staleMs || (nowMs >= part.nextMs && ageMs >= changeMs)
  })
}

/** The parts that hold nodes which were changed in this isolate. */
export function dirtyNames({ memory }: StoreContext, manifest: Manifest): ReadonlySet<string> {
  const marked = dirtyParts(
    memory,
    sumOf(manifest, ({ nodes }) => nodes),
  )
  return new Set(manifest.divided ? marked : marked.length > 0 ? partNames(manifest) : [])
}

/** True when an answer may be made of these parts as they are: none was never built or is older than ten minutes. */
export function isAnswerable(ctx: StoreContext, manifest: Manifest, names: readonly string[]): boolean {
  return isComplete(manifest) && ctx.clock() - oldestMs(manifest, names) <= answerableMs
}

/** True when it is time for a rebuild behind the answer. */
export function shouldRefresh(ctx: StoreContext, manifest: Manifest): boolean {
  const nowMs = ctx.clock()
  const isOld = nowMs - oldestMs(manifest) > refreshMs
  return isOld && nowMs - ctx.memory.rebuildMs > rebuildEveryMs && !isRebuilding(ctx)
}
