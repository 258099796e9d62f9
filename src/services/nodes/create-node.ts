import { ServiceError } from '../../contract/errors.ts'
import type { NodeCreate, OwnNode } from '../../contract/node.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireCaller } from '../context/require.ts'
import { chargeThrottle } from '../throttle/throttle.ts'
import { siteSettings } from '../system/site-settings.ts'
import { requirePublicHosts } from './allowed-hosts.ts'
import { toNewConfig } from './config.ts'
import { sealChange } from './credentials.ts'
import { makeReportToken } from './report-token.ts'
import { toOwnNode } from './own-node.ts'
import { noEvidence } from '../../domain/evidence/index.ts'
import { defaultZoneMs } from '../../domain/values/index.ts'
import { figuresAt, noLiveFacts } from '../../store/reports/index.ts'
import { createNode as storeNode } from '../../store/nodes/index.ts'
import { throttles } from '../../store/throttle/index.ts'
import { loadSettings } from '../../store/system/index.ts'

/**
 * Registers a node of the caller's. The answer holds its report token, which is shown this once.
 * Throws node_name_taken, node_limit, rate_limited, or invalid_field for an address of no use elsewhere.
 */
export async function createNode(
  ctx: ServiceContext,
  input: NodeCreate,
): Promise<{ message: string; node_id: number; node: OwnNode }> {
  const caller = requireCaller(ctx)
  await requirePublicHosts(ctx, input.connections)
  const charge = await chargeThrottle(ctx, [[throttles.nodeChange, caller.userKey]])
  const nowMs = ctx.clock()
  const nodesMax = siteSettings(await loadSettings(ctx)).nodes_per_user
  let token = ''
  const created = await storeNode(ctx, {
    user: caller.userKey,
    ownerEmail: caller.email,
    config: toNewConfig(input, nowMs),
    sealSecrets: (id) => sealChange(ctx, { id, connections: input.connections }, input),
    nodesMax,
    makeToken: (id) => {
      const made = makeReportToken(ctx.random, id, nowMs)
      token = made.text
      return made.record
    },
  })
  if (!created.ok) {
    charge.refund()
    throw created.reason === 'node_limit'
      ? new ServiceError('node_limit', { limit: nodesMax }, `节点数量已达上限（${nodesMax} 个）`)
      : new ServiceError('node_name_taken', { field: 'node_name' })
  }
  const { node } = created
  return {
    message: '节点创建成功',
    node_id: node.id,
    node: toOwnNode(node, figuresAt(node, noLiveFacts, nowMs, defaultZoneMs, noEvidence), nowMs, token),
  }
}
