import type { Reachability } from '../../contract/vocabulary.ts'
import { evidenceIn, readLooks } from '../evidence/index.ts'
import { isUserDisabled } from '../users/disabled-users.ts'
import { figuresAt, liveFactsOfKeys, presenceSince } from '../reports/node-figures.ts'
import { livePrefix, nodeKey, tombstoneKey } from '../kv/keys.ts'
import { readNodeFacts, withNodeFacts } from './node-facts.ts'
import { marksOf } from './listing-marks.ts'
import { listAll } from '../kv/port.ts'
import { recordOf } from '../kv/record.ts'
import type { StoreContext } from '../context/context.ts'
import type { NodeFigures, NodeRecord } from './node-record.ts'
import { loadPolicy } from '../system/site-policy.ts'
import { knownOutages } from '../system/outages.ts'
import { knownZoneMs } from '../system/site-zone.ts'
import { readNode } from './read-node.ts'
import { listingState } from '../../domain/placement/index.ts'
import { countStrip, uptimeOfCounts } from '../../domain/presence/index.ts'
import { historyDays } from '../../domain/values/index.ts'

/**
 * A node's record while it has a page, paused or not: 4 operations in 2 round trips, no view; 1 more where the settings are not in memory, and for an owner who was disabled lately.
 * Undefined: unknown, deleted, expired, not listed by the site's rule, or of a disabled owner.
 */
export async function getListedNode(ctx: StoreContext, id: number): Promise<NodeRecord | undefined> {
  const [text, tombstone, facts, policy] = await Promise.all([
    ctx.kv.get(nodeKey(id)),
    ctx.kv.get(tombstoneKey(id)),
    readNodeFacts(ctx, id),
    loadPolicy(ctx),
  ])
  const record = tombstone === null ? recordOf(readNode(text)) : undefined
  if (record === undefined) return undefined
  const node = { ...withNodeFacts(record, facts, ctx.clock()), outages: knownOutages(ctx) }
  if (node.validUntilMs <= ctx.clock()) return undefined
  if (listingState(marksOf(node), policy.listing) !== 'listed') return undefined
  return (await isUserDisabled(ctx.kv, node.user)) ? undefined : node
}

/** What a badge or a link's preview tells of a node; `uptime`: 90-day percent, null without data. */
export type BadgeFigures = Pick<NodeFigures, 'state' | 'verified'> & {
  readonly name: string
  readonly uptime: number | null
  readonly reachability: Reachability
  readonly checkedMs: number | null
}

/** The same of a listed node, from its record, newest figures and checks: 6 operations. */
export async function readBadgeFigures(ctx: StoreContext, id: number): Promise<BadgeFigures | undefined> {
  const [node, { keys }, looks] = await Promise.all([
    getListedNode(ctx, id),
    listAll(ctx.kv, livePrefix(id), 1),
    readLooks(ctx),
  ])
  if (node === undefined) return undefined
  const nowMs = ctx.clock()
  const facts = liveFactsOfKeys(keys, nowMs)
  const zoneMs = knownZoneMs(ctx)
  const seen = evidenceIn(looks, node, nowMs)
  const { state, days, verified } = figuresAt(node, facts, nowMs, zoneMs, seen)
  const presence = presenceSince(node, facts, { zoneMs, nowMs }, seen)
  const uptime = uptimeOfCounts(countStrip(days, presence, nowMs), historyDays)
  const { reachability } = seen
  return { name: node.node_name, state, verified, uptime, reachability, checkedMs: seen.checkedMs || null }
}
