import type { ListedNode } from '../nodes/public-node.ts'
import { dayMs, minuteMs } from '../../domain/values/index.ts'
import { pickCells } from './pick-cells.ts'

/** Columns of a list row in their order; `satisfies` keeps them complete. */
const columns = {
  id: 0,
  node_name: 0,
  region_type: 0,
  region_detail: 0,
  current_bandwidth: 0,
  tier_bandwidth: 0,
  max_bandwidth: 0,
  used_traffic: 0,
  max_traffic: 0,
  connection_count: 0,
  max_connections: 0,
  tags: 0,
  status: 0,
  allow_relay: 0,
  state: 0,
  protocols: 0,
  lastReportMs: 0,
  statusSinceMs: 0,
  intervalS: 0,
  createdMs: 0,
  latency_ms: 0,
  latencyFrom: 0,
  reachability: 0,
  checkedMs: 0,
  verified: 0,
  easytier_version: 0,
  uptime_seconds: 0,
  same_machine: 0,
  resetMs: 0,
  notes: 0,
  days: 0,
} as const satisfies Record<keyof ListedNode, 0>

/** The fields of a listed node in the order of a row's cells. */
export const listColumns = Object.keys(columns) as readonly (keyof ListedNode)[]

/**
 * A node as one line: its fields, each as the text of a JSON value, separated by tabs (such text never holds one), the
 * first character telling online (`1`) from offline (`0`). So an answer is pieced together without parsing a thousand
 * nodes.
 */
export function encodeListRow(node: ListedNode, isCoarse = false): string {
  const cells: (string | number)[] = []
  for (const name of listColumns) {
    const value = node[name]
    if (typeof value === 'number') cells.push(isCoarse ? (coarse[name]?.(value) ?? value) : value)
    else if (typeof value === 'string') cells.push(encodeText(value))
    else if (name === 'latencyFrom' && isCoarse)
      cells.push(JSON.stringify(node.latencyFrom?.map(Math.round) ?? null))
    else cells.push(JSON.stringify(value))
  }
  // Put in front of the joined text it would make one that is flattened later, at the price of another copy.
  cells[0] = `${node.status === 'online' ? 1 : 0}${cells[0]}`
  return cells.join('\t')
}

/** What JSON writes as it stands, between quotes. */
const plainText = /^[ !#-[\]-~]*$/

function encodeText(text: string): string {
  return plainText.test(text) ? `"${text}"` : JSON.stringify(text).replace(/[\u0080-\uffff]/g, escapeUnit)
}

// One-byte strings are pieced together and sent in half the time, so the list is pure ASCII.
function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** Registered nodes from which the list's figures are cut to what a list shows; the node's own page has them whole. */
export const coarseNodesMin = 300

/**
 * Figures of a long list, where precise ones are most of its bytes: created to the day, state to the minute, last report
 * to the second, traffic to 10 MB, bandwidth and latency to what can be read.
 */
const coarse: Partial<Record<keyof ListedNode, (value: number) => number>> = {
  current_bandwidth: (value) => Math.round(value * 10) / 10,
  used_traffic: (value) => Math.round(value * 100) / 100,
  latency_ms: Math.round,
  uptime_seconds: (value) => value - (value % 3600),
  createdMs: (value) => value - (value % dayMs),
  statusSinceMs: (value) => value - (value % minuteMs),
  lastReportMs: (value) => value - (value % 1000),
  checkedMs: (value) => value - (value % minuteMs),
}

/** Id of a row's node. */
export function idOfRow(row: string): number {
  return Number(row.slice(1, row.indexOf('\t')))
}

/** The cells of a row, each the text of a JSON value, in the order of `listColumns`. */
export function listCells(row: string): string[] {
  return row.slice(1).split('\t')
}

/** Some of a row's cells, ascending, as `listCells` has them. */
export function someListCells(row: string, wanted: readonly number[]): string[] {
  return pickCells(row, wanted, 1)
}

/** True when a row is of an online node. */
export function isOnlineRow(row: string): boolean {
  return row.startsWith('1')
}
