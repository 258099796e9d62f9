import type { NodeRecord } from '../nodes/node-record.ts'

/** Fields of a record in the order of its row; `satisfies` keeps them complete. */
const fields = {
  id: 0,
  revision: 0,
  node_name: 0,
  region_type: 0,
  region_detail: 0,
  connections: 0,
  tier_bandwidth: 0,
  max_bandwidth: 0,
  max_traffic: 0,
  reset_cycle: 0,
  reset_day: 0,
  max_connections: 0,
  tags: 0,
  notes: 0,
  validUntilMs: 0,
  allow_relay: 0,
  address_public: 0,
  is_enabled: 0,
  correction_traffic: 0,
  correctionMs: 0,
  user: 0,
  ownerEmail: 0,
  createdMs: 0,
  tierMs: 0,
  token: 0,
  previousToken: 0,
  network_name: 0,
  network_secret: 0,
  off: 0,
  legacy_cumulative: 0,
  weekly: 0,
  v: 0,
} as const satisfies Record<
  keyof Omit<NodeRecord, 'marks' | 'maintenance' | 'outages' | 'unreachable' | 'answered'>,
  0
>

const names = Object.keys(fields) as (keyof typeof fields)[]

/** The record without hashes and sealed credentials, which a cache has no business to hold. */
export function redact(node: NodeRecord): NodeRecord {
  return {
    ...node,
    legacy_cumulative: node.legacy_cumulative ?? 0,
    weekly: node.weekly ?? [],
    token: { ...node.token, hash: '' },
    previousToken: node.previousToken === null ? null : { ...node.previousToken, hash: '' },
    network_name: node.network_name === null ? null : '',
    network_secret: node.network_secret === null ? null : '',
  }
}

/** A redacted record as one line: id and revision for a look without parsing, then its values as a JSON array. */
export function encodeConfigRow(node: NodeRecord): string {
  return `${node.id}\t${node.revision}\t${JSON.stringify(names.slice(2).map((name) => node[name]))}`
}

/** Reads a line; undefined when it is none or of an earlier form. */
export function decodeConfigRow(row: string): NodeRecord | undefined {
  const [id, revision, json = ''] = row.split('\t')
  try {
    const values: unknown = JSON.parse(json)
    if (!Array.isArray(values) || values.length !== names.length - 2 || values.at(-1) !== 1) return undefined
    const record: Record<string, unknown> = { id: Number(id), revision: Number(revision) }
    for (let at = 2; at < names.length; at += 1) record[names[at] ?? ''] = values[at - 2]
    return record as NodeRecord
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
