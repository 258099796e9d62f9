import type { StoreContext } from '../context/context.ts'

/** Older than this a view is rebuilt before it is answered, and behind the answer. */
const staleMs = 120_000
const refreshMs = 30_000
/** A node that falls silent is seen at most this much later. */
const changeMs = 10_000
/** One isolate begins no second rebuild behind an answer within this. */
const rebuildEveryMs = 10_000

/** True when a view has not been rebuilt for two minutes. */
export function isOld(builtMs: number, nowMs: number): boolean {
  return Math.abs(nowMs - builtMs) > staleMs
}

/** True when a view must be rebuilt before it is answered: too old, or a node has changed by time alone since. */
export function isStale(view: { readonly builtMs: number; readonly nextMs: number }, nowMs: number): boolean {
  return isOld(view.builtMs, nowMs) || (nowMs >= view.nextMs && nowMs - view.builtMs >= changeMs)
}

/** True when it is time for a rebuild behind the answer. */
export function shouldRefresh(ctx: StoreContext, builtMs: number): boolean {
  const nowMs = ctx.clock()
  return nowMs - builtMs > refreshMs && nowMs - ctx.memory.rebuildMs > rebuildEveryMs
}
