import type { StoreContext } from '../context/context.ts'
import { lastTickKey } from '../kv/keys.ts'
import { parseRecord } from '../kv/port.ts'

/** The newest tick. Written by whoever had the lease; of two at once the later one stays, and either is true. */
export type LastTick = {
  readonly v: 1
  /** When it began and how long it took. */
  readonly startMs: number
  readonly tookMs: number
  readonly due: number
  readonly checked: number
  readonly alerted: number
  /** Jobs that failed or found no time: due again in the next tick. */
  readonly left: readonly string[]
}

/** Undefined before the first tick. */
export async function readLastTick(ctx: StoreContext): Promise<LastTick | undefined> {
  return parseRecord<LastTick>(await ctx.kv.get(lastTickKey))
}

/** One put. */
export async function writeLastTick(ctx: StoreContext, tick: LastTick): Promise<void> {
  await ctx.kv.put(lastTickKey, JSON.stringify(tick))
}
