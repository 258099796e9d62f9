import type * as v from 'valibot'
import type { StatsAnswer } from '../../contract/public.ts'
import type { ViewAnswer } from './public-nodes.ts'
import { uptimeOf } from '../../domain/presence/index.ts'
import { hash53, isoTime, slotMs } from '../../domain/values/index.ts'
import type { StoreContext } from '../../store/context/index.ts'
import { readStats } from '../../store/views/index.ts'

type Answer = v.InferOutput<typeof StatsAnswer>

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

/** Totals of the site, its last 24 hours and its 90 days. Throws view_rebuilding. */
export async function stats(ctx: StoreContext): Promise<ViewAnswer> {
  const { generatedMs, totals, history, days } = await readStats(ctx)
  const { firstSlot, ...series } = history
  const content: Omit<Answer, 'generated_at'> = {
    ...totals,
    total_bandwidth: round(totals.total_bandwidth),
    tier_bandwidth_total: round(totals.tier_bandwidth_total),
    max_bandwidth_total: round(totals.max_bandwidth_total),
    current_bandwidth_total: round(totals.current_bandwidth_total),
    history: { start: isoTime(firstSlot * slotMs), step_s: slotMs / 1000, ...series },
    days: days.up.map((up, at) => uptimeOf(up, days.down[at] ?? 0)),
  }
  const etag = `W/"${hash53(JSON.stringify(content)).toString(36)}"`
  return { etag, body: async () => JSON.stringify({ ...content, generated_at: isoTime(generatedMs) }) }
}
