import { silentIntervals, silentMaxMs } from '../../contract/time.ts'

/** A node's report interval is what it says itself, else learnt from its last few gaps. Seconds. */
export const intervalUnknownS = 600
const intervalS = { min: 60, max: 43_200 }
/** Shorter gaps are retries or bursts and teach nothing. */
const gapMinS = 10
const gapsKept = 4

/** What a reporter keeps that was not told otherwise. */
const intervalUsualS = 300
/** So many gaps tell a habit. */
const gapsKnown = 3

/**
 * The median of the gaps, of two in the middle the shorter, at least a minute; ten minutes until one is known. Of fewer
 * than three it is the longest and no less than the usual: what an installation sends at once is no habit yet.
 */
export function intervalOf(gapsS: readonly number[]): number {
  if (gapsS.length === 0) return intervalUnknownS
  if (gapsS.length < gapsKnown) return Math.min(Math.max(...gapsS, intervalUsualS), intervalS.max)
  const median = gapsS.toSorted((one, other) => one - other)[Math.floor((gapsS.length - 1) / 2)]
  return Math.min(Math.max(median ?? intervalUnknownS, intervalS.min), intervalS.max)
}

/** Instant from which a node that reported at `timeMs` counts as silent. */
export function deadlineMs(timeMs: number, interval: number): number {
  return timeMs + Math.min(silentIntervals * interval * 1000, silentMaxMs)
}

/** Gaps of a reporter that says its interval itself: nothing has to be learnt. */
export function statedGaps(statedS: number): number[] {
  return Array.from({ length: gapsKept }, () => Math.min(Math.max(Math.round(statedS), 1), intervalS.max))
}

/**
 * Gaps after a further report. An outage is no interval: a gap in which any node would have counted as silent teaches
 * nothing once something is known, and a shorter one is outvoted by the others.
 */
export function nextGaps(
  gapsS: readonly number[],
  previous: { readonly timeMs: number; readonly online: boolean } | undefined,
  timeMs: number,
): number[] {
  if (previous === undefined || !previous.online) return [...gapsS]
  const gap = Math.round((timeMs - previous.timeMs) / 1000)
  const isOutage = gap * 1000 > silentMaxMs && gapsS.length > 0
  if (gap < gapMinS || isOutage) return [...gapsS]
  return [...gapsS, Math.min(gap, intervalS.max)].slice(-gapsKept)
}
