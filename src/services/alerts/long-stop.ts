import type { SiteEvent } from '../../contract/events.ts'
import type { ServiceContext } from '../context/context.ts'
import { knownOutages, loadSettings } from '../../store/system/index.ts'

/**
 * Events (oldest first) of a stretch, with the beginning of a stop of the clock that ended in it and began before it: it
 * is in the log, too far back to be looked for, and the site keeps it as an outage. At most one get, and only then.
 */
export async function withLongStop(
  ctx: ServiceContext,
  events: readonly SiteEvent[],
): Promise<readonly SiteEvent[]> {
  const first = events.find(({ kind }) => kind === 'clock_stopped' || kind === 'clock_runs')
  if (first?.kind !== 'clock_runs') return events
  await loadSettings(ctx)
  const outage = knownOutages(ctx).find(([fromMs, toMs]) => fromMs < first.ms && first.ms < toMs)
  if (outage === undefined) return events
  return [{ ms: outage[0], node: 0, kind: 'clock_stopped', why: '' }, ...events]
}
