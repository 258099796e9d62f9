import { lookedMs } from '../evidence/index.ts'
import { minuteMs } from '../values/time.ts'
import { deadlineMs } from './interval.ts'
import type { OffInterval } from './off.ts'
import type { Point } from './slots.ts'

/** Checks are at hand for so long at least; who was answered before and not since, was so no later than this ago. */
const knownMs = 80 * minuteMs

/** Times that answered checks speak for, each for a quarter of an hour. */
export function answeredTimes(goodMs: readonly number[]): OffInterval[] {
  return goodMs.map((ms) => [ms, ms + lookedMs])
}

/** The same joined where they meet. */
function runsOf(goodMs: readonly number[]): [fromMs: number, toMs: number][] {
  const runs: [number, number][] = []
  for (const ms of goodMs) {
    const last = runs.at(-1)
    if (last !== undefined && ms <= last[1]) last[1] = ms + lookedMs
    else runs.push([ms, ms + lookedMs])
  }
  return runs
}

/**
 * Whether checks that were answered say at an instant that a node is there. A word of its own that it goes counts against
 * those before it.
 */
export function isAnswered(times: readonly OffInterval[], word: Point | undefined, atMs: number): boolean {
  const leftMs = word === undefined || word.online ? 0 : word.timeMs
  return times.some(([from, to]) => atMs >= from && (to === 0 || atMs < to) && from > leftMs)
}

/** What is told of such times, and what checks at hand say: where they reach to, they end what is told to go on. */
export function withAnswers(
  told: readonly OffInterval[],
  goodMs: readonly number[],
  nowMs: number,
): OffInterval[] {
  const endMs = goodMs[0] ?? nowMs - knownMs + lookedMs
  const known = told.map(([from, to]): OffInterval => [from, to === 0 ? Math.max(from + 1, endMs) : to])
  return [...known, ...answeredTimes(goodMs)]
}

/** Such times without what a node's own word that it goes took back. */
export function cutAnswers(times: readonly OffInterval[], words: readonly Point[]): OffInterval[] {
  return times.map(([from, to]) => {
    const left = words.find(({ online, timeMs }) => !online && timeMs >= from && (to === 0 || timeMs < to))
    return [from, left === undefined ? to : Math.max(from + 1, left.timeMs)]
  })
}

/** A change of what is told: checks are answered from then on, or no more. */
export type AnsweredChange = { readonly ms: number; readonly isOn: boolean }

/** Times in which checks were answered while the node said nothing, as changes tell them; the last may go on (`to` 0). */
export function timesOfChanges(changes: readonly AnsweredChange[]): OffInterval[] {
  const times: [number, number][] = []
  for (const { ms, isOn } of changes.toSorted((one, other) => one.ms - other.ms)) {
    const last = times.at(-1)
    const isOpen = last?.[1] === 0
    if (isOn && !isOpen) times.push([ms, 0])
    if (!isOn && last !== undefined && isOpen) last[1] = ms
  }
  return times
}

type Silence = {
  /** The newest word of the node up to `untilMs`, and since when it says so without a break. */
  readonly word: (Point & { readonly sinceMs: number }) | undefined
  readonly untilMs: number
}

/**
 * What is to be told beyond `told`, so that it holds the times in which checks were answered while the node itself said
 * nothing. Pure: who sees the same finds the same. Empty where all is told.
 */
export function answeredChanges(
  told: readonly OffInterval[],
  goodMs: readonly number[],
  { word, untilMs }: Silence,
): AnsweredChange[] {
  const changes: AnsweredChange[] = []
  const last = told.at(-1)
  let isOpen = last?.[1] === 0
  let afterMs = Math.max(last?.[0] ?? 0, last?.[1] ?? 0)
  const change = (ms: number, isOn: boolean): void => {
    afterMs = Math.max(ms, afterMs + 1)
    isOpen = isOn
    changes.push({ ms: afterMs, isOn })
  }
  /** Tells what checks between two instants say; at the second one the node speaks, or that is all. */
  const tell = (fromMs: number, toMs: number, silentMs: number, speaks: boolean): void => {
    const runs = runsOf(goodMs.filter((ms) => ms > fromMs && ms <= toMs))
    for (const [at, [from, to]] of runs.entries()) {
      const before = runs[at - 1]
      if (isOpen && before !== undefined && before[1] > afterMs) change(before[1], false)
      const beginsMs = Math.max(from, silentMs)
      if (!isOpen && beginsMs < to && afterMs < to && beginsMs <= toMs) change(beginsMs, true)
    }
    const endMs = runs.at(-1)?.[1] ?? toMs - knownMs + lookedMs
    if (isOpen && (speaks || endMs <= toMs)) change(Math.min(endMs, toMs), false)
  }
  const deadline = word?.online === true ? deadlineMs(word.timeMs, word.intervalS) : 0
  const isBack = untilMs < deadline
  const leftMs = word === undefined || word.online ? 0 : word.timeMs
  const spokeMs = isBack ? Math.min(word?.sinceMs ?? untilMs, untilMs) : leftMs
  if (isOpen && spokeMs > afterMs) tell(0, spokeMs, spokeMs, true)
  if (isBack && isOpen) change(spokeMs, false)
  if (!isBack) tell(leftMs, untilMs, Math.max(deadline, leftMs), false)
  return changes
}
