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
    days: untilDay(account.days, utcDayOf(nowMs)),
    ...(account.zoneDays === undefined
      ? {}
      : { zoneDays: untilDay(account.zoneDays, zoneDayOf(nowMs, account.zoneMs)) }),
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
    ...(account.dayFigures === undefined
      ? {}
      : {
          dayFigures: account.dayFigures.filter(([day]) => day < zoneDayOf(nowMs, account.zoneMs)),
        }),
    events: account.events.filter(([atMs]) => atMs <= latestMs),
    settled: settled === null ? null : [clamp(settled[0]), settled[1], settled[2]],
    firstMs: clamp(account.firstMs),
  }
}

/** Traffic of later days is put on today. */
function untilDay(days: TrafficAccount['days'], today: number): (readonly [day: number, bytes: number])[] {
  const known = new Map<number, number>()
  for (const [day, bytes] of days) {
    known.set(Math.min(day, today), (known.get(Math.min(day, today)) ?? 0) + bytes)
  }
  return [...known]
}

/** The codes of days that are really over. */
function finishedDays(
  { downFrom, downDays, zoneMs }: TrafficAccount,
  nowMs: number,
): Pick<TrafficAccount, 'downFrom' | 'downDays'> {
  const finished = zoneDayOf(nowMs, zoneMs) - downFrom
  if (downDays === '' || downDays.length / 2 <= finished) return { downFrom, downDays }
  return finished <= 0
    ? { downFrom: 0, downDays: '' }
    : { downFrom, downDays: downDays.slice(0, 2 * finished) }
}
