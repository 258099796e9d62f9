import type { Connection, NodeState, Protocol } from '../../contract/node.ts'
import type { NodeFigures, NodeRecord } from '../nodes/node-record.ts'
import { type Candidate, protocolBits } from '../../domain/placement/index.ts'
import { daysLeft, periodAt } from '../../domain/traffic/index.ts'
import { bandwidthLimit } from '../../domain/presence/index.ts'
import { isoTime } from '../../domain/values/index.ts'

/** A node as a candidate, with the line that the rest is read from when it is needed. */
export type CandidateRow = Candidate & { readonly line: string }

/** What query, /peer, /node, badge and feed tell of the few nodes that they answer. */
export type CandidateDetails = {
  readonly state: NodeState
  readonly sinceMs: number | null
  /** 90-day percent; null without data. */
  readonly uptime: number | null
  readonly connectionsJson: string
  readonly queryJson: string
  readonly nameJson: string
}

/** Encodes a node; `uptime` is its 90-day percent. */
export function encodeCandidateRow(
  node: Omit<NodeRecord, 'token'>,
  figures: NodeFigures,
  uptime: number | null,
  nowMs: number,
): string {
  const underQuota = node.max_traffic === 0 || figures.used_traffic < node.max_traffic
  const offered =
    figures.status === 'online' &&
    node.is_enabled === 1 &&
    node.validUntilMs > nowMs &&
    underQuota &&
    figures.connection_count < node.max_connections
  const limit = bandwidthLimit({ tier_bandwidth: figures.tier_bandwidth, max_bandwidth: node.max_bandwidth })
  const perDay =
    node.max_traffic === 0
      ? ''
      : String(Math.max(0, node.max_traffic - figures.used_traffic) / daysLeft(periodAt(node, nowMs), nowMs))
  const row = [
    node.id,
    offered ? 1 : 0,
    node.region_type === 'domestic' ? 'd' : 'o',
    node.allow_relay,
    protocolBits(node.connections.map(({ type }) => type)),
    figures.connection_count,
    node.max_connections,
    Math.max(0, limit - figures.current_bandwidth),
    perDay,
    figures.latency_ms,
    figures.state,
    figures.statusSinceMs ?? '',
    uptime ?? '',
    JSON.stringify(node.connections),
    JSON.stringify([
      node.region_detail,
      figures.current_bandwidth,
      figures.tier_bandwidth,
      figures.used_traffic,
      node.max_traffic,
      node.tags,
      node.max_bandwidth,
      figures.resetMs === null ? '' : isoTime(figures.resetMs),
    ]),
    JSON.stringify(node.node_name),
    limit > 0 ? Math.round(1000 * Math.min(1, Math.max(0, 1 - figures.current_bandwidth / limit))) / 1000 : 1,
    figures.lastReportMs ?? 0,
  ]
  return row.join('\t')
}

/** The two columns at the end. A row that was written before they were there ends with the name, a JSON text. */
function lastColumns(line: string): readonly [share: number, reportedMs: number] {
  const last = line.lastIndexOf('\t')
  if (line[last + 1] === '"') return [1, 0]
  const before = line.lastIndexOf('\t', last - 1)
  return [Number(line.slice(before + 1, last)), Number(line.slice(last + 1))]
}

/** A line with the columns read that filters and choices need; those of scores are read when they are asked for. */
class LineRow implements CandidateRow {
  readonly id: number
  readonly region: 'domestic' | 'overseas'
  readonly relay: boolean
  readonly protocols: number
  readonly connections: number
  readonly connectionsMax: number
  readonly bandwidthShare: number
  readonly reportedMs: number
  readonly line: string
  readonly #scoresAt: number

  constructor(line: string) {
    this.line = line
    const offered = line.indexOf('\t') + 1
    const region = line.indexOf('\t', offered) + 1
    const relay = line.indexOf('\t', region) + 1
    const protocols = line.indexOf('\t', relay) + 1
    const connections = line.indexOf('\t', protocols) + 1
    const connectionsMax = line.indexOf('\t', connections) + 1
    this.id = wholeNumber(line, 0)
    this.region = line[region] === 'd' ? 'domestic' : 'overseas'
    this.relay = line[relay] === '1'
    this.protocols = wholeNumber(line, protocols)
    this.connections = wholeNumber(line, connections)
    this.connectionsMax = wholeNumber(line, connectionsMax)
    this.#scoresAt = line.indexOf('\t', connectionsMax) + 1
    ;[this.bandwidthShare, this.reportedMs] = lastColumns(line)
  }

  #score(at: number): string {
    return this.line.slice(this.#scoresAt).split('\t', 3)[at] ?? ''
  }

  get bandwidthFree(): number {
    return Number(this.#score(0))
  }

  get trafficPerDay(): number {
    const perDay = this.#score(1)
    return perDay === '' ? Infinity : Number(perDay)
  }

  get latencyMs(): number {
    return Number(this.#score(2))
  }
}

/** The whole number at a place in a text, up to what is no digit: a thousand rows are read at a time. */
function wholeNumber(text: string, from: number): number {
  let value = 0
  for (let at = from; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) break
    value = value * 10 + digit
  }
  return value
}

/** Reads the columns of a line that filters and ranking need. */
export function decodeCandidateRow(line: string): CandidateRow {
  return new LineRow(line)
}

/** True when a line is of a node that may be offered: online, unexpired, enabled, under quota, below its maximum. */
export function isOfferedLine(line: string): boolean {
  return line[line.indexOf('\t') + 1] === '1'
}

/** Reads the other columns of a row. */
export function detailsOf({ line }: CandidateRow): CandidateDetails {
  const column = line.split('\t')
  const [since = '', uptime = ''] = [column[11], column[12]]
  return {
    state: (column[10] ?? 'offline') as NodeState,
    sinceMs: since === '' ? null : Number(since),
    uptime: uptime === '' ? null : Number(uptime),
    connectionsJson: column[13] ?? '[]',
    queryJson: column[14] ?? '[]',
    nameJson: column[15] ?? '""',
  }
}

/** Addresses of a row. */
export function connectionsOf(row: CandidateRow): (Connection & { type: Protocol })[] {
  return JSON.parse(detailsOf(row).connectionsJson) as (Connection & { type: Protocol })[]
}

/** Name of a row. */
export function nameOf(row: CandidateRow): string {
  return String(JSON.parse(detailsOf(row).nameJson))
}

/** The node as `query` answers it, as JSON text. */
export function queryNodeJson(row: CandidateRow): string {
  const [detail, bandwidth, tier, used, max, tags, maxBandwidth, reset] = JSON.parse(
    detailsOf(row).queryJson,
  ) as [string, number, number, number, number, string, number, string]
  return JSON.stringify({
    id: row.id,
    node_name: nameOf(row),
    region_type: row.region,
    region_detail: detail,
    connections: connectionsOf(row),
    current_bandwidth: bandwidth,
    tier_bandwidth: tier,
    connection_count: row.connections,
    max_connections: row.connectionsMax,
    used_traffic: used,
    max_traffic: max,
    tags,
    allow_relay: row.relay ? 1 : 0,
    max_bandwidth: maxBandwidth,
    latency_ms: row.latencyMs,
    reset_date: reset,
  })
}
