import { limits } from '../../contract/limits.ts'
import type { Quota } from '../../domain/quota/index.ts'
import type { StoreContext } from '../context/context.ts'
import { loadSettings } from '../system/settings.ts'

/** The quota of keys without one of their own, by the settings: one get where they are not in the isolate's memory. */
export async function loadSiteQuota(ctx: StoreContext): Promise<Quota> {
  const stored = await loadSettings(ctx)
  return {
    perDay: stored.api_day_quota ?? limits.apiDayQuota,
    perMinute: stored.api_minute_quota ?? limits.apiMinuteQuota,
  }
}

/**
 * Different nodes that one address is given within an hour; undefined = no limit. `isUrgent`: one get where the settings
 * are not in the isolate's memory; without it what was last known, however old.
 */
export async function loadNodesPerHour(ctx: StoreContext, isUrgent: boolean): Promise<number | undefined> {
  const stored = isUrgent ? await loadSettings(ctx) : ctx.memory.settings?.record
  const count = stored?.ip_nodes_per_hour ?? limits.ipNodesPerHour
  return count === 0 ? undefined : count
}
