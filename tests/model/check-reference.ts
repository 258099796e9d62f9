import { verdictOf, type Result } from '../../src/domain/evidence/index.ts'
import { plainlyCounted, plainReachability, plainReachabilityOf } from '../support/plain-evidence.ts'

/** What a node said of itself: times in ms, the interval in seconds. */
export type Word = { readonly ms: number; readonly online: boolean; readonly intervalS: number }

/** A time in which nobody could join a node, as it was told; `toMs` 0 while it lasts. */
export type Told = { readonly fromMs: number; toMs: number }

const minuteMs = 60_000

function isFresh({ ms, online, intervalS }: Word, atMs: number): boolean {
  return online && atMs < ms + Math.min(3 * intervalS * 1000, 15 * minuteMs)
}

/** Whether a check was answered within a quarter of an hour, and after the node said that it goes. */
function isAnswered(
  results: readonly Result[],
  last: Word | undefined,
  node: number,
  atMs: number,
  untilMs = Infinity,
): boolean {
  const leftMs = last === undefined || last.online ? 0 : last.ms
  return results.some(
    (one) =>
      one.node === node &&
      verdictOf(one.code) !== 'failed' &&
      one.ms <= untilMs &&
      one.ms > atMs - 15 * minuteMs &&
      one.ms > leftMs,
  )
}

/** The state of an enabled node without limits, from everything that was ever found and said up to `nowMs`. */
export function plainState(
  results: readonly Result[],
  words: readonly Word[],
  node: number,
  nowMs: number,
): string {
  const reach = plainReachability(results, node, nowMs)
  if (reach === 'unreachable') return 'unreachable'
  const last = words.findLast(({ ms }) => ms <= nowMs)
  if (last !== undefined && isFresh(last, nowMs)) return 'online'
  if (reach === 'reachable' && isAnswered(results, last, node, nowMs)) return 'online'
  return last === undefined ? 'waiting' : 'offline'
}

type Streak = { readonly sinceMs: number; readonly isGood: boolean }

/** Since when a place has found a node as its newest check that counts did; undefined where it does not look. */
function streakOf(own: readonly Result[], newest: Result | undefined, nowMs: number): Streak | undefined {
  if (newest === undefined || newest.ms <= nowMs - 15 * minuteMs) return undefined
  const isGood = verdictOf(newest.code) !== 'failed'
  const before = own.filter(({ place, ms }) => place === newest.place && ms <= newest.ms)
  const breakAt = before.findLastIndex(({ code }) => (verdictOf(code) !== 'failed') !== isGood)
  return { sinceMs: before[breakAt + 1]?.ms ?? newest.ms, isGood }
}

/**
 * Tells the times in which nobody could join a node, one look at a time: what was found up to `untilMs` opens one with the
 * last place's first failure, or closes it with the first place's first success.
 */
export function tellReach(told: Told[], results: readonly Result[], node: number, untilMs: number): void {
  const known = results.filter(({ ms }) => ms <= untilMs)
  const own = known.filter((one) => one.node === node).toSorted((one, other) => one.ms - other.ms)
  const counted = plainlyCounted(known, node, untilMs)
  const places = new Set(counted.map(({ place }) => place))
  const streaks = [...places].flatMap(
    (place) =>
      streakOf(
        own,
        counted.findLast((one) => one.place === place),
        untilMs,
      ) ?? [],
  )
  const last = told.at(-1)
  const since = (isGood: boolean): number[] =>
    streaks.filter((streak) => streak.isGood === isGood).map(({ sinceMs }) => sinceMs)
  if (plainReachabilityOf(counted, untilMs) === 'unreachable') {
    if (last?.toMs !== 0) told.push({ fromMs: Math.max(...since(false), (last?.toMs ?? 0) + 1), toMs: 0 })
  } else if (last?.toMs === 0 && since(true).length > 0) {
    last.toMs = Math.max(Math.min(...since(true)), last.fromMs + 1)
  }
}

/**
 * Whether a node was up at an instant: its word says so or a check was answered, and nobody contradicts it. Null before its
 * first word and its first answer.
 */
export function plainSlot(
  words: readonly Word[],
  results: readonly Result[],
  told: readonly Told[],
  node: number,
  atMs: number,
): 'up' | 'down' | null {
  const last = words.findLast(({ ms }) => ms <= atMs)
  const hasAnswered = results.some(
    (one) => one.node === node && verdictOf(one.code) !== 'failed' && one.ms <= atMs,
  )
  if (last === undefined && !hasAnswered) return null
  const isOut = told.some(({ fromMs, toMs }) => atMs >= fromMs && (toMs === 0 || atMs < toMs))
  const isThere = (last !== undefined && isFresh(last, atMs)) || isAnswered(results, last, node, atMs, atMs)
  return isThere && !isOut ? 'up' : 'down'
}

/** True when an instant is so near a change that a store that is a minute behind may date it on the other side. */
export function isNearEdge(told: readonly Told[], atMs: number, nearMs: number): boolean {
  return told.some(({ fromMs, toMs }) => [fromMs, toMs].some((edge) => Math.abs(edge - atMs) <= nearMs))
}
