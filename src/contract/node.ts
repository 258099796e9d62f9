import * as v from 'valibot'
import { amount, count, flag, host, listQuery, multilineText, rawText, text, visibleText } from './fields.ts'
import { limits } from './limits.ts'
import { listingStates, protocols, reachabilities, regions } from './vocabulary.ts'

/** Node states, as pages and the public list name them; `expired` only in an owner's own list. */
export const nodeStates = [
  'online',
  'full',
  'quota_low',
  'quota_used',
  'offline',
  'unreachable',
  'waiting',
  'drained',
  'expired',
] as const
export type NodeState = (typeof nodeStates)[number]

export const Connection = v.object(
  {
    type: v.pipe(
      v.string('type 必须是字符串'),
      v.trim(),
      v.toUpperCase(),
      v.picklist(protocols, `type 须为 ${protocols.join('、')} 之一`),
    ),
    ip: host,
    port: v.pipe(
      v.number('port 必须是数字'),
      v.integer('port 必须是整数'),
      v.minValue(1, '端口须在 1 到 65535 之间'),
      v.maxValue(65_535, '端口须在 1 到 65535 之间'),
    ),
    /** Path and query of a WS or WSS address behind a reverse proxy. */
    path: v.optional(
      v.pipe(
        v.string('path 必须是字符串'),
        v.maxLength(limits.pathCharsMax, `path 最多 ${limits.pathCharsMax} 个字符`),
        v.regex(/^(?:\/[\w\-.~!*+,=:@%/?]*)?$/, 'path 须以 / 开头，且不能含有 ; $ ( ) & 或引号'),
      ),
    ),
  },
  '连接地址必须是对象',
)
export type Connection = v.InferOutput<typeof Connection>

const connections = v.pipe(
  v.array(Connection, 'connections 必须是数组'),
  v.minLength(1, 'connections 至少需要 1 个地址'),
  v.maxLength(limits.connectionsMax, `connections 最多 ${limits.connectionsMax} 个地址`),
)

const tags = v.pipe(
  v.union([v.string(), v.pipe(v.array(v.string()), v.maxLength(50))], 'tags 必须是字符串或字符串数组'),
  v.transform((value) => {
    const list = Array.isArray(value) ? value : value.split(/[,，、]/)
    return [...new Set(list.map((tag) => tag.trim()).filter((tag) => tag !== ''))].join(',')
  }),
  text('tags', limits.tagsCharsMax),
)

const date = /^(\d{4})-(\d{2})-(\d{2})$/
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/

/** Milliseconds of a `valid_until`: a date is the end of that day in UTC+8, an instant is itself; NaN when neither. */
export function validUntilMs(value: string): number {
  const parts = date.exec(value)
  if (parts) {
    const startMs = Date.parse(`${value}T00:00:00.000Z`)
    // Date.parse rolls 02-30 over on some engines and refuses it on others; a round trip decides.
    if (Number.isNaN(startMs) || new Date(startMs).toISOString().slice(0, 10) !== value) return Number.NaN
    return Date.parse(`${value}T23:59:59.999+08:00`)
  }
  return instant.test(value) ? Date.parse(value) : Number.NaN
}

const validUntil = v.pipe(
  v.string('valid_until 必须是字符串'),
  v.trim(),
  v.check((value) => {
    const ms = validUntilMs(value)
    return ms >= 0 && ms < 32_503_680_000_000
  }, 'valid_until 须为日期（如 2026-11-04）或 ISO 8601 时间'),
)

const maintenanceUntil = v.pipe(
  v.string('maintenance_until 必须是字符串'),
  v.trim(),
  v.check(
    (value) => value === '' || (instant.test(value) && !Number.isNaN(Date.parse(value))),
    'maintenance_until 须为 ISO 8601 时间，或留空结束维护',
  ),
)

const clockTime = /^(?:[01]\d|2[0-3]):[0-5]\d$/
const clockText = (name: string) =>
  v.pipe(v.string(`${name} 必须是字符串`), v.regex(clockTime, `${name} 须为 24 小时制的 HH:MM`))

/** One maintenance a week: from and to by a clock that is `utc_offset` minutes ahead of UTC; "to" before "from" is of the next day. */
const WeeklyWindow = v.pipe(
  v.object(
    {
      /** 1 = Monday to 7 = Sunday: the day on which it begins. */
      weekday: count('weekday', 7, 1),
      from: clockText('from'),
      to: clockText('to'),
      /** The site's zone where it is left out. */
      utc_offset: v.optional(
        v.pipe(
          v.number('utc_offset 必须是数字'),
          v.integer('utc_offset 必须是整数'),
          v.minValue(-720, 'utc_offset 不能小于 -720'),
          v.maxValue(840, 'utc_offset 不能大于 840'),
        ),
      ),
    },
    'weekly_maintenance 的每一项必须是对象',
  ),
  v.check(({ from, to }) => from !== to, 'from 与 to 不能相同'),
)

const weeklyMaintenance = v.pipe(
  v.array(WeeklyWindow, 'weekly_maintenance 必须是数组'),
  v.maxLength(limits.weeklyWindowsMax, `weekly_maintenance 最多 ${limits.weeklyWindowsMax} 段`),
  v.checkItems(
    (window, at, windows) => windows.findIndex((one) => isSameWindow(one, window)) === at,
    'weekly_maintenance 里有重复的时段',
  ),
)

type Window = v.InferOutput<typeof WeeklyWindow>

function isSameWindow(one: Window, other: Window): boolean {
  return (
    one.weekday === other.weekday &&
    one.from === other.from &&
    one.to === other.to &&
    one.utc_offset === other.utc_offset
  )
}

/** Fields of a node that create needs and update may change. */
const nodeFields = {
  node_name: visibleText('节点名称', limits.nodeNameCharsMax),
  region_type: v.picklist(regions, 'region_type 须为 domestic 或 overseas'),
  connections,
}

const optionalNodeFields = {
  region_detail: v.optional(text('region_detail', limits.regionDetailCharsMax)),
  tier_bandwidth: v.optional(amount('tier_bandwidth', limits.bandwidthMax)),
  max_bandwidth: v.optional(amount('max_bandwidth', limits.bandwidthMax)),
  max_traffic: v.optional(amount('max_traffic', limits.trafficMax)),
  reset_cycle: v.optional(count('reset_cycle', limits.resetCycleDaysMax)),
  /** 1 to 31 chooses calendar months; 0 goes back to reset_cycle. */
  reset_day: v.optional(count('reset_day', 31)),
  max_connections: v.optional(count('max_connections', limits.connectionCountMax)),
  tags: v.optional(tags),
  notes: v.optional(multilineText('notes', limits.notesCharsMax)),
  valid_until: v.optional(validUntil),
  allow_relay: v.optional(flag('allow_relay')),
  address_public: v.optional(flag('address_public')),
  is_enabled: v.optional(flag('is_enabled')),
  correction_traffic: v.optional(amount('correction_traffic', limits.trafficMax, -limits.trafficMax)),
  /** 1: `reported_traffic` is the sum since the reporter's last reset, as later reporters of easytier-worker send it. */
  legacy_cumulative: v.optional(flag('legacy_cumulative')),
}

const networkName = text('network_name', limits.networkNameCharsMax)
const networkSecret = rawText('network_secret', limits.networkSecretCharsMax)

export const NodeCreateBody = v.object({
  ...nodeFields,
  ...optionalNodeFields,
  network_name: v.optional(networkName),
  network_secret: v.optional(networkSecret),
})
export type NodeCreate = v.InferOutput<typeof NodeCreateBody>

export const NodeUpdateBody = v.object({
  node_name: v.optional(nodeFields.node_name),
  region_type: v.optional(nodeFields.region_type),
  connections: v.optional(connections),
  ...optionalNodeFields,
  /** null clears a stored credential; "" or the mask leaves it. */
  network_name: v.optional(v.nullable(networkName)),
  network_secret: v.optional(v.nullable(networkSecret)),
  /** In maintenance from now until then; "" ends it. */
  maintenance_until: v.optional(maintenanceUntil),
  /** Maintenance of every week from now on, all of it; [] = none. */
  weekly_maintenance: v.optional(weeklyMaintenance),
  /** The revision that the caller saw; 409 when it is not the newest. */
  revision: v.optional(count('revision', Number.MAX_SAFE_INTEGER)),
})
export type NodeUpdate = v.InferOutput<typeof NodeUpdateBody>

/** Write-only fields of NodeUpdateBody in which null is a value of its own, not absence. */
export const nullableNodeFields = ['network_name', 'network_secret'] as const

const flagAnswer = v.picklist([0, 1])
const timeOrNull = v.nullable(v.string())

/** A node as its owner and admins see it. */
export const OwnNode = v.object({
  id: v.number(),
  node_name: v.string(),
  region_type: v.picklist(regions),
  region_detail: v.string(),
  connections: v.array(
    v.object({ type: v.picklist(protocols), ip: v.string(), port: v.number(), path: v.optional(v.string()) }),
  ),
  current_bandwidth: v.number(),
  tier_bandwidth: v.number(),
  max_bandwidth: v.number(),
  used_traffic: v.number(),
  max_traffic: v.number(),
  connection_count: v.number(),
  max_connections: v.number(),
  tags: v.string(),
  status: v.picklist(['online', 'offline']),
  reset_cycle: v.number(),
  reset_day: v.number(),
  /** ISO time; "" when traffic is never reset. */
  reset_date: v.string(),
  valid_until: v.string(),
  allow_relay: flagAnswer,
  address_public: flagAnswer,
  is_enabled: flagAnswer,
  /** Until when it is in maintenance; null = it is not. */
  maintenance_until: timeOrNull,
  weekly_maintenance: v.array(
    v.object({ weekday: v.number(), from: v.string(), to: v.string(), utc_offset: v.number() }),
  ),
  notes: v.string(),
  correction_traffic: v.number(),
  legacy_cumulative: flagAnswer,
  state: v.picklist(nodeStates),
  owner_email: v.string(),
  /** The same under the name by which monitors of easytier-worker read it. */
  user_email: v.string(),
  /** Whether a health-check credential is stored; the credential itself never leaves. */
  network_name_set: v.boolean(),
  network_secret_set: v.boolean(),
  /** The whole token when it has just been made, else "". */
  report_token: v.string(),
  token_prefix: v.string(),
  token_created_at: v.string(),
  token_last_used_at: timeOrNull,
  previous_token_until: timeOrNull,
  first_report_at: timeOrNull,
  last_report_at: timeOrNull,
  report_interval_s: v.nullable(v.number()),
  status_since: timeOrNull,
  /** `source`: the address that it came from, as it is counted; "" where it is not known. */
  last_rejected: v.nullable(v.object({ at: v.string(), code: v.string(), source: v.optional(v.string()) })),
  /** When the cumulative total fell last (a snapshot was put back) and was counted from there; null = never. */
  counter_rebased_at: timeOrNull,
  /** Two machines report with this node's token. */
  two_machines: v.boolean(),
  /** The last report came from an address that the node lists. */
  same_machine: v.boolean(),
  /** What it reports as increments never falls and is more than its line can carry: legacy_cumulative may be meant. */
  sum_suspected: v.boolean(),
  /** Median of the checks from outside of the last hour; -1 when nobody measured it. */
  latency_ms: v.number(),
  /** What the reporter says itself; -1 when it does not. */
  reported_latency_ms: v.number(),
  reachability: v.picklist(reachabilities),
  /** When it was last checked from outside, why that failed (a code; '' when it did not), and since when nobody can join it. */
  checked_at: timeOrNull,
  check_code: v.string(),
  unreachable_since: timeOrNull,
  verified: v.boolean(),
  /** It is listed as relaying, and says in the handshake that it relays nothing. */
  relay_contradicted: v.boolean(),
  easytier_version: v.string(),
  uptime_seconds: v.number(),
  created_at: v.string(),
  updated_at: v.string(),
  revision: v.number(),
})
export type OwnNode = v.InferOutput<typeof OwnNode>

/** One node by itself: how it stands on the lists as well, and what an admin has said who refused or hid it; "" = nothing. */
export const OneNode = v.object({
  ...OwnNode.entries,
  listing: v.picklist(listingStates),
  listing_reason: v.string(),
})
export type OneNode = v.InferOutput<typeof OneNode>

/** Totals of the last 24 h over a list of nodes: 144 slots of 10 minutes, null where nobody reported. */
export const OwnHistory = v.object({
  start: v.string(),
  step_s: v.number(),
  bandwidth: v.array(v.nullable(v.number())),
  connections: v.array(v.nullable(v.number())),
  traffic: v.array(v.nullable(v.number())),
})

export const MyNodesAnswer = v.object({
  nodes: v.array(OwnNode),
  total: v.number(),
  history: v.optional(OwnHistory),
})
const numberOrNull = v.nullable(v.number())
const span = {
  uptime: numberOrNull,
  bandwidth: numberOrNull,
  bandwidth_max: numberOrNull,
  connections: numberOrNull,
  connections_max: numberOrNull,
  latency_ms: numberOrNull,
  traffic: v.number(),
}

/**
 * What a node did, for its owner: the last 24 h in slots of ten minutes and up to 90 days of the site's zone, oldest first.
 * Bandwidth (Mbps) and connections are means and peaks of the time up, latency (ms) is what checks measured, uptime is in
 * percent, traffic in GB; null where there is no data.
 */
export const NodeHistoryAnswer = v.object({
  uptime: v.object({ h24: numberOrNull, d7: numberOrNull, d30: numberOrNull, d90: numberOrNull }),
  slots: v.array(v.object({ at: v.string(), ...span })),
  days: v.array(v.object({ date: v.string(), ...span })),
})
export type NodeHistoryAnswer = v.InferOutput<typeof NodeHistoryAnswer>

export const AllNodesAnswer = v.object({ nodes: v.array(OwnNode), total: v.number() })
export const AllNodesQuery = v.object({
  ...listQuery,
  status: v.optional(v.picklist(['online', 'offline'], 'status 须为 online 或 offline')),
  region: v.optional(v.picklist(['all', ...regions], 'region 须为 all、domestic 或 overseas')),
  state: v.optional(v.picklist(nodeStates, `state 须为 ${nodeStates.join('、')} 之一`)),
})
export const NodeAnswer = v.object({ node: OneNode })
export const NodeCreatedAnswer = v.object({ message: v.string(), node_id: v.number(), node: OwnNode })
export const NodeUpdatedAnswer = v.object({
  message: v.string(),
  node_id: v.number(),
  node: OwnNode,
  /** Present when the hosts changed and stored credentials were cleared for it. */
  credentials_cleared: v.optional(v.boolean()),
})
export const TokenAnswer = v.object({
  message: v.string(),
  node_id: v.number(),
  report_token: v.string(),
  node: OwnNode,
})
