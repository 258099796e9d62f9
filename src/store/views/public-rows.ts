import type { PublicNode } from '../../contract/public.ts'

/** Fields of a public node in the order of its row; `satisfies` below keeps them complete. */
const fields = {
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
  last_report_at: 0,
  status_since: 0,
  report_interval_s: 0,
  created_at: 0,
  latency_ms: 0,
  easytier_version: 0,
  uptime_seconds: 0,
  reset_date: 0,
  notes: 0,
  days: 0,
} as const satisfies Record<keyof PublicNode, 0>

const names = Object.keys(fields) as (keyof PublicNode)[]
const labels = names.map((name, index) => `${index === 0 ? '{' : ','}"${name}":`)

/**
 * A node as one line: values only, each its JSON text, separated by tabs (JSON text never holds one), the first
 * character telling online (`1`) from offline (`0`). So the answer is pieced together without parsing a thousand nodes.
 */
export function encodePublicRow(node: PublicNode): string {
  let row = node.status === 'online' ? '1' : '0'
  for (const name of names) {
    const value = node[name]
    if (row.length > 1) row += '\t'
    row += typeof value === 'number' ? value : JSON.stringify(value)
  }
  return row.replace(/[\u0080-\uffff]/g, escapeUnit)
}

// One-byte strings are pieced together and sent in half the time, so the list is pure ASCII.
function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function cutTime(time: string, chars: number): string {
  return time.slice(0, chars) + '1970-01-01T00:00:00.000Z'.slice(chars)
}

/** Node counts from which the list's figures are cut to what a list shows; the node's own page has them whole. */
export const coarseNodesMin = 300

/**
 * A node for a long list, where precise figures are most of its bytes: created to the day, state to the minute, last
 * report to the second, traffic to 10 MB, bandwidth and latency to what can be read.
 */
export function coarsen(node: PublicNode): PublicNode {
  return {
    ...node,
    current_bandwidth: Math.round(node.current_bandwidth * 10) / 10,
    used_traffic: Math.round(node.used_traffic * 100) / 100,
    latency_ms: Math.round(node.latency_ms),
    uptime_seconds: node.uptime_seconds - (node.uptime_seconds % 3600),
    created_at: cutTime(node.created_at, 11),
    status_since: node.status_since === null ? null : cutTime(node.status_since, 17),
    last_report_at: node.last_report_at === null ? null : cutTime(node.last_report_at, 20),
  }
}

/** JSON objects of rows, separated by commas. Row by row, because one long concatenation is slow to flatten. */
export function joinPublicRows(rows: readonly string[]): string {
  const objects: string[] = []
  for (const row of rows) {
    const values = row.split('\t')
    let text = `${labels[0] ?? ''}${values[0]?.slice(1) ?? ''}`
    for (let at = 1; at < labels.length; at += 1) text += `${labels[at] ?? ''}${values[at] ?? 'null'}`
    objects.push(`${text}}`)
  }
  return objects.join(',')
}

/** True when a row is of an online node. */
export function isOnlineRow(row: string): boolean {
  return row.startsWith('1')
}
