import type { OwnNode } from '../../../../contract/node.ts'
import type { User } from '../../../../contract/system.ts'
import { saveText } from '../../../lib/save-text.ts'

/** A cell as RFC 4180 wants it; what a spreadsheet would take for a formula gets an apostrophe in front. */
function cell(value: string | number | boolean | null): string {
  const text = value === null ? '' : String(value)
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A table as CSV: a line of names, then the rows; null is an empty cell. */
export function csvTable(
  head: readonly string[],
  rows: readonly (readonly (string | number | boolean | null)[])[],
): string {
  return [head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

/** Nodes as CSV: Mbps, GB, ms, ISO times. */
export function nodesCsv(nodes: readonly OwnNode[]): string {
  const names = [
    'id',
    'node_name',
    'owner_email',
    'state',
    'region_type',
    'region_detail',
    'tags',
    'current_bandwidth',
    'tier_bandwidth',
    'max_bandwidth',
    'connection_count',
    'max_connections',
    'latency_ms',
    'used_traffic',
    'max_traffic',
    'valid_until',
    'last_report_at',
    'created_at',
  ] as const
  const addresses = (node: OwnNode): string =>
    node.connections
      .map((one) => `${one.type.toLowerCase()}://${one.ip}:${one.port}${one.path ?? ''}`)
      .join(' ')
  return csvTable(
    [...names, 'addresses'],
    nodes.map((node) => [...names.map((name) => node[name]), addresses(node)]),
  )
}

/** Users as CSV. */
export function usersCsv(users: readonly User[]): string {
  const names = [
    'email',
    'role',
    'is_enabled',
    'totp_enabled',
    'node_count',
    'created_at',
    'last_sign_in_at',
  ] as const
  return csvTable(
    names,
    users.map((user) => names.map((name) => user[name])),
  )
}

/** Has the browser save a text as a file; the mark in front tells spreadsheets that it is UTF-8. */
export function saveCsv(name: string, text: string): void {
  saveText(name, ['\ufeff', text], 'text/csv')
}
