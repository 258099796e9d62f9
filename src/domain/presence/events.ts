import type { StateChange } from '../traffic/traffic-account.ts'
import { deadlineMs } from './interval.ts'
import { isOff, type OffInterval } from './off.ts'
import type { Point } from './slots.ts'

const changesKept = 40

function push(changes: StateChange[], atMs: number, up: number): void {
  if (changes.at(-1)?.[1] !== up) changes.push([atMs, up])
}

/**
 * Changes of state that a run of reports makes, put behind `changes`: silence begins at the deadline of the report
 * before it. `untilMs` ends the run (the newest report may have fallen silent since).
 */
export function addChanges(
  changes: readonly StateChange[],
  previous: Point | undefined,
  points: readonly Point[],
  untilMs?: number,
): StateChange[] {
  const list = [...changes]
  let last = previous
  const silence = (beforeMs: number): void => {
    if (!last?.online) return
    const deadline = deadlineMs(last.timeMs, last.intervalS)
    if (deadline <= beforeMs) push(list, deadline, 0)
  }
  for (const point of points) {
    silence(point.timeMs)
    push(list, point.timeMs, point.online ? 1 : 0)
    last = point
  }
  if (untilMs !== undefined) silence(untilMs)
  return list.slice(-changesKept)
}

export type StateEvent = { readonly atMs: number; readonly state: 'up' | 'down' | 'none' }

/**
 * Lays the off intervals over the changes of reports: within them there is no state; times in which no place could join:
 * down; and times in which checks were answered, though nothing was reported: up. Oldest first.
 */
export function overlayOff(
  changes: readonly StateChange[],
  off: readonly OffInterval[],
  nowMs: number,
  unreachable: readonly OffInterval[] = [],
  answered: readonly OffInterval[] = [],
): StateEvent[] {
  const firstMs = Math.min(changes[0]?.[0] ?? Infinity, ...answered.map(([from]) => from))
  if (firstMs === Infinity) return []
  const times = new Set<number>(changes.map(([atMs]) => atMs))
  for (const [from, to] of [...off, ...unreachable, ...answered]) {
    if (from >= firstMs) times.add(from)
    if (to > firstMs) times.add(to)
  }
  const events: StateEvent[] = []
  let next = 0
  let up = 0
  for (const atMs of [...times].filter((time) => time <= nowMs).sort((a, b) => a - b)) {
    for (let change = changes[next]; change && change[0] <= atMs; change = changes[next]) {
      up = change[1]
      next += 1
    }
    const isThere = up === 1 || isOff(answered, atMs)
    const isUp = isThere && !isOff(unreachable, atMs)
    const state = isOff(off, atMs) ? 'none' : isUp ? 'up' : 'down'
    if (events.at(-1)?.state !== state) events.push({ atMs, state })
  }
  return events
}
