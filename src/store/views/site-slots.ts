import { emptyValue, listAll } from '../kv/port.ts'
import type { StoreContext } from '../context/context.ts'
import { decode36, encode36, minuteMs, slotOf, slotsPerDay } from '../../domain/values/index.ts'
import { type SiteWindow, type SlotTotals, windowSlots } from '../../domain/presence/index.ts'

/** A slot is closed this long after its end, when every report of it can be seen. */
const closeAfterMs = 2 * minuteMs
const keptSlots = slotsPerDay + 12
const writesMax = 4
const deletesMax = 3

const widths = [5, 5, 6, 8, 8] as const

/** `s_<slot>_<known, online, connections, bandwidth, tier>`; bandwidths in 0.1 Mbps. */
export function siteSlotKey(slot: number, totals: SlotTotals): string {
  const values = [totals.known, totals.online, totals.connections, totals.bandwidth * 10, totals.tier * 10]
  return `s_${encode36(slot, 5)}_${values.map((value, at) => encode36(value, widths[at] ?? 8)).join('')}`
}

/** Reads a slot's key. */
export function parseSiteSlot(key: string): { slot: number; totals: SlotTotals } | undefined {
  const parts = /^s_([0-9a-z]{5})_([0-9a-z]{32})$/.exec(key)
  const slot = decode36(parts?.[1] ?? '')
  if (slot === undefined) return undefined
  let at = 0
  const values = widths.map((width) => {
    at += width
    return decode36((parts?.[2] ?? '').slice(at - width, at)) ?? 0
  })
  const [known = 0, online = 0, connections = 0, bandwidth = 0, tier = 0] = values
  return { slot, totals: { known, online, connections, bandwidth: bandwidth / 10, tier: tier / 10 } }
}

export type ClosedSlots = ReadonlyMap<number, SlotTotals>

/** The slots that were closed in the last day; of two facts of one slot the greater key counts, everywhere. */
export async function readSiteSlots(
  ctx: StoreContext,
): Promise<{ readonly closed: Map<number, SlotTotals>; readonly outdated: readonly string[] }> {
  const { keys } = await listAll(ctx.kv, 's_', 4)
  const closed = new Map<number, SlotTotals>()
  const outdated: string[] = []
  const oldest = slotOf(ctx.clock()) - keptSlots
  const newest = new Map<number, string>()
  for (const key of keys) {
    const parsed = parseSiteSlot(key)
    if (parsed === undefined || parsed.slot < oldest) {
      outdated.push(key)
      continue
    }
    const double = newest.get(parsed.slot)
    if (double !== undefined) outdated.push(double)
    newest.set(parsed.slot, key)
    closed.set(parsed.slot, parsed.totals)
  }
  return { closed, outdated }
}

/**
 * Writes the slots that have ended and are not kept yet, a few at a time, newest first; they stay right without any
 * view. `asOfMs`: when the oldest part of the window was built, which must have seen the whole slot. Removes a few that
 * are older than a day.
 */
export async function closeSiteSlots(
  ctx: StoreContext,
  window: SiteWindow,
  asOfMs: number,
  known: Awaited<ReturnType<typeof readSiteSlots>>,
): Promise<void> {
  const work: Promise<void>[] = []
  const lastClosed = slotOf(asOfMs - closeAfterMs) - 1
  for (let slot = lastClosed; slot > window.lastSlot - windowSlots && work.length < writesMax; slot -= 1) {
    const totals = window.slots[slot - window.lastSlot + windowSlots - 1]
    if (known.closed.has(slot) || totals === undefined || totals.known === 0) continue
    known.closed.set(slot, totals)
    work.push(ctx.kv.put(siteSlotKey(slot, totals), emptyValue))
  }
  for (const key of known.outdated.slice(0, deletesMax)) work.push(ctx.kv.delete(key))
  await Promise.all(work)
}
