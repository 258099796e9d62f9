import { isAnswered } from './answered.ts'
import { deadlineMs } from './interval.ts'
import { isOff, type OffInterval } from './off.ts'
import { firstSlotOfDay, slotMs, slotsPerDay, zoneDayOf } from '../values/time.ts'

/** What one report says about the time after it. */
export type Point = { readonly timeMs: number; readonly online: boolean; readonly intervalS: number }

/** `none` = no data: before the first report, drained or expired. */
export type SlotState = 'up' | 'down' | 'none'

export type SlotCount = { readonly up: number; readonly down: number }

/** When a node first reported (0 = never), when it was off the lists, and by what zone its days go (UTC+8). */
export type Presence = {
  readonly firstMs: number
  readonly off: readonly OffInterval[]
  readonly zoneMs?: number
  /** When no place could join it, whatever it reported: down then. */
  readonly unreachable?: readonly OffInterval[]
  /** When checks were answered: up then, though no report says so. */
  readonly answered?: readonly OffInterval[]
}

/** The instant that decides a slot: its last one, or now while it is open. */
export function slotInstantMs(slot: number, nowMs: number): number {
  return Math.min((slot + 1) * slotMs - 1, nowMs)
}

/** State at one instant, `point` being the newest report at or before it. */
export function stateAt(point: Point | undefined, presence: Presence, atMs: number): SlotState {
  if (presence.firstMs === 0 || atMs < presence.firstMs || isOff(presence.off, atMs)) return 'none'
  if (isOff(presence.unreachable ?? [], atMs)) return 'down'
  return isFresh(point, atMs) || isAnswered(presence.answered ?? [], point, atMs) ? 'up' : 'down'
}

function isFresh(point: Point | undefined, atMs: number): boolean {
  return point?.online === true && atMs < deadlineMs(point.timeMs, point.intervalS)
}

/**
 * Walks slots `from` to `to` (inclusive), calling `visit`, with the point whose word counts at its end: none where only
 * checks say that the node is up. `points` are sorted by time; one point a slot is enough, because only the newest one
 * before a slot's instant counts.
 */
export function walkSlots<P extends Point>(
  points: readonly P[],
  presence: Presence,
  range: { readonly from: number; readonly to: number; readonly nowMs: number },
  visit: (slot: number, state: SlotState, point: P | undefined) => void,
): void {
  let next = 0
  let point: P | undefined
  for (let slot = range.from; slot <= range.to; slot += 1) {
    const atMs = slotInstantMs(slot, range.nowMs)
    for (let candidate = points[next]; candidate && candidate.timeMs <= atMs; candidate = points[next]) {
      point = candidate
      next += 1
    }
    visit(slot, stateAt(point, presence, atMs), isFresh(point, atMs) ? point : undefined)
  }
}

/** Slots of a whole day in which no place could join the node, and those in which checks were answered. */
export function checkedSlots(
  presence: Presence,
  day: number,
): { readonly unreachable: number; readonly answered: number } {
  const first = firstSlotOfDay(day, presence.zoneMs)
  const [startMs, endMs] = [first * slotMs, (first + slotsPerDay) * slotMs]
  const within = (spans: readonly OffInterval[] = []): readonly OffInterval[] =>
    spans.filter(([from, to]) => from < endMs && (to === 0 || to > startMs))
  const [out, well] = [within(presence.unreachable), within(presence.answered)]
  const count = { unreachable: 0, answered: 0 }
  for (let slot = first; out.length + well.length > 0 && slot < first + slotsPerDay; slot += 1) {
    const atMs = (slot + 1) * slotMs - 1
    if (atMs < presence.firstMs || isOff(presence.off, atMs)) continue
    if (isOff(out, atMs)) count.unreachable += 1
    else if (isOff(well, atMs)) count.answered += 1
  }
  return count
}

/** Up and down slots of a range. */
export function countSlots(
  points: readonly Point[],
  presence: Presence,
  range: { readonly from: number; readonly to: number; readonly nowMs: number },
): SlotCount {
  let up = 0
  let down = 0
  walkSlots(points, presence, range, (_slot, state) => {
    if (state === 'up') up += 1
    else if (state === 'down') down += 1
  })
  return { up, down }
}

/** Slots of a day that have data up to now, whatever their state. */
export function dataSlotsOfDay(presence: Presence, day: number, nowMs: number): number {
  const first = firstSlotOfDay(day, presence.zoneMs)
  const last = Math.min(first + slotsPerDay - 1, Math.floor(nowMs / slotMs))
  if (presence.firstMs === 0 || last < first) return 0
  const [startMs, endMs] = [first * slotMs, (last + 1) * slotMs]
  const touched = presence.off.some(([from, to]) => from <= endMs && (to === 0 || to > startMs))
  if (!touched && presence.firstMs <= startMs) return last - first + 1
  let data = 0
  for (let slot = first; slot <= last; slot += 1) {
    const atMs = slotInstantMs(slot, nowMs)
    if (atMs >= presence.firstMs && !isOff(presence.off, atMs)) data += 1
  }
  return data
}

/** Up and down of one day up to now, as far as it has begun. */
export function countDay(
  points: readonly Point[],
  presence: Presence,
  day: number,
  nowMs: number,
): SlotCount {
  const from = firstSlotOfDay(day, presence.zoneMs)
  const to = zoneDayOf(nowMs, presence.zoneMs) === day ? Math.floor(nowMs / slotMs) : from + slotsPerDay - 1
  return countSlots(points, presence, { from, to, nowMs })
}
