import {
  unseenFacts,
  type TrafficAccount,
  type BootEntry,
  type ReportFact,
  type SeenEntry,
  type SlotEntry,
  type StateChange,
} from './traffic-account.ts'
import { withoutFuture } from './clock-back.ts'
import { addCounter, pruneBoots } from './counters.ts'
import { addDayFigures, figuresOfDay, type DayFigures } from './day-figures.ts'
import { dayCode } from '../presence/days.ts'
import { addChanges } from '../presence/events.ts'
import type { OffInterval } from '../presence/off.ts'
import { countDay, type Point } from '../presence/slots.ts'
import {
  dayMs,
  defaultZoneMs,
  firstSlotOfDay,
  historyDays,
  hourMs,
  minuteMs,
  slotOf,
  utcDayOf,
  zoneDayOf,
  zoneDayStartMs,
} from '../values/time.ts'

/** How long report ids are remembered: a retry within it is free, a stale copy of the account is far younger. */
export const seenMs = 2 * hourMs
/** Ids remembered however many reports there are, and how old a report must be to be forgotten for their number. */
const seenMax = 4096
const crowdedMs = 15 * minuteMs
/** A report older than this is visible everywhere; changes of state before it are settled for good. */
const settledAfterMs = 5 * minuteMs
/** A day is closed this long after its end, when its last reports are visible everywhere. */
const dayGraceMs = 10 * minuteMs
const trafficDaysKept = 400
const slotsKeptMs = 25 * hourMs

export type FoldRule = {
  readonly nowMs: number
  readonly off: readonly OffInterval[]
  /** Start of the current traffic period; its days are never summed up. 0 = no beginning. */
  readonly periodStartMs: number
  /** By what zone days of uptime and the chart's days of traffic go; UTC+8 unless told. */
  readonly zoneMs?: number
}

/** Newest reports of an account's slots as points in time, oldest first. */
export function pointsOf(
  account: Pick<TrafficAccount, 'slots' | 'carry'>,
): (Point & { readonly entry: SlotEntry })[] {
  const entries = account.carry === null ? account.slots : [account.carry, ...account.slots]
  return entries
    .filter((entry) => entry[1] > 0)
    .map((entry) => ({ timeMs: entry[1], online: entry[2] === 1, intervalS: entry[3], entry }))
}

function addSlot(slots: Map<number, SlotEntry>, fact: ReportFact, bytes: number): void {
  const slot = slotOf(fact.timeMs)
  const known = slots.get(slot)
  const sum = (known?.[7] ?? 0) + bytes
  slots.set(
    slot,
    known && known[1] > fact.timeMs
      ? [known[0], known[1], known[2], known[3], known[4], known[5], known[6], sum]
      : [
          slot,
          fact.timeMs,
          fact.online ? 1 : 0,
          fact.intervalS,
          fact.bandwidth,
          fact.connections,
          fact.latencyMs,
          sum,
        ],
  )
}

function addTo(days: Map<number, number>, day: number, bytes: number): void {
  days.set(day, (days.get(day) ?? 0) + bytes)
}

/** Traffic by the zone's days for a chart; of an account of an earlier form by UTC days. */
export function chartDays(account: TrafficAccount): readonly (readonly [day: number, bytes: number])[] {
  return account.zoneDays ?? account.days
}

type ClosedDays = Pick<TrafficAccount, 'downFrom' | 'downDays' | 'dayFigures'>

function closeDays(account: TrafficAccount, rule: FoldRule): ClosedDays {
  if (account.firstMs === 0) return { downFrom: 0, downDays: '' }
  const zoneMs = rule.zoneMs ?? defaultZoneMs
  const presence = { firstMs: account.firstMs, off: rule.off, zoneMs }
  const points = pointsOf(account)
  const closed = zoneDayOf(rule.nowMs - dayGraceMs, zoneMs)
  let from = account.downDays === '' ? zoneDayOf(account.firstMs, zoneMs) : account.downFrom
  let codes = account.downDays
  const figures: DayFigures[] = []
  for (let day = Math.max(from + codes.length / 2, closed - historyDays); day < closed; day += 1) {
    // A hole of more than 90 days: what lies before it is out of sight.
    if (day > from + codes.length / 2) [from, codes] = [day, '']
    const endMs = zoneDayStartMs(day + 1, zoneMs)
    const { up, down } = countDay(points, presence, day, endMs)
    codes += dayCode(down, up + down)
    const found = figuresOfDay(points, presence, day, endMs - 1)
    if (found !== undefined) figures.push(found)
  }
  const excess = Math.max(0, codes.length / 2 - historyDays)
  const known = account.dayFigures ?? []
  return {
    downFrom: from + excess,
    downDays: codes.slice(2 * excess),
    ...(figures.length === 0 && account.dayFigures === undefined
      ? {}
      : { dayFigures: addDayFigures(known, figures) }),
  }
}

function settle(account: TrafficAccount, nowMs: number): Pick<TrafficAccount, 'events' | 'settled'> {
  const { settled } = account
  const fresh = pointsAfterSettled(account).filter(({ timeMs }) => timeMs <= nowMs - settledAfterMs)
  const last = fresh.at(-1)
  if (last === undefined) return { events: account.events, settled }
  return {
    events: addChanges(account.events, settledPoint(account), fresh),
    settled: [last.timeMs, last.online ? 1 : 0, last.intervalS],
  }
}

/** The report up to which changes of state are settled. */
export function settledPoint({ settled }: TrafficAccount): Point | undefined {
  return settled === null
    ? undefined
    : { timeMs: settled[0], online: settled[1] === 1, intervalS: settled[2] }
}

/** Reports inside the account that came after the settled one, oldest first. */
export function pointsAfterSettled(account: TrafficAccount): Point[] {
  const afterMs = account.settled?.[0] ?? 0
  return account.seen
    .filter((entry) => entry[1] > afterMs)
    .map((entry) => ({ timeMs: entry[1], online: entry[3] === 1, intervalS: entry[4] }))
    .sort((a, b) => a.timeMs - b.timeMs)
}

/** All changes of state that the reports of an account made; silence after the newest one is for the reader to add. */
export function changesOf(account: TrafficAccount, untilMs?: number): StateChange[] {
  return addChanges(account.events, settledPoint(account), pointsAfterSettled(account), untilMs)
}

function pruneDays(
  days: Map<number, number>,
  olderBytes: number,
  rule: FoldRule,
): Pick<TrafficAccount, 'days' | 'olderBytes'> {
  const oldest = utcDayOf(rule.nowMs) - trafficDaysKept
  const kept: [number, number][] = []
  let older = olderBytes
  for (const [day, bytes] of [...days].sort((a, b) => a[0] - b[0])) {
    const inPeriod = rule.periodStartMs > 0 && day * dayMs >= rule.periodStartMs
    if (day >= oldest || inPeriod) kept.push([day, bytes])
    else older += bytes
  }
  return { days: kept, olderBytes: older }
}

function pruneSlots(
  slots: readonly SlotEntry[],
  carry: SlotEntry | null,
  account: Pick<TrafficAccount, 'downFrom' | 'downDays'>,
  nowMs: number,
  zoneMs: number | undefined,
): Pick<TrafficAccount, 'slots' | 'carry'> {
  const unfinished = account.downFrom + account.downDays.length / 2
  const oldest = Math.min(
    slotOf(nowMs - slotsKeptMs),
    account.downDays === '' ? Infinity : firstSlotOfDay(unfinished, zoneMs),
  )
  const kept = slots.filter(([slot]) => slot >= oldest)
  const dropped = slots[slots.length - kept.length - 1]
  return { slots: kept, carry: dropped ?? carry }
}

/** An account as it is to be read at `nowMs`: nothing in it is later, whatever clock folded it. */
export function accountAt(account: TrafficAccount, nowMs: number): TrafficAccount {
  return withoutFuture(account, nowMs, { seenMs, crowdedMs })
}

/**
 * Takes facts into an account. Each report id counts once; facts that are inside already change nothing.
 * The result is what a fold writes and what a reader derives figures and history from.
 */
export function foldAccount(
  before: TrafficAccount,
  facts: readonly ReportFact[],
  rule: FoldRule,
): TrafficAccount {
  const account = accountAt(before, rule.nowMs)
  const days = new Map(account.days)
  const zoneDays = new Map(chartDays(account))
  const slots = new Map(account.slots.map((entry) => [entry[0], entry]))
  const seen: SeenEntry[] = [...account.seen]
  let boots: readonly BootEntry[] = account.boots
  let { firstMs } = account
  for (const fact of unseenFacts(account, facts)) {
    let { bytes } = fact.traffic
    if (fact.traffic.boot !== null) ({ boots, bytes } = addCounter(boots, fact.traffic.boot, fact))
    if (bytes > 0) {
      addTo(days, utcDayOf(fact.timeMs), bytes)
      addTo(zoneDays, zoneDayOf(fact.timeMs, rule.zoneMs), bytes)
    }
    addSlot(slots, fact, bytes)
    seen.push([fact.reportId, fact.timeMs, rule.nowMs, fact.online ? 1 : 0, fact.intervalS])
    firstMs = firstMs === 0 ? fact.timeMs : Math.min(firstMs, fact.timeMs)
  }
  const sorted = [...slots.values()].sort((a, b) => a[0] - b[0])
  const taken: TrafficAccount = { ...account, seen, boots: pruneBoots(boots), slots: sorted, firstMs }
  const closed = closeDays(taken, rule)
  const { watermarkMs, kept } = remember(account, seen, facts, rule.nowMs)
  return {
    ...taken,
    ...closed,
    ...settle(taken, rule.nowMs),
    ...pruneDays(days, account.olderBytes, rule),
    zoneDays: [...zoneDays]
      .sort((a, b) => a[0] - b[0])
      .filter(([day]) => day >= zoneDayOf(rule.nowMs, rule.zoneMs) - trafficDaysKept),
    zoneMs: rule.zoneMs ?? defaultZoneMs,
    ...pruneSlots(sorted, account.carry, closed, rule.nowMs, rule.zoneMs),
    watermarkMs,
    seen: kept,
  }
}

/**
 * What is remembered of reports: those of two hours, those that were folded within the hour, because only later their facts
 * have been deleted everywhere, and those whose facts are still there. Where there are too many, the oldest go sooner.
 */
function remember(
  account: TrafficAccount,
  seen: readonly SeenEntry[],
  facts: readonly ReportFact[],
  nowMs: number,
): { readonly watermarkMs: number; readonly kept: readonly SeenEntry[] } {
  const listed = new Set(facts.map(({ reportId }) => reportId))
  const plainMs = Math.max(account.watermarkMs, nowMs - seenMs)
  const kept = seen.filter(
    ([id, timeMs, foldedMs]) => timeMs > plainMs || foldedMs > nowMs - hourMs || listed.has(id),
  )
  const crowd = kept.length - seenMax
  if (crowd <= 0) return { watermarkMs: plainMs, kept }
  const oldest = kept.toSorted((one, other) => one[1] - other[1])[crowd - 1]?.[1] ?? 0
  const watermarkMs = Math.max(plainMs, Math.min(oldest, nowMs - crowdedMs))
  return { watermarkMs, kept: kept.filter(([id, timeMs]) => timeMs > watermarkMs || listed.has(id)) }
}
