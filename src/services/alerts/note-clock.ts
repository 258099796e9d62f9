import { minuteMs } from '../../domain/values/index.ts'
import type { ServiceContext } from '../context/context.ts'
import { addOutage } from '../../store/system/index.ts'
import { writeEvents } from '../../store/events/index.ts'
import { readLastTick } from '../../store/tick/index.ts'

/** A clock is dead that has not ticked for so long. */
const deadMs = 15 * minuteMs

/**
 * Puts it on record when no tick has come for a quarter of an hour: nobody could report meanwhile, so silence in that
 * time says nothing of nodes, and their history has no data there. One get. The times are the same for whoever notices it within the minute.
 */
export async function noteClock(ctx: ServiceContext): Promise<void> {
  const last = await readLastTick(ctx)
  const nowMs = ctx.clock()
  if (last === undefined || nowMs - last.startMs < deadMs) return
  const runsMs = nowMs - (nowMs % minuteMs)
  await addOutage(ctx, last.startMs, runsMs)
  await writeEvents(ctx, [
    { ms: last.startMs, node: 0, kind: 'clock_stopped', why: '' },
    { ms: runsMs, node: 0, kind: 'clock_runs', why: '' },
  ])
}
