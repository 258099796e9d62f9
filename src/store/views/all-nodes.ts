import { figuresAt } from '../reports/node-figures.ts'
import { shardChars } from '../kv/keys.ts'
import { mapBounded } from '../kv/port.ts'
import type { StoreContext } from '../context/context.ts'
import type { NodeWithFigures } from '../nodes/node-record.ts'
import { collectPart, type Collected } from './view-collect.ts'

/** Pages of index keys read at a time before the site is read part by part. */
const wholePagesMax = 5
const partsAtOnce = 4

/**
 * Every node with its newest figures, by id: a few lists, the cached configs, and a get only for those that changed since.
 * Token hashes and sealed credentials are not in it.
 */
export async function listAllNodes(ctx: StoreContext): Promise<NodeWithFigures[]> {
  const nowMs = ctx.clock()
  const all: NodeWithFigures[] = []
  for (const { nodes } of await collectAll(ctx)) {
    for (const { node, facts } of nodes) all.push({ node, figures: figuresAt(node, facts, nowMs) })
  }
  return all.sort((a, b) => a.node.id - b.node.id)
}

async function collectAll(ctx: StoreContext): Promise<Collected[]> {
  const whole = await collectPart(ctx, '', wholePagesMax)
  return whole.complete ? [whole] : mapBounded([...shardChars], partsAtOnce, (part) => collectPart(ctx, part))
}
