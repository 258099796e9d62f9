import type * as v from 'valibot'
import { equalSecrets, hashToken } from '../../auth/secrets.ts'
import { ServiceError } from '../../contract/errors.ts'
import type { Report, ReportAnswer } from '../../contract/report.ts'
import type { ServiceContext } from '../context/context.ts'
import { nodeIdOfToken } from '../nodes/report-token.ts'
import { takeThrottle, throttles, type Throttled } from '../throttle/throttle.ts'
import { ipSubject } from '../../domain/values/index.ts'
import { noteRejected } from '../../store/checks/index.ts'
import { userKey } from '../../store/kv/index.ts'
import type { NodeRecord } from '../../store/nodes/index.ts'
import { addReport, openReport, openReportByName, type ReportSession } from '../../store/reports/index.ts'

type Answer = v.InferOutput<typeof ReportAnswer>

/**
 * Counts one report of a node. Throws, in this order: missing_field, node_not_found, report_token_invalid, node_expired;
 * after many failures of one node or address, rate_limited instead.
 */
export async function report(ctx: ServiceContext, input: Report): Promise<Answer> {
  const session = await open(ctx, input)
  if (session === undefined) {
    await throttleFailure(ctx, undefined)
    throw new ServiceError('node_not_found')
  }
  const { node } = session
  if (!isTokenOf(node, input.token.trim(), ctx.clock())) {
    await throttleFailure(ctx, node.id)
    ctx.waitUntil(noteRejected(ctx, node.id, 'report_token_invalid'))
    throw new ServiceError('report_token_invalid')
  }
  if (node.validUntilMs <= ctx.clock()) {
    ctx.waitUntil(noteRejected(ctx, node.id, 'node_expired'))
    throw new ServiceError('node_expired')
  }
  const { duplicate: _known, ...figures } = await addReport(ctx, session, input)
  return { message: '上报成功', ...figures, node_id: node.id }
}

/** By owner and name where both are given, else by the id inside the token. */
function open(ctx: ServiceContext, input: Report): Promise<ReportSession | undefined> {
  const { email, node_name } = input
  if (email !== undefined && node_name !== undefined) return openReportByName(ctx, userKey(email), node_name)
  const token = input.token.trim()
  const id = nodeIdOfToken(token)
  if (id !== undefined) return openReport(ctx, id)
  // Meant to name its node: the other fields are not what is missing.
  if (/^etr/i.test(token))
    throw new ServiceError('invalid_field', { field: 'token' }, 'token 格式不正确，请重新复制')
  const field = node_name === undefined ? 'node_name' : 'email'
  throw new ServiceError('missing_field', { field }, `缺少必填参数：${field}`)
}

/** Constant time: hashes are compared, and the previous token's whether or not the first one matched. */
function isTokenOf(node: NodeRecord, token: string, nowMs: number): boolean {
  const hash = hashToken(token)
  const { previousToken } = node
  const isCurrent = equalSecrets(hash, node.token.hash)
  const isPrevious = equalSecrets(hash, previousToken?.hash ?? '')
  return isCurrent || (isPrevious && previousToken !== null && previousToken.untilMs > nowMs)
}

/**
 * Counts a failed report of a node (undefined: no such node) and of the caller's address; throws rate_limited when there
 * were too many. Only failures come here: a report with the right token costs nothing and no guesses can keep it out.
 */
function throttleFailure(ctx: ServiceContext, nodeId: number | undefined): Promise<void> {
  const byIp: Throttled = [throttles.reportIp, ipSubject(ctx.clientIp)]
  return takeThrottle(ctx, nodeId === undefined ? [byIp] : [byIp, [throttles.reportNode, String(nodeId)]])
}
