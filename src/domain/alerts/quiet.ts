import type { QuietHours } from '../../contract/channels.ts'
import { dayMs, minuteMs } from '../values/index.ts'

/** Whether an instant lies in the quiet hours of a channel; what is due then waits for their end. */
export function isQuiet(quiet: QuietHours | null, nowMs: number): boolean {
  if (quiet === null || quiet.from === quiet.to) return false
  const local = nowMs + quiet.utc_offset * minuteMs
  const minute = Math.floor((((local % dayMs) + dayMs) % dayMs) / minuteMs)
  return quiet.from < quiet.to
    ? minute >= quiet.from && minute < quiet.to
    : minute >= quiet.from || minute < quiet.to
}
