import { ServiceError } from '../../contract/errors.ts'
import type { NodeUpdate, OwnNode } from '../../contract/node.ts'
import type { ServiceContext } from '../context/context.ts'
import { loadNode } from './access.ts'
import { toConfigChange } from './config.ts'
import { sealChange } from './credentials.ts'
import { toOwnNode } from './own-node.ts'
import {
  updateNode as storeNode,
  figuresOf,
  type NodeConfig,
  type NodeRecord,
} from '../../store/nodes/index.ts'

/** A reported tier that is sent back as it was shown does not become the owner's. */
async function withoutEcho(
  ctx: ServiceContext,
  node: NodeRecord,
  change: Partial<NodeConfig>,
): Promise<Partial<NodeConfig>> {
  const { tier_bandwidth: tier, ...others } = change
  if (tier === undefined || tier === node.tier_bandwidth) return change
  const shown = await figuresOf(ctx, node)
  return tier === shown.tier_bandwidth ? others : change
}

/**
 * Changes the fields that are given. Throws node_not_found, node_update_forbidden, node_name_taken, or
 * revision_conflict with the newest node in its details.
 */
export async function updateNode(
  ctx: ServiceContext,
  input: { readonly id: number; readonly change: NodeUpdate },
): Promise<{ message: string; node_id: number; node: OwnNode }> {
  const { id, change } = input
  const current = await loadNode(ctx, id, 'node_update_forbidden')
  const secrets = await sealChange(ctx, current.user, change)
  const config = await withoutEcho(ctx, current, toConfigChange(change))
  const updated = await storeNode(ctx, current, { ...config, ...secrets }, change.revision)
  if (!updated.ok && updated.reason === 'node_name_taken') {
    throw new ServiceError('node_name_taken', { field: 'node_name' })
  }
  const figures = await figuresOf(ctx, updated.node)
  const node = toOwnNode(updated.node, figures, ctx.clock())
  if (!updated.ok) throw new ServiceError('revision_conflict', { field: 'revision', node })
  return { message: '节点更新成功', node_id: id, node }
}
