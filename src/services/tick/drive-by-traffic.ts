import type { ServiceContext } from '../context/context.ts'
import { bucketMs, tick } from './tick.ts'
import { readLastTick } from '../../store/tick/index.ts'

/**
 * The site's own traffic as its clock: starts a tick behind an answer when this isolate has heard of none for a minute.
 * Costs nothing else but a look into its memory; once a minute one read, and the lease when that knows of none either.
 * `answered` resolves when the answer is on its way: nobody waits for any of this.
 */
export function driveByTraffic(ctx: ServiceContext, answered: () => Promise<void>): void {
  const nowMs = ctx.clock()
  if (Math.abs(nowMs - ctx.memory.tickMs) < bucketMs) return
  // Before anything is awaited: one of the requests of this isolate looks.
  ctx.memory.tickMs = nowMs
  ctx.waitUntil(answered().then(() => tickUnlessKnown(ctx, nowMs)))
}

async function tickUnlessKnown(ctx: ServiceContext, nowMs: number): Promise<void> {
  const last = await readLastTick(ctx)
  if (last !== undefined && Math.abs(nowMs - last.startMs) < bucketMs) {
    ctx.memory.tickMs = last.startMs
    return
  }
  await tick(ctx)
}
