import { minuteMs } from '../../contract/time.ts'
import type { TickAnswer } from '../../contract/tick.ts'
import type { ServiceContext } from '../context/context.ts'
import { ServiceError } from '../../contract/errors.ts'
import { noteTrouble, type TickTrouble } from '../alerts/index.ts'
import { beat } from './heartbeat.ts'
import { jobs as allJobs, type Job, type JobOutcome } from './jobs.ts'
import { placeLease, readLastTick, writeLastTick, type LastTick } from '../../store/tick/index.ts'

/** A minute has one tick. */
export const bucketMs = minuteMs
/** What a tick may take: callers wait 25 s, and platforms cut off what runs longer. */
export const tickMs = 20_000

/**
 * Does what is due, once a minute whoever asks and however often: the lease decides. A job that fails is logged and is
 * due again in the next tick, as is one that found no time. Never longer than 20 s.
 */
export async function tick(ctx: ServiceContext, jobs: readonly Job[] = allJobs): Promise<TickAnswer> {
  const nowMs = ctx.clock()
  const bucketStartMs = nowMs - (nowMs % bucketMs)
  const lease = ctx.lease ?? placeLease(ctx)
  const isOurs = await lease.acquire(bucketStartMs)
  ctx.memory.tickMs = nowMs
  if (!isOurs)
    return { due: 0, checked: 0, alerted: 0, next_due_s: secondsTo(bucketStartMs + bucketMs, nowMs) }
  const last = await readLastTick(ctx)
  const due = jobs.filter((job) => isDue(job, last, nowMs))
  const { storeFailure, ...done } = await runAll(ctx, due, nowMs)
  await tellTrouble(ctx, { last, left: done.left, storeFailure })
  await writeLastTick(ctx, { v: 1, startMs: nowMs, tookMs: ctx.clock() - nowMs, ...done })
  await beat(ctx)
  return {
    due: done.due,
    checked: done.checked,
    alerted: done.alerted,
    next_due_s: secondsTo(
      done.left.length > 0 ? bucketStartMs + bucketMs : nextDueMs(jobs, nowMs),
      ctx.clock(),
    ),
  }
}

/** Once in each stretch of `everyMs`, counted from 1970: no job has a record of its own. */
function isDue({ id, everyMs }: Job, last: LastTick | undefined, nowMs: number): boolean {
  if (last === undefined || last.left.includes(id)) return true
  return Math.floor(nowMs / everyMs) !== Math.floor(last.startMs / everyMs)
}

function nextDueMs(jobs: readonly Job[], nowMs: number): number {
  const begins = jobs.map(({ everyMs }) => (Math.floor(nowMs / everyMs) + 1) * everyMs)
  return Math.min(...begins, nowMs + 60 * bucketMs)
}

function secondsTo(timeMs: number, nowMs: number): number {
  return Math.max(1, Math.ceil((timeMs - nowMs) / 1000))
}

type Done = Pick<LastTick, 'due' | 'checked' | 'alerted' | 'left'> & {
  /** What the store said when a job failed by it. */
  readonly storeFailure: string | undefined
}

/** What goes wrong with the site itself comes into its log; where even that fails, a line says so. */
async function tellTrouble(ctx: ServiceContext, trouble: TickTrouble): Promise<void> {
  try {
    await noteTrouble(ctx, trouble)
  } catch (error) {
    ctx.log('tick_trouble_untold', { error: error instanceof Error ? error.message : typeof error })
  }
}

async function runAll(ctx: ServiceContext, due: readonly Job[], startMs: number): Promise<Done> {
  const { signal, cancel } = ctx.deadline(tickMs)
  // One listener for all jobs. A job that is over when the end comes has nobody who waits for this.
  const end = whenAborted(signal)
  end.catch(() => undefined)
  const sums = { due: 0, checked: 0, alerted: 0 }
  const left: string[] = []
  let storeFailure: string | undefined
  try {
    for (const job of due) {
      const outcome = ctx.clock() - startMs < tickMs ? await runOne(ctx, job, { signal, end }) : undefined
      if (outcome === 'store_failed') storeFailure = 'storage_unavailable'
      if (outcome === undefined || outcome === 'store_failed') {
        left.push(job.id)
        continue
      }
      sums.due += 1
      sums.checked += outcome.checked ?? 0
      sums.alerted += outcome.alerted ?? 0
    }
  } finally {
    cancel()
  }
  return { ...sums, left, storeFailure }
}

/** Undefined when the job failed or was overtaken by the end of the tick; `store_failed` when the store was to blame. */
async function runOne(
  ctx: ServiceContext,
  job: Job,
  { signal, end }: { readonly signal: AbortSignal; readonly end: Promise<never> },
): Promise<JobOutcome | 'store_failed' | undefined> {
  try {
    return (await Promise.race([job.run(ctx, signal), end])) ?? {}
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : typeof error
    ctx.log('tick_job_failed', { job: job.id, error: reason })
    return error instanceof ServiceError && error.code === 'storage_unavailable' ? 'store_failed' : undefined
  }
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => reject(new Error(`not done within ${tickMs} ms`))
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
  })
}
