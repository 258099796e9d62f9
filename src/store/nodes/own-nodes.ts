import { evidenceIn, readLooks, type Looks } from '../evidence/index.ts'
import {
  figuresAt,
  liveFactsOfKeys,
  noLiveFacts,
  presenceNow,
  type LiveFacts,
} from '../reports/node-figures.ts'
import { idInKey, livePrefix } from '../kv/keys.ts'
import { listAll, mapBounded } from '../kv/port.ts'
import { counterWarnings, looksLikeSums } from '../../domain/traffic/index.ts'
import { readNodeData, wholeAccount, type NodeData } from './node-data.ts'
import { stripOf, toApiDays } from '../../domain/presence/index.ts'
import { listNodeIds } from './nodes.ts'
import type { StoreContext } from '../context/context.ts'
import type { NodeFigures, NodeRecord, NodeWithFigures } from './node-record.ts'
import { knownZoneMs } from '../system/site-zone.ts'
import { exactLive } from './repair.ts'

const width = 16

/** Figures that follow from everything visible of a node, exact to the byte. */
export function exactFigures(data: NodeData, facts: LiveFacts, looks: Looks, nowMs: number): NodeFigures {
  const whole = wholeAccount(data, nowMs)
  const live = exactLive(data, nowMs, whole) ?? facts.live
  const { rebasedMs, twoMachines } = counterWarnings(whole, nowMs)
  const seen = evidenceIn(looks, data.node, nowMs)
  // Its facts tell what checks found; what they have made for the lists is of that.
  const figures = figuresAt(data.node, { ...facts, live, answered: undefined }, nowMs, data.zoneMs, seen)
  const days = { zoneMs: data.zoneMs, nowMs }
  const strip = stripOf(whole, presenceNow(data.node, whole.firstMs, days, seen), nowMs)
  const { legacy_cumulative: isSum, max_bandwidth: line } = data.node
  const sumSuspected = isSum !== 1 && looksLikeSums(whole.slots, Math.max(line, figures.tier_bandwidth))
  return {
    ...figures,
    // Of an account that cannot be read the newest report knows more.
    ...(data.hasAccount ? { days: toApiDays(strip) } : {}),
    counterRebasedMs: rebasedMs,
    twoMachines,
    sumSuspected,
  }
}

/** A node with exact figures: 5 operations in one round trip. Undefined: unknown or deleted. */
export async function readNodeWithFigures(
  ctx: StoreContext,
  id: number,
): Promise<NodeWithFigures | undefined> {
  const [data, listed, looks] = await Promise.all([
    readNodeData(ctx, id),
    listAll(ctx.kv, livePrefix(id), 2),
    readLooks(ctx),
  ])
  if (data === undefined) return undefined
  const nowMs = ctx.clock()
  return {
    node: data.node,
    figures: exactFigures(data, liveFactsOfKeys(listed.keys, nowMs), looks, nowMs),
  }
}

/** Exact figures of a node whose newest record is at hand: 5 operations in one round trip. */
export async function figuresOf(ctx: StoreContext, node: NodeRecord): Promise<NodeFigures> {
  const [data, listed, looks] = await Promise.all([
    readNodeData(ctx, node.id),
    listAll(ctx.kv, livePrefix(node.id), 2),
    readLooks(ctx),
  ])
  const nowMs = ctx.clock()
  return data === undefined
    ? figuresAt(node, noLiveFacts, nowMs, knownZoneMs(ctx), evidenceIn(looks, node, nowMs))
    : exactFigures({ ...data, node }, liveFactsOfKeys(listed.keys, nowMs), looks, nowMs)
}

const tombstonePagesMax = 4

/** A node of a user with what its figures and its history are made of. */
export type OwnedNode = NodeWithFigures & { readonly data: NodeData }

/** All nodes of a user with exact figures, oldest first: 3 operations and 5 more a node, in 2 round trips. */
export async function listOwnNodes(ctx: StoreContext, user: string): Promise<OwnedNode[]> {
  const [ids, tombstones, looks] = await Promise.all([
    listNodeIds(ctx, user),
    listAll(ctx.kv, 'x_', tombstonePagesMax),
    readLooks(ctx),
  ])
  const deleted = new Set(tombstones.keys.map((key) => idInKey(key, 2)))
  const alive = ids.filter((id) => !deleted.has(id)).sort((a, b) => a - b)
  const nowMs = ctx.clock()
  const found = await mapBounded(alive, width, async (id) => {
    const [data, listed] = await Promise.all([readNodeData(ctx, id), listAll(ctx.kv, livePrefix(id), 2)])
    if (data === undefined || data.node.user !== user) return undefined
    const node = { ...data.node, revision: data.editRevision }
    return { data, node, figures: exactFigures(data, liveFactsOfKeys(listed.keys, nowMs), looks, nowMs) }
  })
  return found.filter((entry) => entry !== undefined)
}
