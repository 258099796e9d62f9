import type { SlotFigures } from './live-figures.ts'
import { windowSlots } from './live-figures.ts'
import { historyDays, slotOf, slotsPerDay } from '../values/time.ts'

/** Sums over the nodes of a site or of one part of it. */
export type Totals = {
  total_nodes: number
  online_nodes: number
  domestic_nodes: number
  overseas_nodes: number
  total_bandwidth: number
  connection_count_total: number
  max_connections_total: number
  current_bandwidth_total: number
  tier_bandwidth_total: number
  max_bandwidth_total: number
}

/** Totals of a site without nodes. */
export function emptyTotals(): Totals {
  return {
    total_nodes: 0,
    online_nodes: 0,
    domestic_nodes: 0,
    overseas_nodes: 0,
    total_bandwidth: 0,
    connection_count_total: 0,
    max_connections_total: 0,
    current_bandwidth_total: 0,
    tier_bandwidth_total: 0,
    max_bandwidth_total: 0,
  }
}

/** Totals of one slot; bandwidth and tier in Mbps. `known` counts the nodes with data. */
export type SlotTotals = {
  known: number
  online: number
  connections: number
  bandwidth: number
  tier: number
}

/** A slot in which nothing is known. */
export function emptySlot(): SlotTotals {
  return { known: 0, online: 0, connections: 0, bandwidth: 0, tier: 0 }
}

/** Totals of the newest 18 slots; `lastSlot` is still open. */
export type SiteWindow = { readonly lastSlot: number; readonly slots: SlotTotals[] }

/** A window that ends with the slot of `nowMs`. */
export function emptyWindow(nowMs: number): SiteWindow {
  return {
    lastSlot: slotOf(nowMs),
    slots: Array.from({ length: windowSlots }, emptySlot),
  }
}

/** Adds one node's slots, aligned by their numbers, to a site's window. */
export function addToWindow(
  window: SiteWindow,
  lastSlot: number,
  slots: readonly SlotFigures[],
  tier: number,
): void {
  const shift = window.lastSlot - lastSlot
  for (let at = 0; at < windowSlots; at += 1) {
    const figures = slots[at + shift]
    const sum = window.slots[at]
    if (figures === undefined || sum === undefined || figures.state === 'none') continue
    sum.known += 1
    if (figures.state !== 'up') continue
    sum.online += 1
    sum.connections += figures.connections
    sum.bandwidth += figures.bandwidth
    sum.tier += tier
  }
}

/** Up and down slots of each of the 90 days up to today. */
export type SiteDays = { readonly lastDay: number; readonly up: number[]; readonly down: number[] }

/** No data for the 90 days up to `lastDay`. */
export function emptySiteDays(lastDay: number): SiteDays {
  return {
    lastDay,
    up: Array.from({ length: historyDays }, () => 0),
    down: Array.from({ length: historyDays }, () => 0),
  }
}

/** Adds the sums of a part to those of the whole. */
export function addTotals(whole: Totals, part: Totals): void {
  for (const name of Object.keys(whole) as (keyof Totals)[]) whole[name] += part[name]
}

/** Adds a part's window to that of the whole; of slots that have begun since it was made its newest one is taken. */
export function addWindow(whole: SiteWindow, part: SiteWindow): void {
  const shift = whole.lastSlot - part.lastSlot
  for (let at = 0; at < windowSlots; at += 1) {
    const from = part.slots[Math.min(at + shift, windowSlots - 1)]
    const to = whole.slots[at]
    if (from === undefined || to === undefined) continue
    for (const name of Object.keys(to) as (keyof SlotTotals)[]) to[name] += from[name]
  }
}

/** Adds the days of one part of the site to those of another, by their date. */
export function addSiteDays(whole: SiteDays, part: SiteDays): void {
  const shift = whole.lastDay - part.lastDay
  for (let at = 0; at < historyDays; at += 1) {
    whole.up[at] = (whole.up[at] ?? 0) + (part.up[at + shift] ?? 0)
    whole.down[at] = (whole.down[at] ?? 0) + (part.down[at + shift] ?? 0)
  }
}

/** The last 24 h of the site in slots of ten minutes; null = nobody had data. */
export type SiteHistory = {
  readonly firstSlot: number
  readonly online_nodes: (number | null)[]
  readonly connections: (number | null)[]
  readonly bandwidth: (number | null)[]
  readonly tierband: (number | null)[]
}

/** Lines up what is known of slots: closed slots kept as facts first, the window where there is no fact. */
export function siteHistory(
  closed: ReadonlyMap<number, SlotTotals>,
  window: SiteWindow,
  nowMs: number,
): SiteHistory {
  const firstSlot = slotOf(nowMs) - slotsPerDay + 1
  const history: SiteHistory = { firstSlot, online_nodes: [], connections: [], bandwidth: [], tierband: [] }
  for (let slot = firstSlot; slot < firstSlot + slotsPerDay; slot += 1) {
    const totals = closed.get(slot) ?? window.slots[slot - window.lastSlot + windowSlots - 1]
    const known = totals !== undefined && totals.known > 0 ? totals : null
    history.online_nodes.push(known?.online ?? null)
    history.connections.push(known?.connections ?? null)
    history.bandwidth.push(known === null ? null : Math.round(known.bandwidth * 10) / 10)
    history.tierband.push(known === null ? null : Math.round(known.tier * 10) / 10)
  }
  return history
}
