import { hashToken } from '../../auth/secrets.ts'
import { silentMaxMs } from '../../contract/time.ts'
import { makeReportToken } from '../../services/nodes/report-token.ts'
import { sealChange } from '../../services/nodes/credentials.ts'
import { accountKey, nodeKey } from '../../store/kv/keys.ts'
import { createNode, markNode, type NodeRecord, type NodeToken } from '../../store/nodes/index.ts'
import { addReport, openReport } from '../../store/reports/index.ts'
import type { ServiceContext } from '../../services/context/index.ts'
import type { SeedWorld } from '../demo/seed-context.ts'
import { accountOf } from './old-history.ts'
import type { OldNode, OldReport } from './old-nodes.ts'

const shownChars = 8

/** Makes a node as one that was created then and last reported when it did. */
export async function makeNode(world: SeedWorld, node: OldNode, nowMs: number): Promise<void> {
  const made = await world.at(node.createdMs, undefined, (ctx) => create(ctx, node))
  const { lastReport } = node
  if (lastReport === undefined) return
  const account = accountOf(node.history, lastReport.ms)
  if (account !== undefined) {
    await world.at(lastReport.ms, undefined, ({ kv }) => kv.put(accountKey(made.id), JSON.stringify(account)))
  }
  await tell(world, made, lastReport, node.oldId)
  const silentFromMs = lastReport.ms + silentMaxMs
  if (lastReport.isHeard && node.config.is_enabled === 1 && silentFromMs < nowMs) {
    const record = { ...made, off: [[silentFromMs, nowMs]] }
    await world.at(nowMs, undefined, ({ kv }) => kv.put(nodeKey(made.id), JSON.stringify(record)))
  }
}

async function create(ctx: ServiceContext, node: OldNode): Promise<NodeRecord> {
  const { config, credentials, owner } = node
  const made = await createNode(ctx, {
    user: owner.key,
    ownerEmail: owner.email,
    config,
    nodesMax: Number.MAX_SAFE_INTEGER,
    makeToken: (id) => tokenOf(ctx, node, id),
    sealSecrets: (id) => sealChange(ctx, { id, connections: config.connections }, credentials),
  })
  if (!made.ok) throw new Error(`node ${node.oldId} cannot be made: ${made.reason}`)
  if (node.isApproved) await markNode(ctx, made.node.id, 'approved')
  // As it is stored: facts and credentials stand beside it.
  return JSON.parse((await ctx.kv.get(nodeKey(made.node.id))) ?? '') as NodeRecord
}

/** The token that its reporter has; one that nobody knows where there is none. */
function tokenOf({ random }: ServiceContext, { token, createdMs }: OldNode, id: number): NodeToken {
  if (token === undefined) return makeReportToken(random, id, createdMs).record
  return { hash: hashToken(token), prefix: token.slice(0, shownChars), createdMs }
}

/** Its last report, with all that the period has carried; after it, where it sends a running total, what that was. */
async function tell(world: SeedWorld, { id }: NodeRecord, report: OldReport, oldId: string): Promise<void> {
  const say = (atMs: number, isSum: boolean, gb: number): Promise<unknown> =>
    world.at(atMs, undefined, async (ctx) => {
      const session = await openReport(ctx, id)
      if (session === undefined) throw new Error(`node ${oldId} cannot be read`)
      const node: NodeRecord = { ...session.node, legacy_cumulative: isSum ? 1 : 0 }
      const input = {
        status: report.isOnline ? ('online' as const) : ('offline' as const),
        current_bandwidth: report.bandwidth,
        connection_count: report.connections,
        reported_traffic: gb,
        report_id: `moved ${oldId} ${isSum ? 'sum' : 'used'}`,
      }
      return addReport(ctx, { ...session, node }, input)
    })
  await say(report.ms, false, report.usedGb)
  if (report.isSum) await say(report.ms + 1, true, report.saidGb)
}
