import type { OffInterval } from '../../domain/presence/off.ts'
import { isOff } from '../../domain/presence/off.ts'
import { dayCode } from '../../domain/presence/days.ts'
import {
  emptyAccount,
  type SlotEntry,
  type StateChange,
  type TrafficAccount,
} from '../../domain/traffic/traffic-account.ts'
import { figuresOfDay, type DayFigures } from '../../domain/traffic/day-figures.ts'
import { gbToBytes } from '../../domain/traffic/traffic.ts'
import {
  firstSlotOfDay,
  historyDays,
  hourMs,
  slotMs,
  slotOf,
  slotsPerDay,
  utcDayOf,
  zoneDayOf,
} from '../../domain/values/time.ts'
import type { SampleFigures } from './figures.ts'

/** A node's life before its reports are played one by one. Times in ms, traffic in GB. */
export type Past = {
  readonly firstMs: number
  /** When the reports that are played begin. */
  readonly untilMs: number
  readonly outages: readonly { readonly fromMs: number; readonly toMs: number }[]
  readonly off: readonly OffInterval[]
  readonly traffic: readonly { readonly atMs: number; readonly gb: number }[]
  readonly figuresAt: (atMs: number) => SampleFigures
}

const slotsKeptMs = 25 * hourMs
const intervalS = slotMs / 1000

/** What would be folded of a node that reported every ten minutes until `untilMs`: weeks of reports in one record. */
export function pastAccount(past: Past): TrafficAccount {
  const { firstMs, untilMs, outages, off, figuresAt } = past
  const isDown = (ms: number): boolean => outages.some(({ fromMs, toMs }) => ms >= fromMs && ms < toMs)
  const today = zoneDayOf(untilMs)
  const downFrom = zoneDayOf(firstMs)
  let downDays = ''
  for (let day = downFrom; day < today; day += 1) {
    let [down, data] = [0, 0]
    for (let slot = firstSlotOfDay(day); slot < firstSlotOfDay(day) + slotsPerDay; slot += 1) {
      const ms = slot * slotMs + slotMs / 2
      if (ms < firstMs || isOff(off, ms)) continue
      data += 1
      if (isDown(ms)) down += 1
    }
    downDays += dayCode(down, data)
  }
  const entryAt = (slot: number): SlotEntry => {
    // At its end, so that the first report that is played comes before the node counts as silent.
    const ms = Math.min(Math.max((slot + 1) * slotMs, firstMs), untilMs) - 1000
    const { bandwidth, connections, latency } = figuresAt(ms)
    const online = isDown(ms) ? 0 : 1
    return [slot, ms, online, intervalS, online * bandwidth, online * connections, latency, 0]
  }
  const dayFigures: DayFigures[] = []
  const presence = { firstMs, off }
  for (let day = downFrom; day < today; day += 1) {
    const first = firstSlotOfDay(day)
    // One report in two hours gives the same picture of a day as one in ten minutes.
    const points = Array.from({ length: 12 }, (_, at) => entryAt(first + at * 12)).map((entry) => ({
      timeMs: entry[1],
      online: entry[2] === 1,
      intervalS: 12 * entry[3],
      entry,
    }))
    const found = figuresOfDay(points, presence, day, (first + slotsPerDay) * slotMs - 1)
    if (found !== undefined) dayFigures.push(found)
  }
  const slots: SlotEntry[] = []
  const oldest = slotOf(Math.max(firstMs, untilMs - slotsKeptMs))
  for (let slot = oldest; slot <= slotOf(untilMs - 1000); slot += 1) slots.push(entryAt(slot))
  const last = slots.at(-1)
  const events: StateChange[] = [[firstMs, 1]]
  for (const { fromMs, toMs } of outages) if (toMs < untilMs) events.push([fromMs, 0], [toMs, 1])
  return {
    ...emptyAccount,
    watermarkMs: untilMs - 1,
    firstMs,
    days: sumBy(past, utcDayOf),
    zoneDays: sumBy(past, zoneDayOf),
    slots,
    carry: slotOf(firstMs) < oldest ? entryAt(oldest - 1) : null,
    downFrom,
    downDays,
    dayFigures: dayFigures.slice(-historyDays),
    events,
    settled: last === undefined ? null : [last[1], last[2], last[3]],
  }
}

function sumBy({ traffic }: Past, dayOf: (ms: number) => number): (readonly [number, number])[] {
  const days = new Map<number, number>()
  for (const { atMs, gb } of traffic) days.set(dayOf(atMs), (days.get(dayOf(atMs)) ?? 0) + gbToBytes(gb))
  return [...days].sort(([a], [b]) => a - b)
}
