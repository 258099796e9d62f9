import { dayMs, minuteMs } from '../values/index.ts'

function minuteOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number)
  return 60 * hours + minutes
}

/**
 * Whether an instant lies in quiet hours such as `22:00-07:30` (the end is outside, they may go over midnight; '' = none),
 * on a clock that is so many minutes ahead of UTC. What is due then waits for their end.
 */
export function isQuiet(quiet: string, utcOffset: number, nowMs: number): boolean {
  const [from, to] = quiet.split('-').map(minuteOf)
  if (from === undefined || to === undefined || from === to) return false
  const local = nowMs + utcOffset * minuteMs
  const minute = Math.floor((((local % dayMs) + dayMs) % dayMs) / minuteMs)
  return from < to ? minute >= from && minute < to : minute >= from || minute < to
}
