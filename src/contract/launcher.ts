import * as v from 'valibot'
import { flagText, text } from './fields.ts'
import { limits } from './limits.ts'
import { protocolsText, region } from './query.ts'

/** Entries of a launcher's list: its core joins all of them at once. */
export const launcherNodesMax = 6

export const LauncherQuery = v.object({
  format: v.optional(v.picklist(['objects', 'strings'], 'format 须为 objects 或 strings')),
  /** Raw addresses, of nodes whose owner publishes them. */
  direct: v.optional(flagText('direct')),
  region: v.optional(region),
  tag: v.optional(text('tag', limits.tagsCharsMax)),
  relay_only: v.optional(flagText('relay_only')),
  protocol: v.optional(protocolsText),
})
export type LauncherQuery = v.InferOutput<typeof LauncherQuery>

/** `CN` for a domestic node, null for any other, as these lists have it. */
export const LauncherAnswer = v.union([
  v.array(v.object({ url: v.string(), region: v.nullable(v.literal('CN')) })),
  v.array(v.string()),
])
export type LauncherAnswer = v.InferOutput<typeof LauncherAnswer>
