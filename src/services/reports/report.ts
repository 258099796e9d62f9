import type * as v from 'valibot'
import { equalHashes, hashToken } from '../../auth/secrets.ts'
import { ServiceError } from '../../contract/errors.ts'
import { hourMs } from '../../contract/time.ts'
import { limits } from '../../contract/limits.ts'
import type { Report, ReportAnswer } from '../../contract/report.ts'
import type { ServiceContext } from '../context/context.ts'
import { isListedAddress } from './listed-address.ts'
import { nodeIdOfToken } from '../nodes/report-token.ts'
import { chargeThrottle, type Throttled } from '../throttle/throttle.ts'
import { throttles } from '../../store/throttle/index.ts'
import { ipSubject } from '../../domain/values/index.ts'
import { noteRejected } from '../../store/checks/index.ts'
import { userKey } from '../../store/kv/index.ts'
import type { NodeRecord } from '../../store/nodes/index.ts'
import {
  addReport,
  clearCrowd,
  openReport,
  openReportByName,
  reportWaitMs,
  type ReportSession,
} from '../../store/reports/index.ts'
import { loadSettings } from '../../store/system/index.ts'
import { siteSettings } from '../system/site-settings.ts'

type Answer = v.InferOutput<typeof ReportAnswer>

/**
 * Counts one report of a node. Throws, in this order: missing_field, node_not_found, report_token_invalid, node_expired,
 * rate_limited; after many failures of one node or address, rate_limited instead.
 */
export async function report(ctx: ServiceContext, input: Report): Promise<Answer> {
  const session = await open(ctx, input)
  if (session === undefined) {
    await throttleFailure(ctx, undefined)
    throw new ServiceError('node_not_found')
  }
  const { node } = session
  const source = ipSubject(ctx.clientIp)
  const token = input.token.trim()
  if (!isTokenOf(node, token, ctx.clock())) {
    await throttleFailure(ctx, node.id)
    if (wasTokenOf(node, token)) ctx.waitUntil(noteRejected(ctx, node.id, 'report_token_invalid', source))
    throw new ServiceError('report_token_invalid')
  }
  if (node.validUntilMs <= ctx.clock()) {
    ctx.waitUntil(noteRejected(ctx, node.id, 'node_expired', source))
    throw new ServiceError('node_expired')
  }
  await checkCeiling(ctx, session, input)
  learnSettings(ctx)
  const { duplicate: _known, ...figures } = await addReport(ctx, session, {
    ...input,
    isSameMachine: isListedAddress(node.connections, ctx.clientIp),
  })
  return { message: '上报成功', ...figures, node_id: node.id }
}

/** Settings that are older say little of when the site was away, which closes days. */
const settingsMs = hourMs

/** An isolate that takes nothing but reports reads the settings behind the answer, now and then. */
function learnSettings(ctx: ServiceContext): void {
  const { settings } = ctx.memory
  if (settings !== undefined && Math.abs(ctx.clock() - settings.readMs) < settingsMs) return
  ctx.waitUntil(loadSettings(ctx))
}

/**
 * Throws rate_limited where a node has reported too often within the minute; a cumulative counter loses nothing by it. The
 * settings are read only before a report is refused: until then they are taken as this isolate knows them.
 */
async function checkCeiling(ctx: ServiceContext, session: ReportSession, input: Report): Promise<void> {
  const known = ctx.memory.settings?.record.reports_per_minute ?? limits.reportsPerMinute
  if (reportWaitMs(ctx, session, known, input.report_id) === 0) return
  const { reports_per_minute: perMinute } = siteSettings(await loadSettings(ctx))
  const waitMs = reportWaitMs(ctx, session, perMinute, input.report_id)
  if (waitMs === 0) return
  ctx.waitUntil(clearCrowd(ctx, session))
  throw new ServiceError('rate_limited', { retry_after_seconds: Math.ceil(waitMs / 1000) })
}

/**
 * True for a token that was once the node's, or differs from its token only behind what its owner is shown of it: the id
 * alone, which anybody knows, is not enough for telling the owner of a rejected report.
 */
function wasTokenOf(node: NodeRecord, token: string): boolean {
  const isOld = equalHashes(hashToken(token), node.previousToken?.hash ?? '')
  return isOld || token.startsWith(node.token.prefix)
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
  const isCurrent = equalHashes(hash, node.token.hash)
  const isPrevious = equalHashes(hash, previousToken?.hash ?? '')
  return isCurrent || (isPrevious && previousToken !== null && previousToken.untilMs > nowMs)
}

/**
 * Counts a failed report of a node (undefined: no such node) and of the caller's address; throws rate_limited when there
 * were too many. Only failures come here: a report with the right token costs nothing and no guesses can keep it out.
 */
async function throttleFailure(ctx: ServiceContext, nodeId: number | undefined): Promise<void> {
  const byIp: Throttled = [throttles.reportIp, ipSubject(ctx.clientIp)]
  await chargeThrottle(ctx, nodeId === undefined ? [byIp] : [byIp, [throttles.reportNode, String(nodeId)]])
}
