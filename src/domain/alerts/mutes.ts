import type { EventKind, SiteEvent } from '../../contract/events.ts'
import { silentMaxMs } from '../../contract/time.ts'

/** A stretch in which nothing is told, and how long after it a state has to last anew. Times in ms. */
export type Mute = { readonly fromMs: number; readonly toMs: number; readonly graceMs: number }

/** From the one kind to the other; without an end it goes on. */
function stretches(
  events: readonly SiteEvent[],
  begins: EventKind,
  ends: EventKind,
  graceMs: number,
): Mute[] {
  const found: Mute[] = []
  let fromMs: number | undefined
  let isFirst = true
  for (const { kind, ms } of events) {
    if (kind !== begins && kind !== ends) continue
    if (kind === begins) fromMs ??= ms
    // What ends before anything began had begun before the first event that is known.
    else if (fromMs !== undefined || isFirst) {
      found.push({ fromMs: fromMs ?? -Infinity, toMs: ms, graceMs })
      fromMs = undefined
    }
    isFirst = false
  }
  if (fromMs !== undefined) found.push({ fromMs, toMs: Infinity, graceMs })
  return found
}

/** When a node was paused or in maintenance. */
export function mutesOfNode(events: readonly SiteEvent[]): Mute[] {
  return [
    ...stretches(events, 'drained', 'enabled', 0),
    ...stretches(events, 'maintenance_began', 'maintenance_ended', 0),
  ]
}

/**
 * When the site was away, so that nobody could report to it (`all`), and when its checker was doubtful, so that what it
 * says of nodes does not count (`checks`). After that reporters and checks get the time that makes a node silent.
 */
export function mutesOfSite(events: readonly SiteEvent[]): {
  readonly all: readonly Mute[]
  readonly checks: readonly Mute[]
} {
  // What another place finds while it is in doubt is set aside; the site's own is what most sites have.
  const own = events.filter(({ kind, why }) => kind !== 'checker_doubtful' || why === '')
  return {
    all: stretches(events, 'clock_stopped', 'clock_runs', silentMaxMs),
    checks: stretches(own, 'checker_doubtful', 'checker_well', silentMaxMs),
  }
}

/** Whether an instant is muted, the time after it included. */
export function isMuted(mutes: readonly Mute[], ms: number): boolean {
  return mutes.some(({ fromMs, toMs, graceMs }) => fromMs <= ms && ms < toMs + graceMs)
}

/** From when a state that began at `beginMs` and goes on at `untilMs` counts as lasting: mutes begin it anew. */
export function lastsFrom(mutes: readonly Mute[], beginMs: number, untilMs: number): number {
  let fromMs = beginMs
  for (const mute of mutes) {
    if (mute.fromMs <= untilMs && mute.toMs + mute.graceMs > fromMs) fromMs = mute.toMs + mute.graceMs
  }
  return fromMs
}
