import { livePrefix } from '../kv/keys.ts'
import { listAll } from '../kv/port.ts'
import type { StoreContext } from '../context/context.ts'
import { liveFactsOfKeys } from './node-figures.ts'

/** When a node last reported, in ms since the epoch, and whether it said that it is online. */
export type LastReport = { readonly ms: number; readonly online: boolean }

/** A node's last report; undefined where there is none. One operation. */
export async function readLastReport(ctx: StoreContext, id: number): Promise<LastReport | undefined> {
  const { keys } = await listAll(ctx.kv, livePrefix(id), 2)
  const { live } = liveFactsOfKeys(keys, ctx.clock())
  return live === undefined ? undefined : { ms: live.timeMs, online: live.online }
}
