import type { OwnNode } from '../../contract/node.ts'
import { audit } from '../audit/audit.ts'
import type { ServiceContext } from '../context/context.ts'
import { loadNode } from './access.ts'
import { makeReportToken } from './report-token.ts'
import { toOwnNode } from './own-node.ts'
import { figuresOf, replaceToken } from '../../store/nodes/index.ts'

/** Makes a new report token; the old one is good for one more hour. Throws node_not_found or node_update_forbidden. */
export async function regenerateToken(
  ctx: ServiceContext,
  input: { readonly id: number },
): Promise<{ message: string; node_id: number; report_token: string; node: OwnNode }> {
  const current = await loadNode(ctx, input.id, 'node_update_forbidden')
  let text = ''
  const updated = await replaceToken(ctx, current, (madeMs) => {
    const token = makeReportToken(ctx.random, input.id, madeMs)
    text = token.text
    return token.record
  })
  const node = toOwnNode(updated, await figuresOf(ctx, updated), ctx.clock(), text)
  audit(ctx, 'token_made', { what: current.node_name, whose: current.user })
  return { message: '令牌已重新生成', node_id: node.id, report_token: text, node }
}
