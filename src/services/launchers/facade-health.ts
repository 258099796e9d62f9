import { dayMs, decode36, slotMs } from '../../domain/values/index.ts'
import {
  healthRing,
  lastDayDown,
  ringUnitMs,
  type HealthRing,
  type LastDay,
} from '../../domain/presence/index.ts'
import type { Facade, FacadeRow } from './facade-rows.ts'

const dayUnits = dayMs / ringUnitMs

/** What is known of a node's last day, no finer than a ring shows. */
function lastDayOf(row: FacadeRow, { nowMs, zoneMs }: Facade): LastDay {
  const { days, lastReport, created } = row.cells
  const code = (at: number): number => decode36(days.slice(days.length + at - 1, days.length + at + 1)) ?? 0
  const slotsToday = Math.floor(((nowMs + zoneMs) % dayMs) / slotMs) + 1
  const hasReported = lastReport !== 'null'
  const { sinceMs } = row.figures
  const since = sinceMs === null ? 0 : nowMs - sinceMs
  const known = hasReported ? nowMs - Number(created) : 0
  return {
    isUp: row.isActive,
    sinceUnits: Math.min(dayUnits, Math.max(0, Math.floor(since / ringUnitMs))),
    knownUnits: Math.min(dayUnits, Math.max(0, Math.ceil(known / ringUnitMs))),
    downSlots: lastDayDown(code(-2), code(-4), slotsToday),
  }
}

/** The last 24 hours of a node. */
export function ringOf(row: FacadeRow, facade: Facade): HealthRing {
  return healthRing(lastDayOf(row, facade))
}

/** Rings as a part of an item; most nodes have one and the same day behind them. */
export class RingTexts {
  readonly #facade: Facade
  readonly #texts = new Map<number, string>()

  constructor(facade: Facade) {
    this.#facade = facade
  }

  of(row: FacadeRow): string {
    const day = lastDayOf(row, this.#facade)
    const { isUp, sinceUnits, knownUnits, downSlots } = day
    const kind = ((downSlots * 512 + knownUnits) * 512 + sinceUnits) * 2 + Number(isUp)
    const text = this.#texts.get(kind) ?? ringJson(healthRing(day))
    this.#texts.set(kind, text)
    return text
  }
}

function ringJson(ring: HealthRing): string {
  return (
    `"health_percentage_24h":${percentOf(ring)},"health_record_total_counter_ring":[${ring.total.join(',')}],` +
    `"health_record_healthy_counter_ring":[${ring.healthy.join(',')}],"ring_granularity":900,`
  )
}

/** Up of all that is known, in percent with two digits; 100 where nothing is known. */
export function percentOf({ totalSum, healthySum }: Pick<HealthRing, 'totalSum' | 'healthySum'>): number {
  return totalSum === 0 ? 100 : Math.round((10_000 * healthySum) / totalSum) / 100
}
