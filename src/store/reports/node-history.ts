import type { PublicNodeAnswer } from '../../contract/public.ts'
import { isUserDisabled } from '../users/disabled-users.ts'
import { liveFactsOfKeys, presenceOf } from './node-figures.ts'
import { livePrefix } from '../kv/keys.ts'
import { listAll } from '../kv/port.ts'
import { readNodeData, wholeAccount } from '../nodes/node-data.ts'
import { exactFigures } from '../nodes/own-nodes.ts'
import type { StoreContext } from '../context/context.ts'
import { toPublicNode } from '../nodes/public-node.ts'
import type { NodeRecord } from '../nodes/node-record.ts'
import { type TrafficAccount, changesOf, pointsOf, periodAt, bytesToGb } from '../../domain/traffic/index.ts'
import {
  stripOf,
  countStrip,
  uptimeOf,
  uptimeOfCounts,
  overlayOff,
  walkSlots,
  type Presence,
} from '../../domain/presence/index.ts'
import { hash53, dayMs, isoTime, slotMs, slotOf, slotsPerDay, utcDayOf } from '../../domain/values/index.ts'

const eventsShown = 20
/** Days of traffic shown where the period has no beginning. */
const openPeriodDays = 90

type Slots = PublicNodeAnswer['slots']

function slotsAt(
  account: TrafficAccount,
  presence: Presence,
  nowMs: number,
): { readonly slots: Slots; readonly uptime: number | null } {
  const to = slotOf(nowMs)
  const from = to - slotsPerDay + 1
  const slots: Slots = {
    start: isoTime(from * slotMs),
    step_s: slotMs / 1000,
    status: [],
    latency_ms: [],
    bandwidth: [],
    connections: [],
  }
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

function trafficAt(node: NodeRecord, account: TrafficAccount, nowMs: number): PublicNodeAnswer['traffic'] {
  const period = periodAt(node, nowMs)
  const today = utcDayOf(nowMs)
  const created = utcDayOf(node.createdMs)
  const first = period.startMs > 0 ? utcDayOf(period.startMs) : Math.max(created, today - openPeriodDays + 1)
  const bytes = new Map(account.days)
  const daily: { date: string; gb: number }[] = []
  for (let day = Math.max(first, created); day <= today; day += 1) {
    daily.push({ date: isoTime(day * dayMs).slice(0, 10), gb: bytesToGb(bytes.get(day) ?? 0) })
  }
  return {
    period_start: period.startMs > 0 ? isoTime(period.startMs) : '',
    period_end: period.endMs === null ? '' : isoTime(period.endMs),
    daily,
  }
}

function eventsAt(account: TrafficAccount, presence: Presence, nowMs: number): PublicNodeAnswer['events'] {
  const events = overlayOff(changesOf(account, nowMs), presence.off, nowMs)
  return events
    .map(({ atMs, state }, index) => {
      const endMs = events[index + 1]?.atMs
      return {
        at: isoTime(atMs),
        state,
        duration_s: endMs === undefined ? null : Math.round((endMs - atMs) / 1000),
      }
    })
    .slice(-eventsShown)
    .reverse()
}

/**
 * One public node with its history, everything out of the same reports: 5 operations in 2 round trips.
 * Events are newest first. Undefined: unknown, deleted, expired, drained, or of a disabled owner.
 */
export async function readNodeHistory(
  ctx: StoreContext,
  id: number,
): Promise<{ readonly answer: PublicNodeAnswer; readonly etag: string } | undefined> {
  const [data, listed] = await Promise.all([readNodeData(ctx, id), listAll(ctx.kv, livePrefix(id), 2)])
  const nowMs = ctx.clock()
  if (data === undefined || data.node.validUntilMs <= nowMs || data.node.is_enabled === 0) return undefined
  if (await isUserDisabled(ctx.kv, data.node.user)) return undefined
  const { node } = data
  const account = wholeAccount(data, nowMs)
  const presence = presenceOf(node, account.firstMs)
  const counts = countStrip(stripOf(account, presence, nowMs), presence, nowMs)
  const { slots, uptime } = slotsAt(account, presence, nowMs)
  const content = {
    node: {
      ...toPublicNode(node, exactFigures(data, liveFactsOfKeys(listed.keys), nowMs)),
      ...(node.address_public === 1 ? { connections: [...node.connections] } : {}),
    },
    slots,
    uptime: {
      h24: uptime,
      d7: uptimeOfCounts(counts, 7),
      d30: uptimeOfCounts(counts, 30),
      d90: uptimeOfCounts(counts, 90),
    },
    traffic: trafficAt(node, account, nowMs),
    events: eventsAt(account, presence, nowMs),
  }
  const etag = hash53(JSON.stringify(content)).toString(36)
  return { answer: { generated_at: isoTime(nowMs), ...content }, etag: `W/"${etag}"` }
}
