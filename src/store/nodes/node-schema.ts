import { parseRecord } from '../kv/port.ts'
import type { TrafficAccount } from '../../domain/traffic/index.ts'
import type { NodeRecord } from './node-record.ts'

/**
 * What readers rely on in a record, looked at each time it is read: one that was written by an error, or by hand, is
 * then no record, and takes no list down. The schemas of imports (backup-schemas.ts) say more.
 */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const texts = ['node_name', 'region_detail', 'tags', 'notes', 'user', 'ownerEmail'] as const
const numbers = [
  'id',
  'createdMs',
  'revision',
  'tierMs',
  'validUntilMs',
  'tier_bandwidth',
  'max_bandwidth',
  'max_traffic',
  'reset_cycle',
  'reset_day',
  'max_connections',
  'correction_traffic',
  'correctionMs',
  'is_enabled',
  'allow_relay',
  'address_public',
] as const satisfies readonly (keyof NodeRecord)[]

function isConnection(value: unknown): boolean {
  if (!isPlain(value)) return false
  const { type, ip, port, path = '' } = value
  const isLine = (text: unknown): boolean => typeof text === 'string' && !/\s/.test(text)
  return isLine(type) && isLine(ip) && isLine(path) && Number.isInteger(port)
}

function isOffList(value: unknown): boolean {
  const isInterval = (one: unknown): boolean =>
    Array.isArray(one) && one.length === 2 && one.every((ms) => Number.isFinite(ms))
  return Array.isArray(value) && value.every(isInterval)
}

function isToken(value: unknown): boolean {
  return isPlain(value) && typeof value['hash'] === 'string' && typeof value['prefix'] === 'string'
}

function isNodeRecord(value: Readonly<Record<string, unknown>>): boolean {
  const { connections, off, token, region_type } = value
  return (
    texts.every((name) => typeof value[name] === 'string') &&
    numbers.every((name) => Number.isFinite(value[name])) &&
    (region_type === 'domestic' || region_type === 'overseas') &&
    Array.isArray(connections) &&
    connections.length > 0 &&
    connections.every(isConnection) &&
    isOffList(off) &&
    isToken(token)
  )
}

/** A node's record; undefined when it is absent or none. */
export function parseNodeRecord(text: string | null): NodeRecord | undefined {
  const record = parseRecord<NodeRecord>(text)
  return record !== undefined && isNodeRecord(record) ? record : undefined
}

const lists = [
  'seen',
  'days',
  'boots',
  'slots',
  'events',
] as const satisfies readonly (keyof TrafficAccount)[]
const counts = [
  'watermarkMs',
  'olderBytes',
  'downFrom',
  'firstMs',
] as const satisfies readonly (keyof TrafficAccount)[]

/** A node's folded account; undefined when it is absent or none. */
export function parseAccountRecord(text: string | null): TrafficAccount | undefined {
  const record = parseRecord<TrafficAccount>(text)
  const isWhole =
    record !== undefined &&
    lists.every((name) => Array.isArray(record[name]) && record[name].every(Array.isArray)) &&
    counts.every((name) => Number.isFinite(record[name])) &&
    typeof record.downDays === 'string'
  return isWhole ? record : undefined
}
