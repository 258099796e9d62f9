import { minuteMs } from '../../contract/time.ts'
import type { ListedReport } from '../kv/fact-keys.ts'
import { accountKey } from '../kv/keys.ts'
import { mapBounded } from '../kv/port.ts'
import { foldRule, type NodeData } from '../nodes/node-data.ts'
import type { StoreContext } from '../context/context.ts'
import { marginsOf } from '../context/margins.ts'
import { reportIdOf } from './report-id.ts'
import { foldAccount, seenIds } from '../../domain/traffic/index.ts'

/** Reports that may be cleared away: their fold is seen everywhere, so that no fold of a stale copy can miss them. */
export function deletableReports(ctx: StoreContext, session: NodeData): ListedReport[] {
  if (!session.hasAccount) return []
  const nowMs = ctx.clock()
  const { foldMs } = marginsOf(ctx)
  const folded = seenIds(session.account)
  // The newest fact stays: it tells the key of the live fact that the next report replaces.
  return session.reports.slice(0, -1).filter(({ fact }) => {
    const foldedMs = folded.get(fact.reportId)
    if (foldedMs !== undefined) return foldedMs > 0 && nowMs - foldedMs >= foldMs
    // Forgotten by the account an hour after its fold.
    return fact.timeMs <= session.account.watermarkMs
  })
}

/** Ids in an account beyond which no report is taken: with these it is half as large as a value may be. */
const seenMax = 8192
/** A node with too many reports in sight is asked to come again after this. */
const crowdedMs = minuteMs
const clearedMax = 64
const width = 16

/**
 * Milliseconds until a node may report again; 0 = now. More than `perMinute` within a minute (0 = no such ceiling), or
 * more reports than can be kept in sight, are refused. One that is known already (`reportId` of its caller) costs nothing and
 * is always taken.
 */
export function reportWaitMs(
  ctx: StoreContext,
  session: NodeData,
  perMinute: number,
  reportId: string | undefined,
): number {
  const nowMs = ctx.clock()
  const { reports, account, isComplete } = session
  if (reportId !== undefined) {
    const id = reportIdOf(reportId, () => '')
    if (reports.some(({ fact }) => fact.reportId === id) || seenIds(account).has(id)) return 0
  }
  if (!isComplete || account.seen.length > seenMax) return crowdedMs
  if (perMinute === 0) return 0
  const recent = reports.filter(({ fact }) => fact.timeMs > nowMs - minuteMs)
  const first = recent.at(-perMinute)
  return first === undefined ? 0 : Math.max(1, first.fact.timeMs + minuteMs - nowMs)
}

/** Folds a node's reports and clears away what may go, where there are so many that no further one is taken. */
export async function clearCrowd(ctx: StoreContext, session: NodeData): Promise<void> {
  if (!session.hasAccount || session.isComplete) return
  const facts = session.reports.map(({ fact }) => fact)
  const account = foldAccount(session.account, facts, foldRule(session, ctx.clock()))
  await ctx.kv.put(accountKey(session.node.id), JSON.stringify(account))
  const gone = deletableReports(ctx, session).slice(0, clearedMax)
  await mapBounded(gone, width, ({ key }) => ctx.kv.delete(key))
}
