import { dayMs } from '../../contract/time.ts'
import { limits } from '../../contract/limits.ts'
import { readNumber, type Source } from './cells.ts'
import { oldTimeMs } from './old-time.ts'

export type ResetRule = {
  readonly reset_cycle: number
  readonly reset_day: number
  /** Days by which the node's creation lies earlier, so that its periods end when they did. */
  readonly shiftDays: number
  /** When the traffic was to begin anew; undefined when it is not known. */
  readonly resetMs: number | undefined
}

function lastDayOf(ms: number): number {
  const day = new Date(ms)
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate()
}

/**
 * When a node's traffic begins anew. Later versions of the old site mean by `reset_cycle` a day of the month, 0 the last one,
 * and write midnights; the first one meant days. `reset_date` tells which: only a midnight of that very day is the former.
 */
export function readResetRule(source: Source, createdMs: number): ResetRule {
  const { row, report } = source
  const resetMs = oldTimeMs(row['reset_date'])
  if (resetMs === undefined) report.changed('reset_date', 'is no time: periods are counted from the creation')
  const cycle = readNumber(source, 'reset_cycle', {
    max: limits.resetCycleDaysMax,
    otherwise: 30,
    whole: true,
  })
  if (resetMs !== undefined && resetMs % dayMs === 0 && cycle <= 31) {
    const day = cycle === 0 ? 31 : cycle
    if (new Date(resetMs).getUTCDate() === Math.min(day, lastDayOf(resetMs))) {
      return { reset_cycle: 0, reset_day: day, shiftDays: 0, resetMs }
    }
  }
  if (cycle === 0) {
    report.changed('reset_cycle', '0 is no day of the month here: traffic is never reset')
    return { reset_cycle: 0, reset_day: 0, shiftDays: 0, resetMs }
  }
  const daysBetween = resetMs === undefined ? 0 : Math.floor(createdMs / dayMs) - Math.floor(resetMs / dayMs)
  return { reset_cycle: cycle, reset_day: 0, shiftDays: ((daysBetween % cycle) + cycle) % cycle, resetMs }
}
