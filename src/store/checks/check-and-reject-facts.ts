import { parseLiveEntry, rejectKey, rejectPrefix, type RejectCode } from '../kv/fact-keys.ts'
import { emptyValue, listAll } from '../kv/port.ts'
import type { StoreContext } from '../context/context.ts'
import { dayMs, minuteMs } from '../../domain/values/index.ts'
import { newestOfNode, writeEvents } from '../events/event-log.ts'

const rejectEveryMs = 10 * minuteMs

/** Remembers that a report of a node's own token was rejected, and whose it was, at most once in ten minutes a node. */
export async function noteRejected(
  ctx: StoreContext,
  id: number,
  code: RejectCode,
  source: string,
): Promise<void> {
  const nowMs = ctx.clock()
  const { keys } = await listAll(ctx.kv, rejectPrefix(id), 1)
  const known = keys.flatMap((key) => parseLiveEntry(key, nowMs) ?? [])
  if (known.some(({ timeMs }) => nowMs - timeMs < rejectEveryMs)) return
  if (code === 'report_token_invalid') await noteRefused(ctx, id, nowMs)
  await ctx.kv.put(rejectKey(id, nowMs, code, source), emptyValue)
  await Promise.all(known.slice(0, 2).map(({ key }) => ctx.kv.delete(key)))
}

const refusedQuietMs = dayMs

/** Tells the log of a refused token, once a day. */
async function noteRefused(ctx: StoreContext, node: number, ms: number): Promise<void> {
  const known = await newestOfNode(ctx, node)
  if (known.some((event) => event.kind === 'token_refused' && event.ms > ms - refusedQuietMs)) return
  await writeEvents(ctx, [{ ms, node, kind: 'token_refused', why: '' }])
}
