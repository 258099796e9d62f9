import { bytesToGb, chartDays, figuresOfDay, pointsOf } from '../../domain/traffic/index.ts'
import { countStrip, stripOf, uptimeOf, uptimeOfCounts, walkSlots } from '../../domain/presence/index.ts'
import { historyDays, slotOf, slotsPerDay, zoneDayOf } from '../../domain/values/index.ts'
import type { StoreContext } from '../context/context.ts'
import { readCheckLatency, readEvidence } from '../evidence/index.ts'
import { readNodeData, wholeAccount } from '../nodes/node-data.ts'
import { presenceNow } from './node-figures.ts'

/** Figures of ten minutes or of a day; null where there is no data. Mbps, GB, ms, percent up. */
export type SpanFigures = {
  /** Number of the slot, or of the day of the site's zone. */
  readonly at: number
  readonly uptime: number | null
  readonly bandwidth: number | null
  readonly bandwidthMax: number | null
  readonly connections: number | null
  readonly connectionsMax: number | null
  readonly latencyMs: number | null
  readonly trafficGb: number
}

/** The last 24 hours by slots and up to 90 days by days since the node was made, both oldest first up to now. */
export type NodeDays = {
  readonly slots: readonly SpanFigures[]
  readonly days: readonly SpanFigures[]
  /** Share of time up, 0 to 100; null without data. */
  readonly uptime: Readonly<Record<'h24' | 'd7' | 'd30' | 'd90', number | null>>
}

/**
 * An owner's figures of a node: 5 operations in 2 round trips and the checks of the last hour. Undefined: unknown or
 * deleted.
 */
export async function readNodeDays(ctx: StoreContext, id: number): Promise<NodeDays | undefined> {
  const data = await readNodeData(ctx, id)
  if (data === undefined) return undefined
  const { node, zoneMs } = data
  const latency = await readCheckLatency(ctx, id, zoneMs)
  const nowMs = ctx.clock()
  const account = wholeAccount(data, nowMs)
  const presence = presenceNow(node, account.firstMs, { zoneMs, nowMs }, await readEvidence(ctx, node))
  const points = pointsOf(account)

  const slots: SpanFigures[] = []
  const slotBytes = new Map(account.slots.map((entry) => [entry[0], entry[7]]))
  const to = slotOf(nowMs)
  walkSlots(points, presence, { from: to - slotsPerDay + 1, to, nowMs }, (slot, state, point) => {
    const entry = state === 'up' ? point?.entry : undefined
    slots.push({
      at: slot,
      uptime: state === 'none' ? null : state === 'up' ? 100 : 0,
      bandwidth: entry?.[4] ?? null,
      bandwidthMax: entry?.[4] ?? null,
      connections: entry?.[5] ?? null,
      connectionsMax: entry?.[5] ?? null,
      latencyMs: latency.slots.get(slot) ?? null,
      trafficGb: bytesToGb(slotBytes.get(slot) ?? 0),
    })
  })

  const today = zoneDayOf(nowMs, zoneMs)
  const counts = countStrip(stripOf(account, presence, nowMs), presence, nowMs)
  const bytes = new Map(chartDays(account))
  const figures = new Map((account.dayFigures ?? []).map((day) => [day[0], day]))
  const days: SpanFigures[] = []
  const first = Math.max(today - historyDays + 1, zoneDayOf(node.createdMs, zoneMs))
  for (let day = first; day <= today; day += 1) {
    const at = day - today + historyDays - 1
    const found = figures.get(day) ?? figuresOfDay(points, presence, day, nowMs)
    days.push({
      at: day,
      uptime: uptimeOf(counts.up[at] ?? 0, counts.down[at] ?? 0),
      bandwidth: found?.[1] ?? null,
      bandwidthMax: found?.[2] ?? null,
      connections: found?.[3] ?? null,
      connectionsMax: found?.[4] ?? null,
      latencyMs: latency.days.get(day) ?? null,
      trafficGb: bytesToGb(bytes.get(day) ?? 0),
    })
  }
  const states = slots.map(({ uptime }) => uptime)
  const uptime = {
    h24: uptimeOf(states.filter((one) => one === 100).length, states.filter((one) => one === 0).length),
    d7: uptimeOfCounts(counts, 7),
    d30: uptimeOfCounts(counts, 30),
    d90: uptimeOfCounts(counts, 90),
  }
  return { slots, days, uptime }
}
