import { userKey } from '../../../src/store/kv/keys.ts'
import { createNode } from '../../../src/store/nodes/nodes.ts'
import type { StoreMemory } from '../../../src/store/context/context.ts'
import type { NodeConfig, NodeRecord } from '../../../src/store/nodes/node-record.ts'
import {
  addReport,
  openReport,
  type ReportInput,
  type ReportOutcome,
} from '../../../src/store/reports/reports.ts'
import { nodeConfig, simContext } from './context.ts'
import type { SimKv } from './sim-kv.ts'

export const testEmail = 'user@example.com'
export const testUser = userKey(testEmail)

type Options = { readonly memory?: StoreMemory; readonly place?: number; readonly random?: () => number }

/** Makes a node of the test user; throws when refused. */
export async function makeNode(
  world: SimKv,
  change: Partial<NodeConfig> = {},
  options: Options = {},
): Promise<NodeRecord> {
  const made = await createNode(simContext(world, options), {
    user: testUser,
    ownerEmail: testEmail,
    config: nodeConfig(change),
    nodesMax: 100_000,
    makeToken: () => ({ hash: 'secret-hash', prefix: 'etr_', createdMs: world.nowMs }),
  })
  if (!made.ok) throw new Error(made.reason)
  return made.node
}

/** Sends one report of a node by its id; throws when the node is unknown. */
export async function sendReport(
  world: SimKv,
  id: number,
  report: ReportInput = {},
  options: Options = {},
): Promise<ReportOutcome> {
  const ctx = simContext(world, options)
  const session = await openReport(ctx, id)
  if (session === undefined) throw new Error('no such node')
  return addReport(ctx, session, report)
}
