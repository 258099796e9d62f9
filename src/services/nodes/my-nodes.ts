import type * as v from 'valibot'
import type { MyNodesAnswer } from '../../contract/node.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireCaller } from '../context/require.ts'
import { toOwnNode } from './own-node.ts'
import { isoTime, slotMs } from '../../domain/values/index.ts'
import { listOwnNodes, sumHistory } from '../../store/nodes/index.ts'

/** The caller's nodes, oldest first, and their common last 24 hours. */
export async function myNodes(ctx: ServiceContext): Promise<v.InferOutput<typeof MyNodesAnswer>> {
  const owned = await listOwnNodes(ctx, requireCaller(ctx).userKey)
  const nodes = owned.map(({ node, figures }) => toOwnNode(node, figures, ctx.clock()))
  if (nodes.length === 0) return { nodes, total: 0 }
  const { firstSlot, ...series } = sumHistory(
    owned.map(({ data }) => data),
    ctx.clock(),
  )
  const history = { start: isoTime(firstSlot * slotMs), step_s: slotMs / 1000, ...series }
  return { nodes, total: nodes.length, history }
}
