import type { Connection } from '../../contract/node.ts'
import { readLooks } from '../evidence/index.ts'
import { isUserDisabled } from '../users/disabled-users.ts'
import { liveFactsOfKeys, presenceNow } from './node-figures.ts'
import { livePrefix } from '../kv/keys.ts'
import { listAll } from '../kv/port.ts'
import { marksOf } from '../nodes/listing-marks.ts'
import { readNodeData, wholeAccount, type NodeData } from '../nodes/node-data.ts'
import { maintainedUntilMs } from '../nodes/times-off.ts'
import { exactFigures } from '../nodes/own-nodes.ts'
import type { StoreContext } from '../context/context.ts'
import { loadPolicy } from '../system/site-policy.ts'
import { toListedNode, type ListedNode } from '../nodes/public-node.ts'
import {
  type TrafficAccount,
  changesOf,
  chartDays,
  pointsOf,
  periodAt,
  type Period,
} from '../../domain/traffic/index.ts'
import {
  stripOf,
  toApiDays,
  countStrip,
  uptimeOf,
  uptimeOfCounts,
  overlayOff,
  walkSlots,
  type Presence,
  cutAnswers,
} from '../../domain/presence/index.ts'
import { listingState } from '../../domain/placement/index.ts'
import { slotOf, slotsPerDay, zoneDayOf } from '../../domain/values/index.ts'

const eventsShown = 20
/** Days of traffic shown where the period has no beginning. */
const openPeriodDays = 90

/** The last 24 hours in slots; null where there is no data. */
export type HistorySlots = {
  readonly firstSlot: number
  readonly status: ('up' | 'down' | null)[]
  readonly latency_ms: (number | null)[]
  readonly bandwidth: (number | null)[]
  readonly connections: (number | null)[]
}

/** A change of state; `endMs` undefined while it lasts. */
export type HistoryEvent = {
  readonly atMs: number
  readonly state: 'up' | 'down' | 'none'
  readonly endMs: number | undefined
}

/** One public node with its history, everything out of the same reports. */
export type NodeHistory = {
  readonly nowMs: number
  readonly node: ListedNode
  /** While its owner maintains it. */
  readonly maintainedUntilMs: number | null
  /** Only where the owner publishes them. */
  readonly connections: readonly Connection[] | undefined
  readonly slots: HistorySlots
  /** Share of time up, 0 to 100; null without data. */
  readonly uptime: Readonly<Record<'h24' | 'd7' | 'd30' | 'd90', number | null>>
  readonly period: Period
  /** Traffic of each day of the period by the site's zone, oldest first; the first one may have begun before the reset. */
  readonly daily: readonly { readonly day: number; readonly bytes: number }[]
  /** Newest first. */
  readonly events: readonly HistoryEvent[]
}

function slotsAt(
  account: TrafficAccount,
  presence: Presence,
  nowMs: number,
): { readonly slots: HistorySlots; readonly uptime: number | null } {
  const to = slotOf(nowMs)
  const from = to - slotsPerDay + 1
  const slots: HistorySlots = { firstSlot: from, status: [], latency_ms: [], bandwidth: [], connections: [] }
  let [up, down] = [0, 0]
  walkSlots(pointsOf(account), presence, { from, to, nowMs }, (_slot, state, point) => {
    if (state === 'up') up += 1
    if (state === 'down') down += 1
    const entry = state === 'up' ? point?.entry : undefined
    const latency = entry?.[6] ?? -1
    slots.status.push(state === 'none' ? null : state)
    slots.latency_ms.push(latency < 0 ? null : latency)
    slots.bandwidth.push(entry?.[4] ?? null)
    slots.connections.push(entry?.[5] ?? null)
  })
  return { slots, uptime: uptimeOf(up, down) }
}

function dailyAt({ node, zoneMs }: NodeData, account: TrafficAccount, nowMs: number): NodeHistory['daily'] {
  const period = periodAt(node, nowMs)
  const today = zoneDayOf(nowMs, zoneMs)
  const created = zoneDayOf(node.createdMs, zoneMs)
  const first =
    period.startMs > 0 ? zoneDayOf(period.startMs, zoneMs) : Math.max(created, today - openPeriodDays + 1)
  const bytes = new Map(chartDays(account))
  const daily: { day: number; bytes: number }[] = []
  for (let day = Math.max(first, created); day <= today; day += 1) {
    daily.push({ day, bytes: bytes.get(day) ?? 0 })
  }
  return daily
}

function eventsAt(account: TrafficAccount, presence: Presence, nowMs: number): HistoryEvent[] {
  const answered = cutAnswers(presence.answered ?? [], pointsOf(account))
  const events = overlayOff(changesOf(account, nowMs), presence.off, nowMs, presence.unreachable, answered)
  return events
    .map(({ atMs, state }, index) => ({ atMs, state, endMs: events[index + 1]?.atMs }))
    .slice(-eventsShown)
    .reverse()
}

/**
 * One public node with its history, of reports and checks: 7 operations in 2 round trips, 1 more where the settings are not in memory.
 * Undefined: unknown, deleted, expired, not listed by the site's rule, or of a disabled owner.
 */
export async function readNodeHistory(ctx: StoreContext, id: number): Promise<NodeHistory | undefined> {
  const [data, listed, looks, policy] = await Promise.all([
    readNodeData(ctx, id),
    listAll(ctx.kv, livePrefix(id), 2),
    readLooks(ctx),
    loadPolicy(ctx),
  ])
  const nowMs = ctx.clock()
  if (data === undefined || data.node.validUntilMs <= nowMs) return undefined
  if (listingState(marksOf(data.node), policy.listing) !== 'listed') return undefined
  if (await isUserDisabled(ctx.kv, data.node.user)) return undefined
  const { node } = data
  const account = wholeAccount(data, nowMs)
  const figures = exactFigures(data, liveFactsOfKeys(listed.keys, nowMs), looks, nowMs)
  const presence = presenceNow(node, account.firstMs, { zoneMs: data.zoneMs, nowMs }, figures.evidence)
  const strip = stripOf(account, presence, nowMs)
  const counts = countStrip(strip, presence, nowMs)
  const { slots, uptime } = slotsAt(account, presence, nowMs)
  return {
    nowMs,
    node: { ...toListedNode(node, figures), days: toApiDays(strip) },
    maintainedUntilMs: maintainedUntilMs(node, nowMs),
    connections: node.address_public === 1 ? node.connections : undefined,
    slots,
    uptime: {
      h24: uptime,
      d7: uptimeOfCounts(counts, 7),
      d30: uptimeOfCounts(counts, 30),
      d90: uptimeOfCounts(counts, 90),
    },
    period: periodAt(node, nowMs),
    daily: dailyAt(data, account, nowMs),
    events: eventsAt(account, presence, nowMs),
  }
}
