import {
  figuresAt,
  liveFactsOfKeys,
  noLiveFacts,
  presenceOf,
  type LiveFacts,
} from '../reports/node-figures.ts'
import { idInKey, livePrefix, nodeKey } from '../kv/keys.ts'
import { listAll, mapBounded, parseRecord } from '../kv/port.ts'
import { readNodeData, wholeAccount, type NodeData } from './node-data.ts'
import { listNodeIds } from './nodes.ts'
import type { StoreContext } from '../context/context.ts'
import type { NodeFigures, NodeRecord, NodeWithFigures } from './node-record.ts'
import { exactLive } from './repair.ts'
import { type TrafficAccount, pointsOf, bytesToGb } from '../../domain/traffic/index.ts'
import { walkSlots } from '../../domain/presence/index.ts'
import { isoTime, slotMs, slotOf, slotsPerDay } from '../../domain/values/index.ts'

const width = 16

/** Figures that follow from everything visible of a node, exact to the byte. */
export function exactFigures(data: NodeData, facts: LiveFacts, nowMs: number): NodeFigures {
  const live = (data.hasAccount ? exactLive(data, nowMs) : undefined) ?? facts.live
  return figuresAt(data.node, { ...facts, live }, nowMs)
}

/** A node with exact figures: 4 operations in one round trip. Undefined: unknown or deleted. */
export async function readNodeWithFigures(
  ctx: StoreContext,
  id: number,
): Promise<NodeWithFigures | undefined> {
  const [data, listed] = await Promise.all([readNodeData(ctx, id), listAll(ctx.kv, livePrefix(id), 2)])
  if (data === undefined) return undefined
  return { node: data.node, figures: exactFigures(data, liveFactsOfKeys(listed.keys), ctx.clock()) }
}

/** Exact figures of a node whose newest record is at hand: 4 operations in one round trip. */
export async function figuresOf(ctx: StoreContext, node: NodeRecord): Promise<NodeFigures> {
  const [data, listed] = await Promise.all([
    readNodeData(ctx, node.id),
    listAll(ctx.kv, livePrefix(node.id), 2),
  ])
  return data === undefined
    ? figuresAt(node, noLiveFacts, ctx.clock())
    : exactFigures({ ...data, node }, liveFactsOfKeys(listed.keys), ctx.clock())
}

const tombstonePagesMax = 4

/** All nodes of a user by the newest live facts, oldest first: 2 operations and 2 more a node. */
export async function listOwnNodes(ctx: StoreContext, user: string): Promise<NodeWithFigures[]> {
  const [ids, tombstones] = await Promise.all([
    listNodeIds(ctx, user),
    listAll(ctx.kv, 'x_', tombstonePagesMax),
  ])
  const deleted = new Set(tombstones.keys.map((key) => idInKey(key, 2)))
  const alive = ids.filter((id) => !deleted.has(id)).sort((a, b) => a - b)
  const nowMs = ctx.clock()
  const found = await mapBounded(alive, width, async (id) => {
    const [record, listed] = await Promise.all([ctx.kv.get(nodeKey(id)), listAll(ctx.kv, livePrefix(id), 2)])
    const node = parseRecord<NodeRecord>(record)
    if (node === undefined || node.user !== user) return undefined
    return { node, figures: figuresAt(node, liveFactsOfKeys(listed.keys), nowMs) }
  })
  return found.filter((entry) => entry !== undefined)
}

/** Totals of some nodes over the last 24 h in slots of ten minutes; null where none of them was up. */
export type OwnTotals = {
  readonly start: string
  readonly step_s: number
  readonly bandwidth: (number | null)[]
  readonly connections: (number | null)[]
  readonly traffic: (number | null)[]
}

/** Adds up the last 24 h of nodes out of their accounts: 3 operations a node, at most 50 nodes. */
export async function readOwnHistory(ctx: StoreContext, ids: readonly number[]): Promise<OwnTotals> {
  const nowMs = ctx.clock()
  const to = slotOf(nowMs)
  const from = to - slotsPerDay + 1
  const empty = (): (number | null)[] => Array.from({ length: slotsPerDay }, () => null)
  const totals: OwnTotals = {
    start: isoTime(from * slotMs),
    step_s: slotMs / 1000,
    bandwidth: empty(),
    connections: empty(),
    traffic: empty(),
  }
  const add = (list: (number | null)[], slot: number, value: number): void => {
    list[slot - from] = (list[slot - from] ?? 0) + value
  }
  const all = await mapBounded(ids.slice(0, 50), width, (id) => readNodeData(ctx, id))
  for (const data of all) {
    if (data === undefined) continue
    const account: TrafficAccount = wholeAccount(data, nowMs)
    const presence = presenceOf(data.node, account.firstMs)
    walkSlots(pointsOf(account), presence, { from, to, nowMs }, (slot, state, point) => {
      if (state !== 'up' || point === undefined) return
      add(totals.bandwidth, slot, point.entry[4])
      add(totals.connections, slot, point.entry[5])
    })
    for (const entry of account.slots)
      if (entry[0] >= from) add(totals.traffic, entry[0], bytesToGb(entry[7]))
  }
  return totals
}
