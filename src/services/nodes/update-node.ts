import { ServiceError } from '../../contract/errors.ts'
import { limits } from '../../contract/limits.ts'
import { dayMs } from '../../contract/time.ts'
import type { NodeUpdate, OwnNode } from '../../contract/node.ts'
import type { ServiceContext } from '../context/context.ts'
import { loadNode } from './access.ts'
import { requirePublicHosts } from './allowed-hosts.ts'
import { maintenanceOf, toConfigChange } from './config.ts'
import { isOtherHosts, sealChange } from './credentials.ts'
import { toOwnNode } from './own-node.ts'
import { toWeeklyWindows } from './weekly-windows.ts'
import type { WeeklyWindow } from '../../domain/presence/index.ts'
import { loadZoneMs } from '../../store/system/index.ts'
import {
  updateNode as storeNode,
  figuresOf,
  type NodeConfig,
  type NodeRecord,
  type NodeSecrets,
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
): Promise<{ message: string; node_id: number; node: OwnNode; credentials_cleared?: boolean }> {
  const { id, change } = input
  const current = await loadNode(ctx, id, 'node_update_forbidden')
  const { connections = current.connections } = change
  if (isOtherHosts(current, { connections })) await requirePublicHosts(ctx, connections)
  const sealed = await sealChange(ctx, { id, connections }, change)
  // Whoever points the node elsewhere must not have the owner's credentials sent there.
  const isElsewhere = isOtherHosts(current, { connections })
  const cleared: Partial<NodeSecrets> = isElsewhere ? clearedOf(current, sealed) : {}
  const secrets = { ...cleared, ...sealed }
  const config = await withoutEcho(ctx, current, toConfigChange(change))
  const until = maintenanceOf(change)
  if (until !== undefined && until > ctx.clock() + limits.maintenanceDaysMax * dayMs) {
    throw new ServiceError('invalid_field', { field: 'maintenance_until' })
  }
  const maintenance = until === undefined ? {} : { maintenanceUntilMs: until }
  const windows = await weeklyWindowsOf(ctx, change)
  const everything = { ...config, ...secrets, ...maintenance, ...windows }
  const updated = await storeNode(ctx, current, everything, change.revision)
  if (!updated.ok && updated.reason === 'node_name_taken') {
    throw new ServiceError('node_name_taken', { field: 'node_name' })
  }
  const figures = await figuresOf(ctx, updated.node)
  const node = toOwnNode(updated.node, figures, ctx.clock())
  if (!updated.ok) throw new ServiceError('revision_conflict', { field: 'revision', node })
  if (Object.keys(cleared).length === 0) return { message: '节点更新成功', node_id: id, node }
  const message = '节点更新成功；地址已改变，保存的检测凭据已清除，请重新填写'
  return { message, node_id: id, node, credentials_cleared: true }
}

async function weeklyWindowsOf(
  ctx: ServiceContext,
  { weekly_maintenance: given }: NodeUpdate,
): Promise<{ weeklyWindows?: readonly WeeklyWindow[] }> {
  return given === undefined ? {} : { weeklyWindows: toWeeklyWindows(given, await loadZoneMs(ctx)) }
}

/** The stored credentials that are not given anew. */
function clearedOf(before: NodeRecord, given: Partial<NodeSecrets>): Partial<NodeSecrets> {
  const kept = (['network_name', 'network_secret'] as const).filter(
    (field) => before[field] !== null && given[field] === undefined,
  )
  return Object.fromEntries(kept.map((field) => [field, null]))
}
