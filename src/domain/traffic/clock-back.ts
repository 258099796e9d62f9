import { minuteMs, slotOf, utcDayOf, zoneDayOf } from '../values/time.ts'
import type { TrafficAccount } from './traffic-account.ts'

/** Two clocks may differ by less than this; what is further ahead was written by a clock that was wrong. */
export const aheadMaxMs = 2 * minuteMs

/**
 * An account that a clock ahead of its time has folded, as it is to be read at `nowMs`: nothing in it is later than now, so
 * that reports from now on count. The watermark lies `seenMs` behind the clock, and never less than `crowdedMs`.
 */
export function withoutFuture(
  account: TrafficAccount,
  nowMs: number,
  { seenMs, crowdedMs }: { readonly seenMs: number; readonly crowdedMs: number },
): TrafficAccount {
  const latestMs = nowMs + aheadMaxMs
  const isAhead =
    account.watermarkMs > latestMs - crowdedMs ||
    account.seen.some(([, timeMs, foldedMs]) => timeMs > latestMs || foldedMs > latestMs) ||
    account.slots.some(([, timeMs]) => timeMs > latestMs)
  if (!isAhead) return account
  const clamp = (ms: number): number => (ms > latestMs ? nowMs : ms)
  const today = utcDayOf(nowMs)
  const days = new Map<number, number>()
  for (const [day, bytes] of account.days) {
    const known = Math.min(day, today)
    days.set(known, (days.get(known) ?? 0) + bytes)
  }
  const { settled, carry } = account
  return {
    ...account,
    watermarkMs: account.watermarkMs > latestMs - crowdedMs ? nowMs - seenMs : account.watermarkMs,
    seen: account.seen.map(([id, timeMs, foldedMs, ...rest]) => [
      id,
      clamp(timeMs),
      clamp(foldedMs),
      ...rest,
    ]),
    days: [...days],
    boots: account.boots.map(([boot, firstMs, min, max, lastMs, maxMs, kind]) => [
      boot,
      clamp(firstMs),
      min,
      max,
      clamp(lastMs),
      clamp(maxMs ?? lastMs),
      kind ?? 0,
    ]),
    slots: account.slots.filter(([slot]) => slot <= slotOf(latestMs)),
    carry: carry !== null && carry[1] > latestMs ? null : carry,
    ...finishedDays(account, nowMs),
    events: account.events.filter(([atMs]) => atMs <= latestMs),
    settled: settled === null ? null : [clamp(settled[0]), settled[1], settled[2]],
    firstMs: clamp(account.firstMs),
  }
}

/** The codes of days that are really over. */
function finishedDays(
  { downFrom, downDays }: TrafficAccount,
  nowMs: number,
): Pick<TrafficAccount, 'downFrom' | 'downDays'> {
  const finished = zoneDayOf(nowMs) - downFrom
  if (downDays === '' || downDays.length / 2 <= finished) return { downFrom, downDays }
  return finished <= 0
    ? { downFrom: 0, downDays: '' }
    : { downFrom, downDays: downDays.slice(0, 2 * finished) }
}
