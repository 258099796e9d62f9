import { liveKey, repairTag } from '../kv/fact-keys.ts'
import { liveFactsOfKeys, presenceOf } from '../reports/node-figures.ts'
import { emptyValue } from '../kv/port.ts'
import { foldRule, wholeAccount, type NodeData } from './node-data.ts'
import type { StoreContext } from '../context/context.ts'
import { completeLive, type LiveFigures } from '../../domain/presence/index.ts'

/** The live figures that follow from everything that can be seen of a node; undefined before its first report. */
export function exactLive(
  data: NodeData,
  nowMs: number,
  whole = wholeAccount(data, nowMs),
): LiveFigures | undefined {
  const newest = data.reports.at(-1)
  if (newest === undefined || !data.hasAccount) return undefined
  const presence = presenceOf(data.node, whole.firstMs, data.zoneMs)
  return completeLive(newest.live, whole, presence, foldRule(data, nowMs).periodStartMs)
}

/**
 * Writes the live fact of a node anew from its durable keys. It is one millisecond younger than the newest of the
 * `listed` ones, so that it wins over what it corrects and loses to the next report. Those stay for the sweep, until the
 * new one is seen everywhere.
 */
export async function repairLive(
  ctx: StoreContext,
  data: NodeData,
  listed: readonly string[],
): Promise<void> {
  const nowMs = ctx.clock()
  const live = exactLive(data, nowMs)
  if (live === undefined) return
  const newestMs = liveFactsOfKeys(listed, nowMs).live?.timeMs ?? 0
  const repaired = { ...live, timeMs: Math.max(newestMs, live.timeMs) + 1 }
  await ctx.kv.put(liveKey(data.node.id, repaired, repairTag(nowMs)), emptyValue)
}
