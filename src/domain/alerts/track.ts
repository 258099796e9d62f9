import type { SiteEvent } from '../../contract/events.ts'
import { hourMs, minuteMs } from '../values/index.ts'
import { type DownKind, endedBy, isDownKind } from './item.ts'

/** A stretch of being down, for whatever reasons; `endMs` undefined while it lasts. */
export type Episode = {
  readonly beginMs: number
  /** What it began with. */
  readonly kind: DownKind
  readonly why: string
  readonly endMs: number | undefined
}

/** What a node's events say of its coming and going. Times in ms. */
export type Track = {
  /** Oldest first. */
  readonly episodes: readonly Episode[]
  /** The newest end of a stretch, also of one whose beginning is not known. */
  readonly upMs: number | undefined
  /** Stretches in which it came and went too often to tell of each; the last may go on. */
  readonly bursts: readonly { readonly beginMs: number; readonly endMs: number }[]
}

/** More changes than this within an hour are flapping, which is over after half an hour without one. */
const changesMax = 4
export const calmMs = 30 * minuteMs

/** Follows the kinds of `wanted` through a node's events, oldest first. Two reasons at once are one stretch. */
export function followTrack(events: readonly SiteEvent[], wanted: ReadonlySet<DownKind>): Track {
  const reasons = new Set<DownKind>()
  const episodes: Episode[] = []
  const changes: number[] = []
  let upMs: number | undefined
  for (const { kind, ms, why } of events) {
    if (isDownKind(kind) && wanted.has(kind)) {
      if (reasons.size === 0) {
        episodes.push({ beginMs: ms, kind, why, endMs: undefined })
        changes.push(ms)
      }
      reasons.add(kind)
      continue
    }
    const ended = endedBy(kind)
    if (ended === undefined || !wanted.has(ended)) continue
    const last = episodes.at(-1)
    // A reason from before the first event that is known, and no other: then this is its end.
    const isUnknown = last === undefined
    if (!isUnknown && (!reasons.delete(ended) || reasons.size > 0)) continue
    upMs = ms
    if (isUnknown) continue
    episodes[episodes.length - 1] = { ...last, endMs: ms }
    changes.push(ms)
  }
  return { episodes, upMs, bursts: burstsOf(changes) }
}

function burstsOf(changes: readonly number[]): { readonly beginMs: number; readonly endMs: number }[] {
  const bursts: { beginMs: number; endMs: number }[] = []
  // Changes of a burst that is over count for no other.
  let first = 0
  let isOpen = false
  for (const [at, ms] of changes.entries()) {
    const before = changes[at - 1]
    const open = bursts.at(-1)
    if (isOpen && before !== undefined && ms - before >= calmMs) {
      isOpen = false
      first = at
    }
    if (isOpen && open !== undefined) open.endMs = ms + calmMs
    const old = at - changesMax < first ? undefined : changes[at - changesMax]
    if (!isOpen && old !== undefined && ms - old < hourMs) {
      bursts.push({ beginMs: ms, endMs: ms + calmMs })
      isOpen = true
    }
  }
  return bursts
}

/** Whether the track flaps at some time from `fromMs` to `toMs`. */
export function flaps({ bursts }: Track, fromMs: number, toMs: number): boolean {
  return bursts.some(({ beginMs, endMs }) => beginMs <= toMs && endMs > fromMs)
}
