import type { SlotEntry } from './traffic-account.ts'
import { slotMs } from '../values/time.ts'

/** So many ten-minute slots with traffic in a row are looked at. */
const slotsSeen = 6
/** Traffic counts both ways, and a report may come a little late: nothing carries more than this many times its line. */
const lineShare = 3
/** What a node is taken for that does not say its bandwidth, Mbps. */
const unknownLine = 10_000
const bytesPerMbit = 125_000

/**
 * Whether what a reporter says as increments cannot be any: for an hour it has never fallen, and each value is more than the
 * line could carry in its time. Its owner is asked then; nothing is counted otherwise by it. `lineMbps`: 0 = not known.
 */
export function looksLikeSums(slots: readonly SlotEntry[], lineMbps: number): boolean {
  const told = slots.filter((entry) => entry[7] > 0).slice(-slotsSeen)
  if (told.length < slotsSeen) return false
  const lineBytes = (lineMbps > 0 ? lineMbps : unknownLine) * bytesPerMbit * (slotMs / 1000) * lineShare
  return told.every((entry, at) => entry[7] > lineBytes && entry[7] >= (told[at - 1]?.[7] ?? 0))
}
