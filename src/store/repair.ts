import { completeLive, type Live } from '../domain/live.ts'
import { liveKey } from './fact-keys.ts'
import { presenceOf } from './figures.ts'
import { emptyValue } from './kv.ts'
import { foldRule, wholeAccount, type NodeData } from './node-data.ts'
import type { StoreContext } from './ports.ts'

const repairTag = 'zzzz'

/** The live figures that follow from everything that can be seen of a node; undefined before its first report. */
export const exactLive = (data: NodeData, nowMs: number): Live | undefined => {
  const newest = data.reports.at(-1)
  if (newest === undefined) return undefined
  const whole = wholeAccount(data, nowMs)
  const presence = presenceOf(data.node, whole.firstMs)
  return completeLive(newest.live, whole, presence, foldRule(data.node, nowMs).periodStartMs)
}

/**
 * Writes the live fact of a node anew from its durable keys and removes the `stale` ones. It is one millisecond
 * younger than the report it stands for, so that it wins over what it corrects and loses to the next report.
 */
export const repairLive = async (
  ctx: StoreContext,
  data: NodeData,
  stale: readonly string[],
): Promise<Live | undefined> => {
  const live = exactLive(data, ctx.clock())
  if (live === undefined) return undefined
  const repaired = { ...live, timeMs: live.timeMs + 1 }
  const key = liveKey(data.node.id, repaired, repairTag)
  await ctx.kv.put(key, emptyValue)
  await Promise.all(stale.filter((old) => old !== key).map((old) => ctx.kv.delete(old)))
  return repaired
}
