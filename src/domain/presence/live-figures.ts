import { bytesSince, type TrafficAccount } from '../traffic/traffic-account.ts'
import { dayCode, extendStrip, noDay, type DayStrip } from './days.ts'
import { changesOf, pointsOf } from '../traffic/fold.ts'
import { intervalOf, nextGaps, statedGaps } from './interval.ts'
import { checkedSlots, countDay, walkSlots, type Point, type Presence, type SlotState } from './slots.ts'
import { decode36 } from '../values/base36.ts'
import { historyDays, slotOf, slotsPerDay, zoneDayOf } from '../values/time.ts'

/** Slots that a live fact carries, so that the site's history can be made from live facts alone: three hours. */
export const windowSlots = 18

export type SlotFigures = {
  readonly state: SlotState
  /** Mbps and count; 0 unless up. */
  readonly bandwidth: number
  readonly connections: number
}

/** A node's newest figures: all that a view needs beyond the node's record. */
export type LiveFigures = {
  readonly timeMs: number
  readonly online: boolean
  readonly bandwidth: number
  readonly connections: number
  /** Reported tier bandwidth in Mbps; null when this report had none. */
  readonly tier: number | null
  /** -1 when not reported. */
  readonly latencyMs: number
  readonly uptimeS: number | null
  readonly version: string
  /** The report came from an address that the node lists; absent where it did not. */
  readonly isSameMachine?: true
  readonly gapsS: readonly number[]
  readonly firstMs: number
  readonly sinceMs: number
  /** Bytes of the period that begins at `periodStartMs`, as known when the fact was made, without corrections. */
  readonly usedBytes: number
  readonly periodStartMs: number
  /** 18 slots, the last one holds `timeMs`. */
  readonly window: readonly SlotFigures[]
  /** 90 days up to that of `timeMs`. */
  readonly days: DayStrip
}

/** What a report says; absent fields keep what was said before. Bandwidth Mbps, latency ms. */
export type ReportFigures = {
  readonly online: boolean
  readonly bandwidth?: number | undefined
  readonly connections?: number | undefined
  readonly tier?: number | undefined
  readonly latencyMs?: number | undefined
  readonly uptimeS?: number | undefined
  readonly version?: string | undefined
  /** The interval that the reporter says it keeps, in seconds. */
  readonly intervalS?: number | undefined
  /** It came from an address that the node lists. */
  readonly isSameMachine?: boolean | undefined
}

/** What a report says and what it keeps of the one before. */
export type CarriedFigures = Omit<
  LiveFigures,
  'firstMs' | 'sinceMs' | 'usedBytes' | 'periodStartMs' | 'window' | 'days'
>

/** Figures that follow from the report and the newest one before it alone. */
export function carryFigures(
  report: ReportFigures,
  previous: LiveFigures | undefined,
  timeMs: number,
): CarriedFigures {
  const gapsS =
    report.intervalS === undefined
      ? nextGaps(previous?.gapsS ?? [], previous, timeMs)
      : statedGaps(report.intervalS)
  return {
    timeMs,
    online: report.online,
    bandwidth: report.bandwidth ?? previous?.bandwidth ?? 0,
    connections: report.connections ?? previous?.connections ?? 0,
    tier: report.tier ?? null,
    latencyMs: report.latencyMs ?? previous?.latencyMs ?? -1,
    uptimeS: report.uptimeS ?? null,
    version: report.version ?? previous?.version ?? '',
    gapsS,
    ...(report.isSameMachine === true ? { isSameMachine: true } : {}),
  }
}

/** The strip of 90 days up to that of `nowMs`, out of the account's finished days and its slots. */
export function stripOf(account: TrafficAccount, presence: Presence, nowMs: number): DayStrip {
  const points = pointsOf(account)
  const { zoneMs } = presence
  const today = zoneDayOf(nowMs, zoneMs)
  const finished = account.downDays.length / 2
  let strip = ''
  for (let day = today - historyDays + 1; day <= today; day += 1) {
    const at = day - account.downFrom
    if (presence.firstMs === 0 || day < zoneDayOf(presence.firstMs, zoneMs)) strip += noDay
    else if (account.firstMs > 0 && at >= 0 && at < finished) {
      const code = account.downDays.slice(2 * at, 2 * at + 2)
      strip += withChecks(code, checkedSlots(presence, day))
    } else {
      const { up, down } = countDay(points, presence, day, nowMs)
      strip += dayCode(down, up + down)
    }
  }
  return strip
}

/**
 * A finished day knows how many of its slots reports left down, not which. Where checks were answered nothing was reported,
 * so those are of them; of what is left and the slots in which nobody could join it the greater count is sure.
 */
function withChecks(code: DayStrip, { unreachable, answered }: ReturnType<typeof checkedSlots>): DayStrip {
  const down = decode36(code)
  if (unreachable + answered === 0 || down === undefined) return code
  return dayCode(Math.max(0, down - answered, unreachable), slotsPerDay)
}

/** The newest `windowSlots` slots up to `nowMs`. */
export function windowOf(account: TrafficAccount, presence: Presence, nowMs: number): SlotFigures[] {
  const last = slotOf(nowMs)
  const slots: SlotFigures[] = []
  const range = { from: last - windowSlots + 1, to: last, nowMs }
  walkSlots(pointsOf(account), presence, range, (_slot, state, point) => {
    const shown = state === 'up' && point !== undefined
    slots.push({
      state,
      bandwidth: shown ? point.entry[4] : 0,
      connections: shown ? point.entry[5] : 0,
    })
  })
  return slots
}

/** Completes a live fact from the account with every known report inside, this one too. */
export function completeLive(
  figures: CarriedFigures,
  account: TrafficAccount,
  presence: Presence,
  periodStartMs: number,
): LiveFigures {
  return {
    ...figures,
    firstMs: account.firstMs,
    sinceMs: changesOf(account).at(-1)?.[0] ?? figures.timeMs,
    usedBytes: bytesSince(account, periodStartMs),
    periodStartMs,
    window: windowOf(account, presence, figures.timeMs),
    days: stripOf(account, presence, figures.timeMs),
  }
}

/**
 * A live fact where the account cannot be read: what the one before it said is carried on, with the bytes of this report.
 */
export function continueLive(
  figures: CarriedFigures,
  previous: LiveFigures | undefined,
  presence: Presence,
  traffic: { readonly periodStartMs: number; readonly bytes: number },
): LiveFigures {
  const { periodStartMs, bytes } = traffic
  const { timeMs, online } = figures
  const base: LiveFigures = previous ?? {
    ...figures,
    firstMs: timeMs,
    sinceMs: timeMs,
    usedBytes: 0,
    periodStartMs,
    window: Array.from({ length: windowSlots }, () => ({ state: 'none', bandwidth: 0, connections: 0 })),
    days: noDay.repeat(historyDays),
  }
  const point = { timeMs: base.timeMs, online: base.online, intervalS: intervalOf(base.gapsS) }
  return {
    ...figures,
    firstMs: base.firstMs,
    sinceMs: base.online === online ? base.sinceMs : timeMs,
    usedBytes: (base.periodStartMs === periodStartMs ? base.usedBytes : 0) + bytes,
    periodStartMs,
    window: extendWindow(base, presence, timeMs),
    days: extendStrip(base, point, presence, timeMs),
  }
}

/**
 * A window brought forward to `nowMs`. The figures of the last report (`live`) hold until the node counts as silent;
 * `made`: what the window is of, where checks have made one since.
 */
export function extendWindow(
  live: LiveFigures | undefined,
  presence: Presence,
  nowMs: number,
  made: Pick<LiveFigures, 'timeMs' | 'window'> | undefined = live,
): SlotFigures[] {
  if (made === undefined) return []
  const points =
    live === undefined
      ? []
      : [{ timeMs: live.timeMs, online: live.online, intervalS: intervalOf(live.gapsS), live }]
  const own = slotOf(made.timeMs)
  const last = slotOf(nowMs)
  const kept = made.window.slice(0, -1)
  const range = { from: Math.max(own, last - windowSlots + 1), to: last, nowMs }
  walkSlots<Point & { readonly live: LiveFigures }>(points, presence, range, (_slot, state, point) => {
    const word = state === 'up' ? point?.live : undefined
    kept.push({ state, bandwidth: word?.bandwidth ?? 0, connections: word?.connections ?? 0 })
  })
  return kept.slice(-windowSlots)
}

/** What checks found of a node that says nothing, in the form of a report's figures: they go on from there. */
export function answeredFigures(
  account: TrafficAccount,
  presence: Presence,
  nowMs: number,
  isUp: boolean,
): LiveFigures {
  return {
    timeMs: nowMs,
    online: isUp,
    bandwidth: 0,
    connections: 0,
    tier: null,
    latencyMs: -1,
    uptimeS: null,
    version: '',
    gapsS: [],
    firstMs: presence.firstMs,
    sinceMs: nowMs,
    usedBytes: 0,
    periodStartMs: 0,
    window: windowOf(account, presence, nowMs),
    days: stripOf(account, presence, nowMs),
  }
}
