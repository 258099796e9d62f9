import type { SiteEvent } from '../../contract/events.ts'

/** A stretch of time that is looked at: later than `fromMs`, up to `untilMs`. */
export type EventWindow = { readonly fromMs: number; readonly untilMs: number }

/** True when an instant lies in the window. */
export function isWithin({ fromMs, untilMs }: EventWindow, ms: number): boolean {
  return ms > fromMs && ms <= untilMs
}

/** Newest first; of one instant by node and kind, the same everywhere. */
export function eventOrder(one: SiteEvent, other: SiteEvent): number {
  const byKind = one.kind === other.kind ? 0 : one.kind < other.kind ? -1 : 1
  return other.ms - one.ms || one.node - other.node || byKind
}

/** True for two notices of one thing: when, where and what are its name, why is not. */
export function sameEvent(one: SiteEvent, other: SiteEvent): boolean {
  return one.ms === other.ms && one.node === other.node && one.kind === other.kind
}
