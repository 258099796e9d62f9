import type { ReportState } from '../../contract/checks.ts'
import { deadlineMs, intervalOf } from '../../domain/presence/index.ts'
import type { StoreContext } from '../context/context.ts'
import { livePrefix } from '../kv/keys.ts'
import { listAll } from '../kv/port.ts'
import { liveFactsOfKeys } from './node-figures.ts'

/** What a node's newest report says at `nowMs`, and when it came: one list. */
export async function readReportState(
  ctx: Pick<StoreContext, 'kv' | 'clock'>,
  id: number,
): Promise<{ readonly state: ReportState; readonly atMs: number | null }> {
  const { keys } = await listAll(ctx.kv, livePrefix(id), 2)
  const nowMs = ctx.clock()
  const { live } = liveFactsOfKeys(keys, nowMs)
  if (live === undefined) return { state: 'none', atMs: null }
  const isSilent = nowMs >= deadlineMs(live.timeMs, intervalOf(live.gapsS))
  return { state: isSilent ? 'silent' : live.online ? 'online' : 'offline', atMs: live.timeMs }
}
