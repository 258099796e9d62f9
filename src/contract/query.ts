import * as v from 'valibot'
import { count, countText, flag, flagText, fromCountry, text } from './fields.ts'
import { limits } from './limits.ts'
import {
  priorities,
  protocols,
  regionChoices,
  regions,
  type Priority,
  type Protocol,
  type RegionChoice,
} from './vocabulary.ts'

export const region = v.picklist(regionChoices, 'region 须为 all、domestic 或 overseas')
const priority = v.picklist(priorities, `priority 须为 ${priorities.join('、')} 之一`)
const protocolsMax = 16
const tooManyProtocols = `protocol 最多 ${protocolsMax} 个`
/** 16 names with spaces around them, and more: a text is bounded before it is split. */
const protocolsCharsMax = 400
const protocolList = v.pipe(
  v.array(
    v.pipe(
      v.string('protocol 必须是字符串'),
      v.trim(),
      v.toUpperCase(),
      v.picklist(protocols, `protocol 须为 ${protocols.join('、').toLowerCase()}`),
    ),
    'protocol 必须是数组',
  ),
  v.maxLength(protocolsMax, tooManyProtocols),
)
/** A list of protocols in a query string. */
export const protocolsText = v.pipe(
  v.string(),
  v.maxLength(protocolsCharsMax, tooManyProtocols),
  v.transform((list) => list.split(',').filter((item) => item !== '')),
  protocolList,
)
const networkName = text('network_name', limits.networkNameCharsMax)

export const QueryBody = v.object({
  region: v.optional(region),
  priority: v.optional(priority),
  relay_only: v.optional(flag('relay_only')),
  protocol: v.optional(
    v.pipe(
      v.union([v.string(), v.array(v.unknown())], 'protocol 必须是数组'),
      v.check(
        (given) => given.length <= (typeof given === 'string' ? protocolsCharsMax : protocolsMax),
        tooManyProtocols,
      ),
      v.transform((given) => (typeof given === 'string' ? given.split(',') : given)),
      protocolList,
    ),
  ),
  limit: v.optional(count('limit', limits.queryLimitMax, 1)),
  network_name: v.optional(networkName),
  from: v.optional(fromCountry),
})
export type Query = {
  region?: RegionChoice | undefined
  priority?: Priority | undefined
  relay_only?: boolean | 0 | 1 | undefined
  protocol?: Protocol[] | undefined
  limit?: number | undefined
  network_name?: string | undefined
  from?: string | undefined
}

export const QueryParams = v.object({
  region: v.optional(region),
  priority: v.optional(priority),
  relay_only: v.optional(flagText('relay_only')),
  protocol: v.optional(protocolsText),
  limit: v.optional(countText('limit', limits.queryLimitMax, 1)),
  network_name: v.optional(networkName),
  from: v.optional(fromCountry),
})

export const QueryAnswer = v.object({
  nodes: v.array(
    v.object({
      id: v.number(),
      node_name: v.string(),
      region_type: v.picklist(regions),
      region_detail: v.string(),
      connections: v.array(
        v.object({
          type: v.picklist(protocols),
          ip: v.string(),
          port: v.number(),
          path: v.optional(v.string()),
        }),
      ),
      current_bandwidth: v.number(),
      tier_bandwidth: v.number(),
      connection_count: v.number(),
      max_connections: v.number(),
      used_traffic: v.number(),
      max_traffic: v.number(),
      tags: v.string(),
      allow_relay: v.picklist([0, 1]),
      max_bandwidth: v.number(),
      latency_ms: v.number(),
      reset_date: v.string(),
    }),
  ),
  /** Nodes that match the filters, chosen or not. */
  candidates: v.number(),
})
