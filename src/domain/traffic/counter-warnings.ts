import { dayMs, minuteMs } from '../values/time.ts'
import { runKinds } from './counters.ts'
import type { BootEntry, TrafficAccount } from './traffic-account.ts'

/** Two installations that speak in turns for longer than this are two machines, not one that was installed anew. */
const overlapMs = 5 * minuteMs
/** Nothing is said any more of what has not happened for so long. */
const warnedMs = dayMs

/** What an owner is told of a node's cumulative counters. */
export type CounterWarnings = {
  /** When the total last fell and was counted from there; null = never. */
  readonly rebasedMs: number | null
  /** Two machines report with one token. */
  readonly twoMachines: boolean
}

function overlap(one: BootEntry, other: BootEntry): number {
  return Math.min(one[4], other[4]) - Math.max(one[1], other[1])
}

/** Reads the warnings out of a node's account at `nowMs`. */
export function counterWarnings({ boots }: TrafficAccount, nowMs: number): CounterWarnings {
  const fallen = boots.filter(([, , , , , , kind]) => kind === runKinds.fell || kind === runKinds.flaps)
  const recent = boots.filter((entry) => nowMs - entry[4] < warnedMs)
  const takeTurns = recent.some((one) =>
    recent.some((other) => one[0] !== other[0] && overlap(one, other) > overlapMs),
  )
  return {
    rebasedMs: fallen.length === 0 ? null : Math.max(...fallen.map((entry) => entry[1])),
    twoMachines: takeTurns || recent.some(([, , , , , , kind]) => kind === runKinds.flaps),
  }
}
