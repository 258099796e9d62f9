import { connectionUrl } from '../../contract/connection-url.ts'
import type { Connection, NodeState } from '../../contract/node.ts'
import type { Side } from '../../contract/sides.ts'
import type { Protocol } from '../../contract/vocabulary.ts'
import type { NodeFigures, NodeRecord } from '../nodes/node-record.ts'
import {
  mayBeGivenOut,
  needsIpv6,
  needsNewCore,
  offeredAddresses,
  protocolBits,
  relays,
  trustOf,
  type Candidate,
} from '../../domain/placement/index.ts'
import { daysLeft, periodAt } from '../../domain/traffic/index.ts'
import { bySide, latencyAmong, otherLatencies, type Evidence } from '../../domain/evidence/index.ts'
import { decodeEvidence, encodeEvidence } from './evidence-cell.ts'
import { pickCells } from '../views/pick-cells.ts'
import { bandwidthLimit } from '../../domain/presence/index.ts'

/** A node as a candidate, with the line that the rest is read from when it is needed. */
export type CandidateRow = Candidate & {
  readonly line: string
  readonly idText: string
  /** It is known for good that a check has joined it once. */
  readonly hasPassed: boolean
}

/** What query, /peer, /node, badge and feed tell of the few nodes that they answer. */
export type CandidateDetails = {
  readonly state: NodeState
  readonly sinceMs: number | null
  /** 90-day percent; null without data. */
  readonly uptime: number | null
  readonly connectionsJson: string
  readonly figuresJson: string
  readonly nameJson: string
}

/**
 * How a row is given out: `offered` to anybody; `drained` (on no list) and `silent` to members of networks that are
 * there already, because the node is known to be up; `unlisted` to nobody, and on no list: it is checked and waits;
 * `paused` to nobody, on no list and not checked: it has its page, and what happened to it is told.
 */
export type Standing = (typeof standings)[number]

const standings = ['none', 'offered', 'drained', 'silent', 'unlisted', 'paused'] as const

/** What is known of a node from outside, and how much of its claims the site believes at most. */
export type Belief = {
  readonly evidence: Evidence
  readonly placesMax: number
  /** Clients that ask over IPv4 have IPv6 as well. */
  readonly reachesIpv6?: boolean
}

/** Encodes a node; `uptime` is its 90-day percent, `kept` how it stands while it is not offered. */
export function encodeCandidateRow(
  node: Omit<NodeRecord, 'token'>,
  figures: NodeFigures,
  uptime: number | null,
  { evidence, placesMax, reachesIpv6 = false }: Belief,
  nowMs: number,
  kept: Standing = 'none',
): string {
  const underQuota = node.max_traffic === 0 || figures.used_traffic < node.max_traffic
  const mayTakeMore =
    node.validUntilMs > nowMs &&
    underQuota &&
    figures.connection_count < node.max_connections &&
    mayBeGivenOut(evidence)
  const isOpen = figures.status === 'online' && node.is_enabled === 1
  const open: Standing = !mayTakeMore ? 'none' : isOpen ? 'offered' : kept
  const closed: Standing = open === 'none' && node.is_enabled === 0 ? 'paused' : open
  const standing = kept === 'unlisted' ? kept : closed
  const addresses = offeredAddresses(node.connections, evidence)
  const { isProven, provenMs, trusted } = trustOf(evidence, placesMax, nowMs)
  const limit = bandwidthLimit({ tier_bandwidth: figures.tier_bandwidth, max_bandwidth: node.max_bandwidth })
  const perDay =
    node.max_traffic === 0
      ? ''
      : String(Math.max(0, node.max_traffic - figures.used_traffic) / daysLeft(periodAt(node, nowMs), nowMs))
  const row = [
    node.id,
    standings.indexOf(standing),
    node.region_type === 'domestic' ? 'd' : 'o',
    relays(node.allow_relay === 1, evidence) ? 1 : 0,
    protocolBits(addresses.map(({ type }) => type)),
    figures.connection_count,
    node.max_connections,
    bandwidthFree(limit, figures.current_bandwidth),
    perDay,
    latencyCell(figures.evidence, figures.latency_ms),
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
      figures.resetMs,
      node.address_public,
    ] satisfies FiguresCells),
    JSON.stringify(node.node_name),
    encodeEvidence(figures.evidence, node.connections.map(connectionUrl), node.network_name !== null),
    limit > 0 ? Math.round(1000 * Math.min(1, Math.max(0, 1 - figures.current_bandwidth / limit))) / 1000 : 1,
    figures.lastReportMs ?? 0,
    (isProven ? provenFlag : 0) |
      (!reachesIpv6 && addresses.every(needsIpv6) ? lastFlag : 0) |
      (node.marks?.hasPassed === true ? passedFlag : 0),
    provenMs,
    trusted,
    protocolBits(addresses.filter((address) => !needsNewCore(address)).map(({ type }) => type)),
    1,
  ]
  return row.join('\t')
}

/** Latency, and behind it that from each side where it is another. */
function latencyCell({ latencyFrom }: Evidence, latencyMs: number): string {
  return [latencyMs, ...otherLatencies(latencyFrom, latencyMs)].join(';')
}

/** The first of a latency's figures: that of all places. */
export function latencyOfCell(cell: string): number {
  const end = cell.indexOf(';')
  return Number(end < 0 ? cell : cell.slice(0, end))
}

const provenFlag = 1
const lastFlag = 2
const passedFlag = 4

/** The line of a node whose owner would have more than a share of the hand-outs: `factor` of its weight is left. */
export function withOwnerFactor(line: string, factor: number): string {
  return line.slice(0, line.lastIndexOf('\t') + 1) + Number(factor.toPrecision(4))
}

/** Mbps that are not used. Where nobody has told a limit the node ranks by what it has shown that it can carry. */
function bandwidthFree(limit: number, current: number): number {
  return limit > 0 ? Math.max(0, limit - current) : current
}

const lastColumnsCount = 7

/** The numbers at the end. */
function lastColumns(line: string): number[] {
  let start = line.length
  for (let at = 0; at < lastColumnsCount; at += 1) start = line.lastIndexOf('\t', start - 1)
  return line
    .slice(start + 1)
    .split('\t')
    .map(Number)
}

/** A line with the columns read that filters and choices need; those of scores are read when they are asked for. */
class LineRow implements CandidateRow {
  readonly id: number
  readonly idText: string
  readonly region: 'domestic' | 'overseas'
  readonly relay: boolean
  readonly protocols: number
  readonly connections: number
  readonly connectionsMax: number
  readonly bandwidthShare: number
  readonly reportedMs: number
  readonly isProven: boolean
  readonly isLast: boolean
  readonly hasPassed: boolean
  readonly provenMs: number
  readonly trusted: number
  readonly oldProtocols: number
  readonly ownerFactor: number
  readonly line: string
  readonly #scoresAt: number
  #scores: readonly string[] | undefined

  constructor(line: string) {
    this.line = line
    const offered = line.indexOf('\t') + 1
    const region = line.indexOf('\t', offered) + 1
    const relay = line.indexOf('\t', region) + 1
    const protocols = line.indexOf('\t', relay) + 1
    const connections = line.indexOf('\t', protocols) + 1
    const connectionsMax = line.indexOf('\t', connections) + 1
    this.id = wholeNumber(line, 0)
    this.idText = line.slice(0, offered - 1)
    this.region = line[region] === 'd' ? 'domestic' : 'overseas'
    this.relay = line[relay] === '1'
    this.protocols = wholeNumber(line, protocols)
    this.connections = wholeNumber(line, connections)
    this.connectionsMax = wholeNumber(line, connectionsMax)
    this.#scoresAt = line.indexOf('\t', connectionsMax) + 1
    const [share = 0, reportedMs = 0, flags = 0, provenMs = 0, trusted = 0, old = 0, factor = 1] =
      lastColumns(line)
    this.bandwidthShare = share
    this.reportedMs = reportedMs
    this.isProven = (flags & provenFlag) !== 0
    this.isLast = (flags & lastFlag) !== 0
    this.hasPassed = (flags & passedFlag) !== 0
    this.provenMs = provenMs
    this.trusted = trusted
    this.oldProtocols = old
    this.ownerFactor = factor
  }

  #score(at: number): string {
    this.#scores ??= this.line.slice(this.#scoresAt).split('\t', 3)
    return this.#scores[at] ?? ''
  }

  get bandwidthFree(): number {
    return Number(this.#score(0))
  }

  get trafficPerDay(): number {
    const perDay = this.#score(1)
    return perDay === '' ? Infinity : Number(perDay)
  }

  get latencyMs(): number {
    return latencyOfCell(this.#score(2))
  }

  get latencyFrom(): Readonly<Record<Side, number>> | undefined {
    const [all = -1, ...told] = this.#score(2).split(';').map(Number)
    return told.length === 0 ? undefined : bySide((side) => latencyAmong(told, side, all))
  }

  get tags(): string {
    return figuresOfRow(this).tags
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

/** True when a line is of a node that stands open to members of its networks alone. */
export function isKeptLine(line: string): boolean {
  const mark = line[line.indexOf('\t') + 1]
  return mark === '2' || mark === '3'
}

/** True when a line is of a node that is on no list. */
export function isDrainedLine(line: string): boolean {
  return line[line.indexOf('\t') + 1] === '2'
}

/** True when a line is of a node that is on no list, because the site's rule has it wait. */
export function isUnlistedLine(line: string): boolean {
  return line[line.indexOf('\t') + 1] === '4'
}

/** True when a line is of a node that is paused and serves nobody. */
export function isPausedLine(line: string): boolean {
  return line[line.indexOf('\t') + 1] === '5'
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
    figuresJson: column[14] ?? '[]',
    nameJson: column[15] ?? '""',
  }
}

/** A row, of which the line is all that is read. */
type OfLine = Pick<CandidateRow, 'line'>

/** One column of a row. */
function columnOf({ line }: OfLine, column: number): string {
  return pickCells(line, [column])[0] ?? ''
}

/** Addresses of a row. */
export function connectionsOf(row: OfLine): (Connection & { type: Protocol })[] {
  return JSON.parse(columnOf(row, 13) || '[]') as (Connection & { type: Protocol })[]
}

/** What looking from outside says of a row's node. */
export function evidenceOfRow(row: OfLine): Evidence {
  return evidenceOf(row, connectionsOf(row))
}

function evidenceOf(row: OfLine, connections: readonly Connection[]): Evidence {
  return decodeEvidence(columnOf(row, 16), connections.map(connectionUrl))
}

/** Whether its owner has stored a network for checks of it. */
export function hasCredentials(row: OfLine): boolean {
  return columnOf(row, 16).startsWith('1')
}

/** Addresses of a row that may be offered, the ones most clients can dial first. */
export function offeredOf(row: OfLine): readonly (Connection & { type: Protocol })[] {
  const connections = connectionsOf(row)
  return offeredAddresses(connections, evidenceOf(row, connections))
}

/** Name of a row. */
export function nameOf(row: OfLine): string {
  return String(JSON.parse(columnOf(row, 15) || '""'))
}

/** What `query` tells of a row beyond what is ranked. */
export type CandidateFigures = {
  readonly region_detail: string
  readonly current_bandwidth: number
  readonly tier_bandwidth: number
  readonly used_traffic: number
  readonly max_traffic: number
  readonly tags: string
  readonly max_bandwidth: number
  /** null = never reset. */
  readonly resetMs: number | null
  /** Whether lists may name the raw addresses. */
  readonly isAddressPublic: boolean
}

/** Figures of a row. */
export function figuresOfRow(row: OfLine): CandidateFigures {
  const cells = JSON.parse(columnOf(row, 14) || '[]') as FiguresCells
  const [region_detail, current_bandwidth, tier_bandwidth, used_traffic, max_traffic, tags, max_bandwidth] =
    cells
  return {
    region_detail,
    current_bandwidth,
    tier_bandwidth,
    used_traffic,
    max_traffic,
    tags,
    max_bandwidth,
    resetMs: cells[7],
    isAddressPublic: cells[8] === 1,
  }
}

type FiguresCells = [string, number, number, number, number, string, number, number | null, 0 | 1]

/** Id of a line's node. */
export function idOfLine(line: string): number {
  return wholeNumber(line, 0)
}
