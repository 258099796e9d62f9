import { walkSlots, type Point, type Presence } from '../presence/slots.ts'
import { firstSlotOfDay, historyDays, slotOf, slotsPerDay } from '../values/time.ts'
import type { SlotEntry } from './traffic-account.ts'

/** A day of the site's zone: mean and peak over the slots in which the node was up. Bandwidth in Mbps to one decimal. */
export type DayFigures = readonly [
  day: number,
  bandwidthMean: number,
  bandwidthMax: number,
  connectionsMean: number,
  connectionsMax: number,
]

type ReportPoint = Point & { readonly entry: SlotEntry }

function tenths(value: number): number {
  return Math.round(value * 10) / 10
}

/** What a node's reports say of one day up to `nowMs`; undefined when it was never up. `points` are sorted by time. */
export function figuresOfDay(
  points: readonly ReportPoint[],
  presence: Presence,
  day: number,
  nowMs: number,
): DayFigures | undefined {
  const from = firstSlotOfDay(day, presence.zoneMs)
  const to = Math.min(from + slotsPerDay - 1, slotOf(nowMs))
  let [up, bandwidth, bandwidthMax, connections, connectionsMax] = [0, 0, 0, 0, 0]
  walkSlots(points, presence, { from, to, nowMs }, (_slot, state, point) => {
    if (state !== 'up' || point === undefined) return
    const [, , , , mbps, peers] = point.entry
    up += 1
    bandwidth += mbps
    connections += peers
    bandwidthMax = Math.max(bandwidthMax, mbps)
    connectionsMax = Math.max(connectionsMax, peers)
  })
  if (up === 0) return undefined
  return [day, tenths(bandwidth / up), tenths(bandwidthMax), tenths(connections / up), connectionsMax]
}

/** Days with those that have closed since put behind them, 90 at most; a day that is known stays as it is. */
export function addDayFigures(known: readonly DayFigures[], closed: readonly DayFigures[]): DayFigures[] {
  const last = known.at(-1)?.[0] ?? -Infinity
  return [...known, ...closed.filter(([day]) => day > last)].slice(-historyDays)
}
