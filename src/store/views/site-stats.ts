import type { StoreContext } from '../context/context.ts'
import { oldestMs, sumParts, type Manifest, type PartSums, type SiteManifest } from './manifest.ts'
import { openView } from './view-open.ts'
import { sweep } from '../sweep/sweep-nodes.ts'
import type { SiteDays, SiteHistory, Totals } from '../../domain/presence/index.ts'

/** The sums of the site, its last 24 hours and its 90 days. */
export type SiteStats = {
  /** When the oldest part of it was built. */
  readonly generatedMs: number
  readonly totals: Totals
  readonly history: SiteHistory
  readonly days: SiteDays
}

/** The newest day of the parts: each was built by the zone that holds for the site. */
function lastDay({ parts }: Manifest<PartSums>): number {
  return Math.max(...Object.values(parts).map(({ days }) => days.lastDay))
}

/** Totals of the site over all parts. One operation from a fresh view. Throws view_rebuilding. */
export async function readStats(ctx: StoreContext): Promise<SiteStats> {
  const { manifest } = await openView<PartSums>(ctx, 'p', undefined, sweep)
  const generatedMs = oldestMs(manifest)
  const { totals, days } = sumParts(manifest, generatedMs, lastDay(manifest))
  return { generatedMs, totals, days, history: (manifest as SiteManifest).history }
}
