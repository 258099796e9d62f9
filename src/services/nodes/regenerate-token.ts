import { hourMs } from '../../contract/time.ts'
import type { OwnNode } from '../../contract/node.ts'
import type { ServiceContext } from '../context/context.ts'
import { loadNode } from './access.ts'
import { makeReportToken } from './report-token.ts'
import { toOwnNode } from './own-node.ts'
import { updateNode, figuresOf } from '../../store/nodes/index.ts'

const previousLivesMs = hourMs

/** Makes a new report token; the old one is good for one more hour. Throws node_not_found or node_update_forbidden. */
export async function regenerateToken(
  ctx: ServiceContext,
  input: { readonly id: number },
): Promise<{ message: string; node_id: number; report_token: string; node: OwnNode }> {
  const current = await loadNode(ctx, input.id, 'node_update_forbidden')
  const nowMs = ctx.clock()
  const token = makeReportToken(ctx.random, current.id, nowMs)
  const previousToken = { hash: current.token.hash, untilMs: nowMs + previousLivesMs }
  const updated = await updateNode(ctx, current, { token: token.record, previousToken })
  // Neither a name nor a revision was given, so that nothing can be refused.
  if (!updated.ok) throw new Error(`the store refused a token: ${updated.reason}`)
  const node = toOwnNode(updated.node, await figuresOf(ctx, updated.node), nowMs, token.text)
  return { message: '令牌已重新生成', node_id: node.id, report_token: token.text, node }
}
