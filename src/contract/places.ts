import * as v from 'valibot'
import { amount, count, flag, rawText, text, visibleText } from './fields.ts'
import { limits } from './limits.ts'
import { regions } from './vocabulary.ts'

/** Ids of places; that of the site's own checker is six zeros. */
export const PlacePath = v.object({
  id: v.pipe(v.string(), v.regex(/^[0-9a-z]{6}$/, 'id 须为 6 位小写字母或数字')),
})

export const PlaceCreateBody = v.object({
  name: visibleText('名称', 40),
  /** 1: it is told the networks that owners have stored for checks. */
  trusted: v.optional(flag('trusted')),
  /** On whose side it is: what it measures is the latency of those who ask from there. */
  region_type: v.optional(v.picklist(regions, `region_type 须为 ${regions.join(' 或 ')}`)),
})

/** A place from which nodes are checked. */
export const Place = v.object({
  id: v.string(),
  /** "" of the site's own checker. */
  name: v.string(),
  trusted: v.picklist([0, 1]),
  /** "" where nobody has said. */
  region_type: v.picklist([...regions, '']),
  /** "" of the site's own checker. */
  created_at: v.string(),
  last_seen_at: v.nullable(v.string()),
  version: v.string(),
  /** Checks of the last hour, and those of them that failed. */
  checks: v.number(),
  failures: v.number(),
  /** Most of what was well fails there: its failures are set aside. */
  doubtful: v.boolean(),
})
export const PlacesAnswer = v.object({ places: v.array(Place), limit: v.number() })
/** `key` is shown this once. */
export const PlaceCreatedAnswer = v.object({ message: v.string(), place: Place, key: v.string() })

/** What a place has to check, at what pace. */
export const ProberWorkAnswer = v.object({
  place: v.object({ id: v.string(), name: v.string() }),
  checks_per_minute: v.number(),
  /** As whose foreign network nodes are asked that have none of their own below. */
  network_name: v.string(),
  nodes: v.array(
    v.object({
      id: v.number(),
      urls: v.array(v.string()),
      network_name: v.optional(v.string()),
      network_secret: v.optional(v.string()),
    }),
  ),
})
export type ProberWork = v.InferOutput<typeof ProberWorkAnswer>

const ProberResult = v.object({
  node: count('node', Number.MAX_SAFE_INTEGER),
  url: text('url', 2048, 1),
  check_time: v.pipe(
    text('check_time', 40, 1),
    v.check((value) => !Number.isNaN(Date.parse(value)), 'check_time 须为 ISO 8601 时间'),
  ),
  is_online: v.boolean('is_online 必须是布尔值'),
  code: text('code', 64),
  latency_ms: v.optional(amount('latency_ms', limits.latencyMsMax, -1)),
  connection_count: v.optional(count('connection_count', limits.connectionCountMax)),
  easytier_version: v.optional(text('easytier_version', limits.versionCharsMax)),
  avoids_relay: v.optional(v.boolean('avoids_relay 必须是布尔值')),
})
export type ProberResult = v.InferOutput<typeof ProberResult>

export const ProberResultsBody = v.object({
  version: v.optional(rawText('version', 40)),
  results: v.pipe(
    v.array(ProberResult, 'results 必须是数组'),
    v.maxLength(limits.proberResultsMax, `results 最多 ${limits.proberResultsMax} 条`),
  ),
})
export type ProberResults = v.InferOutput<typeof ProberResultsBody>
/** Results that were new; others were known, of no listed address, or too old. */
export const ProberResultsAnswer = v.object({ kept: v.number() })
