import type { SiteEvent } from '../../contract/events.ts'
import { placeComma } from '../../contract/reasons.ts'
import type { Evidence } from '../evidence/index.ts'
import { isOff, type OffInterval } from '../presence/index.ts'
import { isWithin, type EventWindow } from './event-window.ts'

/** What checks say of a node at the end of a window, and what the log knows of that. Times in ms. */
export type ReachHistory = {
  readonly node: number
  readonly evidence: Pick<Evidence, 'reachability' | 'sinceMs' | 'reachedMs' | 'reason' | 'failedAt'>
  /** When the node was off the lists or in maintenance: nothing is said of its state then. */
  readonly off: readonly OffInterval[]
  /** The log's newest word on whether it can be joined; undefined = none. */
  readonly told: Pick<SiteEvent, 'ms' | 'kind'> | undefined
}

/**
 * Whether checks can join a node, as far as it is news. Pure. Unreachable once, since the first of the failures (or the
 * end of a time off); reachable only after that was told. Where nobody looks, nothing is said.
 */
export function reachEvents({ node, evidence, off, told }: ReachHistory, window: EventWindow): SiteEvent[] {
  const isToldDown = told?.kind === 'unreachable'
  const { reachability } = evidence
  if (isOff(off, window.untilMs) || (reachability === 'unreachable') === isToldDown) return []
  if (reachability === 'unreachable') {
    const endMs = off.reduce((end, [, to]) => (to > end && to <= window.untilMs ? to : end), 0)
    const ms = Math.max(evidence.sinceMs, endMs, (told?.ms ?? 0) + 1)
    return isWithin(window, ms) ? [{ ms, node, kind: 'unreachable', why: whyOf(evidence) }] : []
  }
  const ms = Math.max(evidence.reachedMs, (told?.ms ?? 0) + 1)
  // A place that has only begun to fail denies what was told, and has not joined the node: that is no news yet.
  const isUp = reachability === 'reachable' && evidence.reachedMs > 0 && isWithin(window, ms)
  return isUp ? [{ ms, node, kind: 'reachable', why: '' }] : []
}

/** Why the newest check failed, and at which places all did, by their ids. */
function whyOf({ reason, failedAt }: ReachHistory['evidence']): string {
  return failedAt.length === 0 ? reason : `${reason} ${failedAt.join(placeComma)}`
}

/** Times in which no place could join a node, as its log tells them, oldest first; the last may go on (`to` 0). */
export function unreachableTimes(log: readonly Pick<SiteEvent, 'ms' | 'kind'>[]): OffInterval[] {
  const times: [number, number][] = []
  for (const { ms, kind } of log.toSorted((one, other) => one.ms - other.ms)) {
    const last = times.at(-1)
    const isOpen = last?.[1] === 0
    if (kind === 'unreachable' && !isOpen) times.push([ms, 0])
    if (kind === 'reachable' && last !== undefined && isOpen) last[1] = ms
  }
  return times
}
