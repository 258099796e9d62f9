import { encode36, decode36, minuteMs } from '../../domain/values/index.ts'
import type { StoreContext } from '../context/context.ts'
import { listPage, mapBounded } from '../kv/port.ts'
import { downTime, keptKeys, eventsKeptMs, parseEventKey, siteLogPrefix } from './event-keys.ts'

/** Stretches of almost 17 hours (three characters of the counted-down time): a year's, one after the other. */
const stretchChars = 3
const stretches = 520
const everyMs = 10 * minuteMs
const deletesMax = 64
const width = 16

/**
 * Deletes events that are older than 90 days: a page of one stretch a pass, the stretches of the year before that in turn.
 * One list and as many deletions as there are, 128 at most.
 */
export async function sweepEvents(ctx: Pick<StoreContext, 'kv' | 'clock'>): Promise<void> {
  const nowMs = ctx.clock()
  const oldMs = nowMs - eventsKeptMs
  const first = decode36(downTime(oldMs).slice(0, stretchChars)) ?? 0
  // Every second pass looks where the next ones become old.
  const turn = Math.floor(nowMs / everyMs)
  const stretch = turn % 2 === 0 ? first : first + (Math.floor(turn / 2) % stretches)
  const { keys } = await listPage(ctx.kv, siteLogPrefix + encode36(stretch, stretchChars))
  const old = keys.flatMap((key) => parseEventKey(key) ?? []).filter(({ ms }) => ms < oldMs)
  // The node's key first: what is left of an event is in the site's log, where the next pass finds it.
  await mapBounded(old.slice(0, deletesMax), width, async (event) => {
    for (const key of keptKeys(event)) await ctx.kv.delete(key)
  })
}
