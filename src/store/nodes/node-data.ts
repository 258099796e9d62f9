import { parseReportKey, type ListedReport } from '../kv/fact-keys.ts'
import { accountKey, nodeKey, reportsPrefix, reportsTombstoneKey } from '../kv/keys.ts'
import { listAll } from '../kv/port.ts'
import { recordOf, type Reading } from '../kv/record.ts'
import type { StoreContext } from '../context/context.ts'
import {
  factsOfReports,
  mendCopies,
  reachOfReports,
  readNodeFacts,
  withFactRevision,
  withNodeFacts,
  type NodeFact,
} from './node-facts.ts'
import { knownOutages } from '../system/outages.ts'
import { knownZoneMs } from '../system/site-zone.ts'
import type { NodeRecord } from './node-record.ts'
import { readAccount, readNode } from './read-node.ts'
import {
  accountAt,
  emptyAccount,
  unseenFacts,
  type TrafficAccount,
  foldAccount,
  periodAt,
} from '../../domain/traffic/index.ts'
import { timesUnknown } from './times-off.ts'

/** One node as its durable keys tell it: record, folded account, reports not yet cleared away. */
export type NodeData = {
  readonly node: NodeRecord
  /** Time of the newest edit, one that is a fact included: what an owner's form compares. */
  readonly editRevision: number
  readonly account: TrafficAccount
  /** False when the account is there but unreadable: then it is the empty one, and nothing may be folded. */
  readonly hasAccount: boolean
  /** Oldest first. */
  readonly reports: readonly ListedReport[]
  /** By what zone its days go, as the isolate or the account knows it. */
  readonly zoneMs: number
  /** Keys beside the reports that may go. */
  readonly oldKeys: readonly string[]
  /** False when there are more reports than are listed. */
  readonly isComplete: boolean
}

/** Eight pages are 2,048 reports, ten times what the ceiling lets wait for being cleared away. */
const reportPagesMax = 8

/**
 * Reads a node, its account and its reports for a report to be added: one round trip, 3 operations, with the copies of
 * the node's facts. Undefined: unknown or deleted.
 */
export async function readReportData(ctx: StoreContext, id: number): Promise<NodeData | undefined> {
  const durable = await readDurable(ctx, id)
  return durable === undefined ? undefined : dataOf(ctx, durable, factsOfReports(durable.keys))
}

/** The same with the facts themselves, as pages and lists show them: one round trip, 4 operations. */
export async function readNodeData(ctx: StoreContext, id: number): Promise<NodeData | undefined> {
  const [durable, facts] = await Promise.all([readDurable(ctx, id), readNodeFacts(ctx, id)])
  if (durable === undefined) return undefined
  mendCopies(ctx, id, facts, factsOfReports(durable.keys))
  return dataOf(ctx, durable, [...facts, ...reachOfReports(durable.keys).facts])
}

type Durable = {
  readonly node: NodeRecord
  readonly folded: Reading<TrafficAccount>
  readonly keys: readonly string[]
  readonly isComplete: boolean
}

async function readDurable(ctx: StoreContext, id: number): Promise<Durable | undefined> {
  const [record, account, listed] = await Promise.all([
    ctx.kv.get(nodeKey(id)),
    ctx.kv.get(accountKey(id)),
    listAll(ctx.kv, reportsPrefix(id), reportPagesMax),
  ])
  const node = recordOf(readNode(record))
  const folded = readAccount(account)
  if (folded.kind === 'unreadable')
    ctx.log?.('record_unreadable', { record: 'account', node: id, newer: folded.isNewer })
  if (node === undefined || listed.keys.includes(reportsTombstoneKey(id))) return undefined
  return { node, folded, keys: listed.keys, isComplete: listed.complete }
}

function dataOf(
  ctx: StoreContext,
  { node, folded, keys, isComplete }: Durable,
  facts: readonly NodeFact[],
): NodeData {
  const nowMs = ctx.clock()
  return {
    node: { ...withNodeFacts(node, facts, nowMs), outages: knownOutages(ctx) },
    editRevision: withFactRevision(node, facts, nowMs).revision,
    account: accountAt(recordOf(folded) ?? emptyAccount, nowMs),
    hasAccount: folded.kind !== 'unreadable',
    reports: keys
      .flatMap((key) => parseReportKey(key, nowMs) ?? [])
      .sort((one, other) => one.fact.timeMs - other.fact.timeMs),
    zoneMs: knownZoneMs(ctx, recordOf(folded)?.zoneMs),
    oldKeys: reachOfReports(keys).old,
    isComplete,
  }
}

/** The rule by which a node's reports are folded at `nowMs`. */
export function foldRule({ node, zoneMs }: Pick<NodeData, 'node' | 'zoneMs'>, nowMs: number) {
  return {
    nowMs,
    zoneMs,
    off: timesUnknown(node),
    periodStartMs: periodAt(node, nowMs).startMs,
  }
}

/** Reports that the account does not hold yet, oldest first. */
export function unfolded(data: NodeData) {
  return unseenFacts(
    data.account,
    data.reports.map(({ fact }) => fact),
  )
}

/** The account with every report inside that can be seen here. */
export function wholeAccount(data: NodeData, nowMs: number): TrafficAccount {
  return foldAccount(
    data.account,
    data.reports.map(({ fact }) => fact),
    foldRule(data, nowMs),
  )
}
