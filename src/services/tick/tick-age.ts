import type { ServiceContext } from '../context/context.ts'
import { readLastTick } from '../../store/tick/index.ts'

/** Milliseconds since the newest tick began; undefined before the first one. Older than 15 minutes, the clock is dead. */
export async function tickAgeMs(ctx: ServiceContext): Promise<number | undefined> {
  const last = await readLastTick(ctx)
  return last === undefined ? undefined : Math.max(0, ctx.clock() - last.startMs)
}
