import { parseLiveEntry, rejectKey, rejectPrefix, type RejectCode } from '../kv/fact-keys.ts'
import { emptyValue, listAll } from '../kv/port.ts'
import type { StoreContext } from '../context/context.ts'
import { minuteMs } from '../../domain/values/index.ts'

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
  await ctx.kv.put(rejectKey(id, nowMs, code, source), emptyValue)
  await Promise.all(known.slice(0, 2).map(({ key }) => ctx.kv.delete(key)))
}
