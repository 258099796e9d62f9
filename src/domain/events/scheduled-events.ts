import type { EventKind, SiteEvent } from '../../contract/events.ts'
import type { OffInterval } from '../presence/index.ts'
import { periodAt, type PeriodRule } from '../traffic/index.ts'
import { dayMs } from '../values/index.ts'
import { isWithin, type EventWindow } from './event-window.ts'

/** What of a node's config brings events by time alone. Times in ms, traffic in GB. */
export type ScheduleConfig = PeriodRule & {
  readonly id: number
  readonly validUntilMs: number
  /** 0 = unlimited: then there is nothing to be reset. */
  readonly max_traffic: number
  /** When its owner paused and resumed it. */
  readonly drains: readonly { readonly ms: number; readonly isOn: boolean }[]
  /** Maintenance, by hand and weekly; `to` 0 = without an end. */
  readonly maintenance: readonly OffInterval[]
}

const expiries = [
  ['expires_14', 14],
  ['expires_3', 3],
  ['expires_0', 1],
  ['expired', 0],
] as const satisfies readonly (readonly [EventKind, number])[]

/** Resets that are looked for in one window, whatever the cycle. */
const resetsMax = 16

/**
 * Events that come by time alone, and those that an owner's word brought. Their time follows from what was set, so that
 * they are the same whoever looks, and however late. `expires_0` is the last day.
 */
export function scheduledEvents(config: ScheduleConfig, window: EventWindow): SiteEvent[] {
  const { id: node, createdMs } = config
  const found: [EventKind, number][] = [
    ...expiries.map(([kind, days]): [EventKind, number] => [kind, config.validUntilMs - days * dayMs]),
    ...resetsIn(config, window),
    ...config.drains.map(({ ms, isOn }): [EventKind, number] => [isOn ? 'enabled' : 'drained', ms]),
  ]
  for (const [fromMs, toMs] of config.maintenance) {
    found.push(['maintenance_began', fromMs])
    if (toMs > 0) found.push(['maintenance_ended', toMs])
  }
  return found
    .filter(([, ms]) => ms > createdMs && isWithin(window, ms))
    .map(([kind, ms]) => ({ ms, node, kind, why: '' }))
}

function resetsIn(config: ScheduleConfig, window: EventWindow): [EventKind, number][] {
  const resets: [EventKind, number][] = []
  if (config.max_traffic === 0) return resets
  let { startMs } = periodAt(config, window.untilMs)
  while (startMs > window.fromMs && resets.length < resetsMax) {
    resets.push(['quota_reset', startMs])
    ;({ startMs } = periodAt(config, startMs - 1))
  }
  return resets
}
