import { minuteMs } from '../../contract/time.ts'
import { slotMs, slotsPerDay } from '../values/time.ts'

/** A ring has 96 quarters of an hour, newest first: a day. */
export const ringBuckets = 96
const unitsPerBucket = 3
/** A look: five minutes. */
export const ringUnitMs = 5 * minuteMs
const unitsPerSlot = slotMs / ringUnitMs
const units = ringBuckets * unitsPerBucket

/** What is known of a node's last 24 hours without its slots. */
export type LastDay = {
  readonly isUp: boolean
  /** For how many looks it has been so. */
  readonly sinceUnits: number
  /** For how many there have been figures; 0 = never. */
  readonly knownUnits: number
  /** Slots of ten minutes that were down. */
  readonly downSlots: number
}

/** Five minutes are one look: how many there were in each quarter of an hour and how many found it well. */
export type HealthRing = {
  readonly total: readonly number[]
  readonly healthy: readonly number[]
  readonly totalSum: number
  readonly healthySum: number
}

/**
 * The last day in quarters of an hour. Its sums are those of the slots; since the newest change the places are exact, too, and
 * before it what was down is spread evenly, because only the day's sum is kept of every node.
 */
export function healthRing({ isUp, sinceUnits, knownUnits, downSlots }: LastDay): HealthRing {
  const known = Math.min(units, knownUnits)
  const run = Math.min(known, Math.max(1, sinceUnits))
  const rest = known - run
  const down = Math.min(rest, Math.max(0, downSlots * unitsPerSlot - (isUp ? 0 : run)))
  const total: number[] = []
  const healthy: number[] = []
  for (let bucket = 0; bucket < ringBuckets; bucket += 1) {
    let [all, well] = [0, 0]
    for (
      let unit = bucket * unitsPerBucket;
      unit < (bucket + 1) * unitsPerBucket && unit < known;
      unit += 1
    ) {
      all += 1
      const at = unit - run
      const isDown = at < 0 ? !isUp : Math.floor(((at + 1) * down) / rest) > Math.floor((at * down) / rest)
      if (!isDown) well += 1
    }
    total.push(all)
    healthy.push(well)
  }
  const sum = (counts: readonly number[]): number => counts.reduce((whole, count) => whole + count, 0)
  return { total, healthy, totalSum: sum(total), healthySum: sum(healthy) }
}

/** Down slots of the last 24 hours out of those of today, of which so many have begun, and of yesterday. */
export function lastDayDown(today: number, yesterday: number, slotsToday: number): number {
  return today + Math.round((yesterday * Math.max(0, slotsPerDay - slotsToday)) / slotsPerDay)
}
