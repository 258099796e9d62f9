import { readRecord, type Reading } from '../kv/record.ts'
import type { NodeRecord } from './node-record.ts'
import type { TrafficAccount } from '../../domain/traffic/index.ts'

/*
 * What readers rely on in a record, looked at each time it is read: one that was written by an error, or by hand, is
 * then unreadable, and takes no list down. The schemas of imports (backup-schemas.ts) say more.
 */

type Plain = Readonly<Record<string, unknown>>

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What every record has. A field that came later is optional here and gets its default where it is read. */
const texts = [
  'node_name',
  'region_detail',
  'tags',
  'notes',
  'user',
  'ownerEmail',
] as const satisfies readonly (keyof NodeRecord)[]
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

function isWeekly(value: unknown): boolean {
  const isPlan = (one: unknown): boolean =>
    isPlain(one) && Array.isArray(one['windows']) && one['windows'].every(Array.isArray)
  return value === undefined || (Array.isArray(value) && value.every(isPlan))
}

function isToken(value: unknown): boolean {
  return isPlain(value) && typeof value['hash'] === 'string' && typeof value['prefix'] === 'string'
}

function isNode(value: Plain): boolean {
  const { connections, off, weekly, token, region_type } = value
  return (
    texts.every((name) => typeof value[name] === 'string') &&
    numbers.every((name) => Number.isFinite(value[name])) &&
    (region_type === 'domestic' || region_type === 'overseas') &&
    Array.isArray(connections) &&
    connections.length > 0 &&
    connections.every(isConnection) &&
    isOffList(off) &&
    isWeekly(weekly) &&
    isToken(token)
  )
}

/** Reads a node's record; one that lacks what every reader needs is unreadable, not a reason to fail. */
export function readNode(text: string | null): Reading<NodeRecord> {
  return readRecord<NodeRecord>(text, isNode)
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

function isListOfLists(value: unknown): boolean {
  return Array.isArray(value) && value.every(Array.isArray)
}

/** Reads a node's folded account. Nothing may be folded over one that is unreadable. */
export function readAccount(text: string | null): Reading<TrafficAccount> {
  return readRecord<TrafficAccount>(
    text,
    (value) =>
      lists.every((name) => isListOfLists(value[name])) &&
      counts.every((name) => Number.isFinite(value[name])) &&
      typeof value['downDays'] === 'string',
  )
}
