import { evidenceIn } from '../evidence/index.ts'
import { figuresAt } from '../reports/node-figures.ts'
import { shardChars } from '../kv/keys.ts'
import { mapBounded } from '../kv/port.ts'
import type { StoreContext } from '../context/context.ts'
import type { NodeWithFigures } from '../nodes/node-record.ts'
import type { Manifest } from './manifest.ts'
import { collectPart, type Collected } from './view-collect.ts'
import { viewKey } from './view-keys.ts'
import { readValue } from './view-value.ts'

const partsAtOnce = 4
const onePartBounds = { pagesMax: 40, nodesMax: Infinity }

/**
 * Every node with its newest figures, by id: a few lists, the cached configs, and a get only for those that changed since.
 * Token hashes and sealed credentials are not in it.
 */
export async function listAllNodes(ctx: StoreContext): Promise<NodeWithFigures[]> {
  const nowMs = ctx.clock()
  const all: NodeWithFigures[] = []
  for (const { nodes, zoneMs, looks } of await collectAll(ctx)) {
    for (const { node, facts } of nodes) {
      const seen = evidenceIn(looks, node, nowMs)
      all.push({ node, figures: figuresAt(node, facts, nowMs, zoneMs, seen) })
    }
  }
  return all.sort((a, b) => a.node.id - b.node.id)
}

/** By the parts that the view has, because each of them has its own cached configs. */
async function collectAll(ctx: StoreContext): Promise<Collected[]> {
  const view = await readValue<Manifest>(ctx, viewKey('q'))
  const whole = view?.header.divided === true ? undefined : await collectPart(ctx, '', onePartBounds)
  if (whole !== undefined) return [whole]
  return mapBounded([...shardChars], partsAtOnce, async (part) => {
    const collected = await collectPart(ctx, part)
    if (collected === undefined) throw new Error(`shard ${part} holds more keys than may be listed`)
    return collected
  })
}
