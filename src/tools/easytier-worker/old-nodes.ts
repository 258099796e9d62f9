import { limits } from '../../contract/limits.ts'
import type { NodeConfig } from '../../store/nodes/index.ts'
import { idEpochMs } from '../../store/kv/keys.ts'
import { dayMs, minuteMs } from '../../domain/values/index.ts'
import { readFlag, readLine, readLines, readNumber, tellRest, textOf, type Source } from './cells.ts'
import { NodeNames } from './node-names.ts'
import type { Row } from './old-database.ts'
import { readConnections } from './old-connections.ts'
import { lastFigure, readFigures } from './old-history.ts'
import { isDate, oldTimeMs } from './old-time.ts'
import type { OldUser } from './old-users.ts'
import { readResetRule } from './reset-rule.ts'
import { shown, type Report, type RowReport } from './told.ts'
import { readTraffic } from './old-traffic.ts'
import { validUntilMs } from '../../contract/node.ts'

/** A node of the old site as it is to be here. Times in ms, traffic in GB. */
export type OldNode = {
  readonly oldId: string
  readonly owner: OldUser
  readonly createdMs: number
  readonly config: NodeConfig
  readonly isApproved: boolean
  readonly token: string | undefined
  readonly credentials: { readonly network_name?: string; readonly network_secret?: string }
  readonly lastReport: OldReport | undefined
  /** What it said every ten minutes up to its last report; empty where that is not certain. */
  readonly history: readonly boolean[]
}

export type OldReport = {
  readonly ms: number
  readonly isOnline: boolean
  readonly bandwidth: number
  readonly connections: number
  /** What the period has carried, and what its reporter said last of a running total. */
  readonly usedGb: number
  readonly saidGb: number
  readonly isSum: boolean
  /** It was still heard when the database was written: the time of the move says nothing of it. */
  readonly isHeard: boolean
}

const known: ReadonlySet<string> = new Set(
  `id user_email node_name region_type region_detail connections current_bandwidth tier_bandwidth max_bandwidth
  used_traffic correction_traffic max_traffic reset_cycle reset_date connection_count max_connections tags created_at
  valid_until status recent_status notes allow_relay is_enabled last_report_at report_token network_name
  network_token`.split(/\s+/),
)

export type NodeOptions = {
  readonly nowMs: number
  /** Whether the reporter of a node, by its id there, sends a running total. */
  readonly sendsTotals: (oldId: string) => boolean
}

/** The nodes that are taken. Reports one line a node and more where something was changed. */
export function readNodes(
  rows: readonly Row[],
  users: ReadonlyMap<string, OldUser>,
  report: Report,
  options: NodeOptions,
): readonly OldNode[] {
  const names = new NodeNames()
  const heardMs = Math.max(
    0,
    ...rows.map((row) => oldTimeMs(row['last_report_at']) ?? 0).filter((ms) => ms <= options.nowMs),
  )
  let beforeMs = idEpochMs
  return rows.flatMap((row) => {
    const about = report.of('node', `${textOf(row['id'])} ${shown(row['node_name'])}`)
    const owner = users.get(textOf(row['user_email']).trim().toLowerCase())
    if (owner === undefined) {
      about.leftOut(`its owner ${shown(row['user_email'])} is not taken`)
      return []
    }
    const source = { row, report: about }
    const connections = readConnections(source)
    if (connections.length === 0) {
      about.leftOut('it has no address')
      return []
    }
    about.taken(`of ${owner.email}`)
    const created = readCreated(source, beforeMs, options.nowMs)
    beforeMs = created
    const config = { node_name: names.read(source, owner.key), connections }
    return [readNode(source, owner, created, config, { ...options, heardMs })]
  })
}

function readCreated({ row, report }: Source, beforeMs: number, nowMs: number): number {
  const created = oldTimeMs(row['created_at'])
  if (created !== undefined && created >= idEpochMs && created <= nowMs) return created
  report.changed('created_at', `${shown(row['created_at'])} is no time that can be: that of the node before`)
  return beforeMs + 1
}

function readNode(
  source: Source,
  owner: OldUser,
  created: number,
  names: Pick<NodeConfig, 'node_name' | 'connections'>,
  options: NodeOptions & { readonly heardMs: number },
): OldNode {
  const { row, report } = source
  const { nowMs } = options
  const oldId = textOf(row['id'])
  const rule = readResetRule(source, created)
  if (rule.shiftDays > 0) {
    const why = `is shown ${rule.shiftDays} days earlier, so that its traffic begins anew when it did`
    report.changed('created_at', why)
  }
  // Nodes of one second must not all draw their ids from the same 4096.
  const createdMs = created - rule.shiftDays * dayMs + (Number(row['id']) % 1000 || 0)
  const lastMs = readLast(source, nowMs)
  const traffic = readTraffic(source, { rule, lastMs, nowMs, sendsTotals: options.sendsTotals(oldId) })
  const figures = textOf(row['recent_status'])
  const history = readFigures(figures, created, lastMs)
  if (history.kind === 'uncertain') report.leftOut(history.why, 'recent_status')
  tellRest(source, known, 'has no place here')
  return {
    oldId,
    owner,
    createdMs,
    config: {
      ...names,
      region_type: readRegion(source),
      region_detail: readLine(source, 'region_detail', limits.regionDetailCharsMax),
      tier_bandwidth: readNumber(source, 'tier_bandwidth', { max: limits.bandwidthMax, otherwise: 0 }),
      max_bandwidth: readNumber(source, 'max_bandwidth', { max: limits.bandwidthMax, otherwise: 0 }),
      max_traffic: readNumber(source, 'max_traffic', { max: limits.trafficMax, otherwise: 0 }),
      max_connections: readNumber(source, 'max_connections', {
        max: limits.connectionCountMax,
        otherwise: 100,
        whole: true,
      }),
      reset_cycle: rule.reset_cycle,
      reset_day: rule.reset_day,
      tags: readTags(source),
      notes: readLines(source, 'notes', limits.notesCharsMax),
      validUntilMs: readValidUntil(source, nowMs),
      allow_relay: readFlag(source, 'allow_relay'),
      address_public: 0,
      is_enabled: readEnabled(row['is_enabled'], report),
      correction_traffic: traffic.correctionGb,
      correctionMs: nowMs,
      legacy_cumulative: options.sendsTotals(oldId) ? 1 : 0,
    },
    isApproved: row['is_enabled'] === 1,
    token: readToken(source),
    credentials: readCredentials(source),
    lastReport:
      lastMs === undefined
        ? undefined
        : {
            ms: lastMs,
            isOnline: lastFigure(figures) ?? row['status'] === 'online',
            bandwidth: readNumber(source, 'current_bandwidth', { max: limits.bandwidthMax, otherwise: 0 }),
            connections: readNumber(source, 'connection_count', {
              max: limits.connectionCountMax,
              otherwise: 0,
              whole: true,
            }),
            usedGb: traffic.usedGb,
            saidGb: traffic.saidGb,
            isSum: options.sendsTotals(oldId),
            isHeard: options.heardMs - lastMs < heardWithinMs,
          },
    history: history.kind === 'certain' ? history.online : [],
  }
}

const heardWithinMs = 30 * minuteMs

function readLast({ row, report }: Source, nowMs: number): number | undefined {
  const raw = row['last_report_at']
  if (raw === null || raw === undefined || raw === '') return undefined
  const ms = oldTimeMs(raw)
  if (ms !== undefined && ms >= idEpochMs && ms <= nowMs) return ms
  report.leftOut(`${shown(raw)} is no time in the past`, 'last_report_at')
  return undefined
}

function readRegion({ row, report }: Source): 'domestic' | 'overseas' {
  const raw = textOf(row['region_type']).trim().toLowerCase()
  const region = raw === 'overseas' ? 'overseas' : 'domestic'
  if (region !== row['region_type'])
    report.changed('region_type', `${shown(row['region_type'])} became ${region}`)
  return region
}

function readTags({ row, report }: Source): string {
  const raw = row['tags'] ?? ''
  const list = textOf(raw).split(/[,，、\p{Cc}\u2028\u2029]/u)
  const tags = [
    ...new Set(list.map((tag) => tag.replace(/[\p{Cf}\p{Surrogate}]/gu, '').trim()).filter(Boolean)),
  ]
  while (tags.join(',').length > limits.tagsCharsMax) tags.pop()
  const text = tags.join(',')
  if (text !== raw) report.changed('tags', `${shown(raw)} became ${shown(text)}`)
  return text
}

/** A date means the end of that day, as everywhere here; what is no time never ended there. */
function readValidUntil({ row, report }: Source, nowMs: number): number {
  const raw = row['valid_until']
  const day = isDate(raw) ? validUntilMs(raw.trim()) : Number.NaN
  const ms = Number.isNaN(day) ? oldTimeMs(raw) : day
  if (ms !== undefined) return ms
  report.changed('valid_until', `${shown(raw)} is no time: one year from today`)
  return nowMs + 365 * dayMs
}

/** 1 is on, 0 off, -1 waits for an admin there: it is paused until its owner says otherwise. */
function readEnabled(raw: unknown, report: RowReport): 0 | 1 {
  if (raw === undefined || raw === 1) return 1
  report.changed('is_enabled', raw === 0 ? 'is paused' : `${shown(raw)} was not approved there: paused`)
  return 0
}

function readToken({ row, report }: Source): string | undefined {
  const raw = textOf(row['report_token']).trim()
  if (/^[0-9a-f]{32}$/i.test(raw)) return raw
  report.leftOut('is no token of 32 hex characters: its owner makes a new one', 'report_token')
  return undefined
}

function readCredentials({ row, report }: Source): OldNode['credentials'] {
  const read = (field: string, max: number): string | undefined => {
    const raw = textOf(row[field])
    if (raw === '') return undefined
    if (raw.length <= max && !/[\p{Cc}\p{Surrogate}]/u.test(raw) && !/^\*+$/.test(raw)) return raw
    report.leftOut('cannot be used for checks', field)
    return undefined
  }
  const network_name = read('network_name', limits.networkNameCharsMax)
  const network_secret = read('network_token', limits.networkSecretCharsMax)
  return {
    ...(network_name === undefined ? {} : { network_name }),
    ...(network_secret === undefined ? {} : { network_secret }),
  }
}
