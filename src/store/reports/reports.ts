import { liveKey, reportKey, type ListedReport } from '../kv/fact-keys.ts'
import { counterName, reportIdOf } from './report-id.ts'
import { presenceOf } from './node-figures.ts'
import { deletableReports } from './clear-reports.ts'
import { marginsOf } from '../context/margins.ts'
import { accountKey, namePrefix, parseNameIndex } from '../kv/keys.ts'
import { emptyValue, listAll } from '../kv/port.ts'
import { foldRule, readReportData, unfolded, type NodeData } from '../nodes/node-data.ts'
import { randomHex, type StoreContext } from '../context/context.ts'
import { noteReportEvents } from '../events/note-report-events.ts'
import { markDirty, markReported } from '../views/view-memory.ts'
import {
  bytesSince,
  seenIds,
  type ReportFact,
  foldAccount,
  periodAt,
  bytesToGb,
  correctionBytes,
  gbToBytes,
  ownSum,
} from '../../domain/traffic/index.ts'
import {
  intervalOf,
  carryFigures,
  completeLive,
  continueLive,
  type LiveFigures,
  isOnline,
} from '../../domain/presence/index.ts'
import { isoTime } from '../../domain/values/index.ts'

/** A node that is about to take a report, as read once. */
export type ReportSession = NodeData

/**
 * Fields of a report; absent ones keep what was said before, but for `tier_bandwidth`: carried on, it would undo what
 * the owner sets later. Bandwidth Mbps, traffic GB, latency ms.
 */
export type ReportInput = {
  readonly status?: 'online' | 'offline' | undefined
  readonly current_bandwidth?: number | undefined
  readonly reported_traffic?: number | undefined
  readonly total_traffic?: number | undefined
  readonly boot_id?: string | undefined
  readonly install_id?: string | undefined
  readonly report_interval_s?: number | undefined
  readonly connection_count?: number | undefined
  readonly report_id?: string | undefined
  readonly tier_bandwidth?: number | undefined
  readonly latency_ms?: number | undefined
  readonly easytier_version?: string | undefined
  readonly uptime_seconds?: number | undefined
  /** It came from an address that the node lists. */
  readonly isSameMachine?: boolean
}

export type ReportOutcome = {
  readonly used_traffic: number
  readonly max_traffic: number
  /** ISO time; "" when traffic is never reset. */
  readonly reset_date: string
  readonly next_report_seconds: number
  /** The same report_id was known already: nothing was counted. */
  readonly duplicate: boolean
}

/** Facts not yet folded that make a fold worth its write. */
const foldFrom = 4
const nextReportSeconds = { min: 60, max: 300 }

/** Opens a node by id for a report: one round trip, 3 operations. Undefined: unknown or deleted. */
export function openReport(ctx: StoreContext, id: number): Promise<ReportSession | undefined> {
  return readReportData(ctx, id)
}

/** Opens a node by its owner and name: two round trips, 4 operations. */
export async function openReportByName(
  ctx: StoreContext,
  user: string,
  name: string,
): Promise<ReportSession | undefined> {
  const { keys } = await listAll(ctx.kv, namePrefix(user, name), 2)
  const ids = new Set(keys.map((key) => parseNameIndex(key)?.id).filter((id) => id !== undefined))
  const found = await Promise.all([...ids].map((id) => readReportData(ctx, id)))
  return found.find((data) => data !== undefined && data.node.node_name === name)
}

function trafficOf(report: ReportInput, isSum: boolean): ReportFact['traffic'] {
  const { total_traffic: total, reported_traffic: reported, boot_id: boot } = report
  if (total !== undefined && boot !== undefined)
    return { bytes: gbToBytes(total), boot: counterName(boot, report.install_id) }
  // A report without traffic must not look like a sum that was put back.
  const isOwnSum = isSum && reported !== undefined
  return { bytes: gbToBytes(reported ?? 0), boot: isOwnSum ? ownSum : null }
}

/** The live fact that has become superfluous since the last report; more than one (a burst) are left to the sweep. */
function supersededLive(
  reports: readonly ListedReport[],
  nowMs: number,
  successorMs: number,
): string | undefined {
  const settledAt = (some: readonly ListedReport[], ms: number): number =>
    some.findLastIndex(({ fact }) => fact.timeMs <= ms - successorMs)
  const next = settledAt(reports, nowMs)
  // What the last report, which did not know of itself, has removed already.
  const done = settledAt(reports.slice(0, -1), reports.at(-1)?.fact.timeMs ?? 0)
  return next > 0 && next > done ? reports[next - 1]?.liveKey : undefined
}

function outcome(
  session: ReportSession,
  usedBytes: number,
  intervalS: number,
  nowMs: number,
  duplicate: boolean,
): ReportOutcome {
  const { node } = session
  const period = periodAt(node, nowMs)
  return {
    used_traffic: bytesToGb(Math.max(0, usedBytes + correctionBytes(node, period))),
    max_traffic: node.max_traffic,
    reset_date: period.endMs === null ? '' : isoTime(period.endMs),
    next_report_seconds: Math.min(Math.max(intervalS, nextReportSeconds.min), nextReportSeconds.max),
    duplicate,
  }
}

function laterThan(newest: ListedReport | undefined, nowMs: number): number {
  return newest !== undefined && newest.fact.timeMs > nowMs ? newest.fact.timeMs + 1 : nowMs
}

/** Facts cleared away by a report with many behind it. */
const crowd = { reports: 256, cleared: 16 } as const

/**
 * Counts a report exactly once and answers the node's traffic with it. Writes one round trip of at most 5
 * operations, more only behind a crowd of reports: the report's fact, the new live fact, away with a superseded one, and
 * either a fold and one cleared fact or two cleared facts; before them another round trip where there is an event to
 * write. The fact is durable before this returns; a failed write of it throws.
 */
export async function addReport(
  ctx: StoreContext,
  session: ReportSession,
  report: ReportInput,
): Promise<ReportOutcome> {
  const { node, account, reports } = session
  // Of two clocks that differ a little the one that is ahead must not make this report an older one.
  const nowMs = laterThan(reports.at(-1), ctx.clock())
  const rule = foldRule(session, nowMs)
  const reportId = reportIdOf(report.report_id, () => randomHex(ctx.random, 8))
  const known = reports.find(({ fact }) => fact.reportId === reportId)
  const last = reports.at(-1)
  if (known !== undefined || seenIds(account).has(reportId)) {
    // The first try may have broken off between its two facts: views would take the node for silent.
    if (known !== undefined && known === last) await ctx.kv.put(known.liveKey, emptyValue)
    const facts = reports.map(({ fact }) => fact)
    const whole = foldAccount(account, facts, rule)
    return outcome(
      session,
      bytesSince(whole, rule.periodStartMs),
      intervalOf(last?.live.gapsS ?? []),
      nowMs,
      true,
    )
  }
  const figures = carryFigures(
    {
      online: report.status !== 'offline',
      bandwidth: report.current_bandwidth,
      connections: report.connection_count,
      tier: report.tier_bandwidth,
      latencyMs: report.latency_ms,
      uptimeS: report.uptime_seconds,
      version: report.easytier_version,
      intervalS: report.report_interval_s,
      isSameMachine: report.isSameMachine,
    },
    last?.live,
    nowMs,
  )
  const fact: ReportFact = {
    reportId,
    timeMs: nowMs,
    online: figures.online,
    intervalS: intervalOf(figures.gapsS),
    bandwidth: figures.bandwidth,
    connections: figures.connections,
    latencyMs: figures.latencyMs,
    traffic: trafficOf(report, node.legacy_cumulative === 1),
  }
  const facts = reports.map((listed) => listed.fact)
  const whole = foldAccount(account, [...facts, fact], rule)
  const live = session.hasAccount
    ? completeLive(figures, whole, presenceOf(node, whole.firstMs, session.zoneMs), rule.periodStartMs)
    : continueLive(figures, last?.live, presenceOf(node, last?.live.firstMs ?? nowMs, session.zoneMs), {
        periodStartMs: rule.periodStartMs,
        bytes: fact.traffic.boot === null ? fact.traffic.bytes : 0,
      })
  await noteReportEvents(ctx, session, whole, nowMs)
  const writes = [ctx.kv.put(reportKey(node.id, live, reportId, fact.traffic), emptyValue)]
  writes.push(ctx.kv.put(liveKey(node.id, live, reportId), emptyValue))
  const superseded = supersededLive(reports, nowMs, marginsOf(ctx).successorMs)
  if (superseded !== undefined) writes.push(ctx.kv.delete(superseded))
  const folds = session.hasAccount && unfolded(session).length >= foldFrom
  if (folds) writes.push(ctx.kv.put(accountKey(node.id), JSON.stringify(foldAccount(account, facts, rule))))
  const cleared = reports.length > crowd.reports ? crowd.cleared : folds ? 1 : 2
  const old = [...deletableReports(ctx, session).map(({ key }) => key), ...session.oldKeys]
  for (const key of old.slice(0, Math.max(0, cleared))) writes.push(ctx.kv.delete(key))
  await Promise.all(writes)
  noteChange(ctx, node.id, last?.live, live)
  return outcome(session, live.usedBytes, fact.intervalS, nowMs, false)
}

/** A first report or a change of state is to be seen at once by the same isolate's readers. */
function noteChange(
  ctx: StoreContext,
  id: number,
  before: LiveFigures | undefined,
  after: LiveFigures,
): void {
  const was =
    before === undefined
      ? null
      : { timeMs: before.timeMs, online: before.online, intervalS: intervalOf(before.gapsS) }
  if (was === null || isOnline(was, after.timeMs) !== after.online) markDirty(ctx, id)
  else markReported(ctx)
}
