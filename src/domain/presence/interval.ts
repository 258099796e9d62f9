/** A node's report interval is learnt from its last few gaps. Seconds. */
export const intervalUnknownS = 600
const intervalS = { min: 60, max: 43_200 }
/** Shorter gaps are retries or bursts and teach nothing. */
const gapMinS = 10
const gapsKept = 4

/** A node is silent when it has said nothing for this many intervals. */
export const silentIntervals = 3

/** Longest of the gaps, at least a minute; ten minutes until one is known. */
export function intervalOf(gapsS: readonly number[]): number {
  return gapsS.length === 0 ? intervalUnknownS : Math.min(Math.max(...gapsS, intervalS.min), intervalS.max)
}

/** Instant from which a node that reported at `timeMs` counts as silent. */
export function deadlineMs(timeMs: number, interval: number): number {
  return timeMs + silentIntervals * interval * 1000
}

/**
 * Gaps after a further report. An outage is no interval: a gap teaches at most three times what is known,
 * so a node that slows down is learnt in steps and one that was away is not trusted for days afterwards.
 */
export function nextGaps(
  gapsS: readonly number[],
  previous: { readonly timeMs: number; readonly online: boolean } | undefined,
  timeMs: number,
): number[] {
  if (previous === undefined || !previous.online) return [...gapsS]
  const gap = Math.round((timeMs - previous.timeMs) / 1000)
  if (gap < gapMinS) return [...gapsS]
  const bounded = Math.min(gap, silentIntervals * intervalOf(gapsS), intervalS.max)
  return [...gapsS, bounded].slice(-gapsKept)
}
