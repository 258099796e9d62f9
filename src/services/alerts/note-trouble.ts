import type { SiteEvent, SiteEventKind } from '../../contract/events.ts'
import { hourMs } from '../../domain/values/index.ts'
import type { ServiceContext } from '../context/context.ts'
import { listEventsSince, writeEvents } from '../../store/events/index.ts'
import { readMailFailureRecord } from '../../store/system/index.ts'
import type { LastTick } from '../../store/tick/index.ts'

/** The same trouble is told again after so long. */
const quietMs = 6 * hourMs
const lookedMax = 500

/** What a tick knows of itself when its jobs are done. */
export type TickTrouble = {
  readonly last: LastTick | undefined
  /** Jobs that it did not come to or that failed. */
  readonly left: readonly string[]
  /** What the store said when a job failed by it. */
  readonly storeFailure: string | undefined
}

/**
 * Puts it on record when mails fail, when a job is left by two ticks in a row, and when the store fails: each at most once
 * in six hours. One get; a list where there is something to tell.
 */
export async function noteTrouble(
  ctx: ServiceContext,
  { last, left, storeFailure }: TickTrouble,
): Promise<void> {
  const nowMs = ctx.clock()
  const mail = await readMailFailureRecord(ctx.kv)
  const waiting = left.filter((id) => last?.left.includes(id) === true)
  const found: SiteEvent[] = []
  const note = (kind: SiteEventKind, ms: number, why: string): void =>
    void found.push({ ms, node: 0, kind, why })
  if (mail !== undefined && mail.ms > nowMs - quietMs) note('mail_failing', mail.ms, mail.text)
  if (storeFailure !== undefined) note('store_errors', nowMs, storeFailure)
  else if (waiting.length > 0) note('queue_waiting', nowMs, waiting.join(', '))
  if (found.length === 0) return
  const { events } = await listEventsSince(ctx, nowMs - 2 * quietMs, lookedMax)
  const news = found.filter(
    ({ kind, ms }) => !events.some((known) => known.kind === kind && Math.abs(ms - known.ms) < quietMs),
  )
  await writeEvents(ctx, news)
}
