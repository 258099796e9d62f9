import type { PublicNode } from '../contract/public.ts'

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
export const encodePublicRow = (node: PublicNode): string => {
  let row = node.status === 'online' ? '1' : '0'
  for (const name of names) row += `${row.length === 1 ? '' : '\t'}${JSON.stringify(node[name])}`
  return row
}

/** JSON objects of rows, separated by commas. */
export const joinPublicRows = (rows: readonly string[]): string => {
  let text = ''
  for (const row of rows) {
    const values = row.split('\t')
    text += text === '' ? '' : ','
    text += `${labels[0] ?? ''}${values[0]?.slice(1) ?? ''}`
    for (let at = 1; at < labels.length; at += 1) text += `${labels[at] ?? ''}${values[at] ?? 'null'}`
    text += '}'
  }
  return text
}

/** True when a row is of an online node. */
export const isOnlineRow = (row: string): boolean => row.startsWith('1')
