import * as v from 'valibot'
import { flagText, fromCountry, listQuery } from './fields.ts'
import { nodeStates } from './node.ts'
import { protocols, reachabilities, regions } from './vocabulary.ts'

const { page, per_page } = listQuery
export const PublicQuery = v.object({
  show_offline: v.optional(flagText('show_offline')),
  page,
  per_page,
  from: v.optional(fromCountry),
})

/** One node as everybody sees it: no address (unless published), owner, token or credential. */
const publicNodeFields = {
  id: v.number(),
  node_name: v.string(),
  region_type: v.picklist(regions),
  region_detail: v.string(),
  current_bandwidth: v.number(),
  tier_bandwidth: v.number(),
  max_bandwidth: v.number(),
  used_traffic: v.number(),
  max_traffic: v.number(),
  connection_count: v.number(),
  max_connections: v.number(),
  tags: v.string(),
  status: v.picklist(['online', 'offline']),
  allow_relay: v.picklist([0, 1]),
  state: v.picklist(nodeStates),
  protocols: v.array(v.picklist(protocols)),
  last_report_at: v.nullable(v.string()),
  status_since: v.nullable(v.string()),
  report_interval_s: v.nullable(v.number()),
  created_at: v.string(),
  /** Median of the checks from outside of the last hour; -1 when nobody measured it. */
  latency_ms: v.number(),
  /** What checks from outside say: unknown, reachable or unreachable. */
  reachability: v.picklist(reachabilities),
  /** When it was last checked from outside. */
  checked_at: v.nullable(v.string()),
  /** One of its addresses was joined from outside within the last half hour. */
  verified: v.boolean(),
  easytier_version: v.string(),
  uptime_seconds: v.number(),
  /** The last report came from an address that the node lists. */
  same_machine: v.boolean(),
  /** ISO time; "" when traffic is never reset. */
  reset_date: v.string(),
  notes: v.string(),
  /** 90 days of the site's zone up to today, two base-36 digits each: the day's 10-minute slots that were down; `--` = no data. */
  days: v.pipe(v.string(), v.length(180)),
}

export const PublicNode = v.object(publicNodeFields)
export type PublicNode = v.InferOutput<typeof PublicNode>

export const PublicAnswer = v.object({
  nodes: v.array(PublicNode),
  total: v.number(),
  generated_at: v.string(),
})

const numberOrNull = v.nullable(v.number())

export const PublicNodeAnswer = v.object({
  generated_at: v.string(),
  node: v.object({
    ...publicNodeFields,
    /** Until when its owner maintains it; null = no maintenance. */
    maintenance_until: v.nullable(v.string()),
    /** Only when the owner publishes the addresses. */
    connections: v.optional(
      v.array(
        v.object({
          type: v.picklist(protocols),
          ip: v.string(),
          port: v.number(),
          path: v.optional(v.string()),
        }),
      ),
    ),
  }),
  /** 144 slots of 10 minutes up to now; null = no data. */
  slots: v.object({
    start: v.string(),
    step_s: v.number(),
    status: v.array(v.nullable(v.picklist(['up', 'down']))),
    latency_ms: v.array(numberOrNull),
    bandwidth: v.array(numberOrNull),
    connections: v.array(numberOrNull),
  }),
  /** Share of time up of 0 to 100, truncated to two decimals; null without data. */
  uptime: v.object({ h24: numberOrNull, d7: numberOrNull, d30: numberOrNull, d90: numberOrNull }),
  traffic: v.object({
    /** ISO times; period_start is "" when the period has no beginning. */
    period_start: v.string(),
    period_end: v.string(),
    /** Traffic of each day (of the site's zone) of the period up to today, GB; the first may have begun before the reset. */
    daily: v.array(v.object({ date: v.string(), gb: v.number() })),
  }),
  events: v.array(
    v.object({
      at: v.string(),
      state: v.picklist(['up', 'down', 'none']),
      duration_s: v.nullable(v.number()),
    }),
  ),
})
export type PublicNodeAnswer = v.InferOutput<typeof PublicNodeAnswer>

export const StatsAnswer = v.object({
  total_nodes: v.number(),
  online_nodes: v.number(),
  domestic_nodes: v.number(),
  overseas_nodes: v.number(),
  total_bandwidth: v.number(),
  connection_count_total: v.number(),
  max_connections_total: v.number(),
  current_bandwidth_total: v.number(),
  tier_bandwidth_total: v.number(),
  max_bandwidth_total: v.number(),
  generated_at: v.string(),
  history: v.object({
    start: v.string(),
    step_s: v.number(),
    online_nodes: v.array(numberOrNull),
    connections: v.array(numberOrNull),
    bandwidth: v.array(numberOrNull),
    tierband: v.array(numberOrNull),
  }),
  /** The whole site's 90 days of the site's zone up to today: share of known slots that were up, 0 to 100; null = no data. */
  days: v.array(numberOrNull),
})
export type StatsAnswer = v.InferOutput<typeof StatsAnswer>
