import { historyDays, slotMs, slotOf, slotsPerDay, zoneDayOf } from '../values/index.ts'
import { medianOf } from './evidence-of.ts'
import { isGood, type Result } from './result.ts'

/** What a place found of a node in ten minutes or on a day: checks that it answered and did not, median latency (-1 = none). */
export type CheckSlot = readonly [at: number, good: number, failed: number, latencyMs: number]

/** What a place found of a node: slots of ten minutes and days of the site's zone, oldest first. */
export type CheckHistory = { readonly slots: readonly CheckSlot[]; readonly days: readonly CheckSlot[] }

export const emptyHistory: CheckHistory = { slots: [], days: [] }

/** A day is added up from its slots, so these are kept until the day after it is over. */
const slotsKept = 2 * slotsPerDay + 6

function slotOfResults(slot: number, results: readonly Result[]): CheckSlot {
  const good = results.filter(isGood)
  const latencies = good.map(({ latencyMs }) => latencyMs).filter((ms) => ms >= 0)
  const latency = Math.round(medianOf(latencies) * 10) / 10
  return [slot, good.length, results.length - good.length, latency]
}

function checks([, good, failed]: CheckSlot): number {
  return good + failed
}

/** Of two versions of a slot the one that has seen more checks; so folding twice, or at two places, changes nothing. */
function merge(known: readonly CheckSlot[], added: readonly CheckSlot[]): CheckSlot[] {
  const slots = new Map(known.map((slot) => [slot[0], slot]))
  for (const slot of added) {
    const before = slots.get(slot[0])
    if (before === undefined || checks(slot) > checks(before)) slots.set(slot[0], slot)
  }
  return [...slots.values()].sort((one, other) => one[0] - other[0])
}

/** Whole days are added up anew from their slots; of a day whose slots are gone what was known stays. */
function daysOf(slots: readonly CheckSlot[], known: readonly CheckSlot[], zoneMs: number): CheckSlot[] {
  const groups = new Map<number, CheckSlot[]>()
  for (const slot of slots) {
    const day = zoneDayOf(slot[0] * slotMs, zoneMs)
    const group = groups.get(day)
    if (group === undefined) groups.set(day, [slot])
    else group.push(slot)
  }
  const made = [...groups].map(([day, group]): CheckSlot => {
    const latency = medianOf(group.map(([, , , ms]) => ms).filter((ms) => ms >= 0))
    const sum = (at: 1 | 2): number => group.reduce((total, slot) => total + slot[at], 0)
    return [day, sum(1), sum(2), Math.round(latency * 10) / 10]
  })
  return merge(known, made).slice(-historyDays)
}

/**
 * Folds one node's results at one place into what was known. Give it all results of a slot at once: a slot is replaced by
 * one that has seen more, never added to.
 */
export function addToHistory(
  history: CheckHistory,
  results: readonly Result[],
  zoneMs: number,
): CheckHistory {
  const groups = new Map<number, Result[]>()
  for (const result of results) {
    const slot = slotOf(result.ms)
    const group = groups.get(slot)
    if (group === undefined) groups.set(slot, [result])
    else group.push(result)
  }
  const added = [...groups].map(([slot, group]) => slotOfResults(slot, group))
  const slots = merge(history.slots, added)
  return { slots: slots.slice(-slotsKept), days: daysOf(slots, history.days, zoneMs) }
}
