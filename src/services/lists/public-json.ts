import type { PublicNode } from '../../contract/public.ts'
import type { Side } from '../../contract/sides.ts'
import { latencyAmong } from '../../domain/evidence/index.ts'
import { dayMs, isoTime, isoTimeOrNull } from '../../domain/values/index.ts'
import type { ListedNode } from '../../store/nodes/index.ts'
import { listCells, listColumns } from '../../store/views/index.ts'

/** A node as the API tells everybody, out of the store's own form. Field order is that of the answers. */
export function toPublicNode(node: ListedNode): PublicNode {
  return {
    id: node.id,
    node_name: node.node_name,
    region_type: node.region_type,
    region_detail: node.region_detail,
    current_bandwidth: node.current_bandwidth,
    tier_bandwidth: node.tier_bandwidth,
    max_bandwidth: node.max_bandwidth,
    used_traffic: node.used_traffic,
    max_traffic: node.max_traffic,
    connection_count: node.connection_count,
    max_connections: node.max_connections,
    tags: node.tags,
    status: node.status,
    allow_relay: node.allow_relay,
    state: node.state,
    protocols: [...node.protocols],
    last_report_at: isoTimeOrNull(node.lastReportMs),
    status_since: isoTimeOrNull(node.statusSinceMs),
    report_interval_s: node.intervalS,
    created_at: isoTime(node.createdMs),
    latency_ms: node.latency_ms,
    reachability: node.reachability,
    checked_at: isoTimeOrNull(node.checkedMs),
    verified: node.verified,
    easytier_version: node.easytier_version,
    uptime_seconds: node.uptime_seconds,
    same_machine: node.same_machine,
    reset_date: node.resetMs === null ? '' : isoTime(node.resetMs),
    notes: node.notes,
    days: node.days,
  }
}

/** Names of those fields that the API calls otherwise, and how their values are written. */
const written: Partial<Record<keyof ListedNode, readonly [name: keyof PublicNode, write: Write]>> = {
  lastReportMs: ['last_report_at', timeOrNull],
  statusSinceMs: ['status_since', timeOrNull],
  intervalS: ['report_interval_s', asIs],
  createdMs: ['created_at', timeOrNull],
  checkedMs: ['checked_at', timeOrNull],
  resetMs: ['reset_date', timeOrEmpty],
}

type Write = (cell: string, days: Map<number, string>) => string

function asIs(cell: string): string {
  return cell
}

function timeOrNull(cell: string, days: Map<number, string>): string {
  return cell === 'null' ? cell : `"${isoText(Number(cell), days)}"`
}

function timeOrEmpty(cell: string, days: Map<number, string>): string {
  return cell === 'null' ? '""' : `"${isoText(Number(cell), days)}"`
}

/** The same text as isoTime, of which a list needs thousands: each day is written once. */
function isoText(ms: number, days: Map<number, string>): string {
  const day = Math.floor(ms / dayMs)
  const date = days.get(day) ?? isoTime(day * dayMs).slice(0, 11)
  days.set(day, date)
  const rest = ms - day * dayMs
  const seconds = Math.floor(rest / 1000)
  return (
    date +
    twoDigits(Math.floor(seconds / 3600)) +
    ':' +
    twoDigits(Math.floor(seconds / 60) % 60) +
    ':' +
    twoDigits(seconds % 60) +
    '.' +
    String(rest % 1000).padStart(3, '0') +
    'Z'
  )
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : `${value}`
}

const latencyAt = listColumns.indexOf('latency_ms')
/** No field of its own: who asks from a side is told this as the latency. */
const latencyFromAt = listColumns.indexOf('latencyFrom')

/** The latency from one side, out of the two cells that tell it. */
function latencyOf(all: string, told: string, side: Side): string {
  if (told === 'null') return all
  return String(latencyAmong(told.slice(1, -1).split(',').map(Number), side, Number(all)))
}

const columns = listColumns.map((column, at) => {
  const [name, write] = written[column] ?? [column, undefined]
  return { label: `${at === 0 ? '{' : ','}"${name}":`, write }
})

/**
 * JSON objects of list rows, separated by commas: the cells of a row are JSON already, so a thousand nodes are pieced
 * together without being parsed; `side`: from where latency is looked at. Each is joined in one go: a text that grows piece by piece takes six times as long.
 */
export function joinPublicRows(rows: readonly string[], side?: Side): string {
  const days = new Map<number, string>()
  const objects: string[] = []
  for (const row of rows) {
    const cells = listCells(row)
    const pieces: string[] = []
    for (let at = 0; at < columns.length; at += 1) {
      if (at === latencyFromAt) continue
      const { label, write } = columns[at] ?? columnLost
      const own = cells[at] ?? 'null'
      const isSided = at === latencyAt && side !== undefined
      const cell = isSided ? latencyOf(own, cells[latencyFromAt] ?? 'null', side) : own
      pieces.push(label, write === undefined ? cell : write(cell, days))
    }
    pieces.push('}')
    objects.push(pieces.join(''))
  }
  return objects.join(',')
}

const columnLost = { label: '', write: undefined }
