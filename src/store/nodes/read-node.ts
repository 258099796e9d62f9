import { readRecord, type Reading } from '../kv/record.ts'
import type { NodeRecord } from './node-record.ts'
import type { TrafficAccount } from '../../domain/traffic/index.ts'

const texts = ['node_name', 'region_type', 'region_detail', 'tags', 'notes', 'user', 'ownerEmail'] as const
const numbers = [
  'id',
  'createdMs',
  'revision',
  'tierMs',
  'tier_bandwidth',
  'max_bandwidth',
  'max_traffic',
  'reset_cycle',
  'reset_day',
  'max_connections',
  'validUntilMs',
  'allow_relay',
  'address_public',
  'is_enabled',
  'correction_traffic',
  'correctionMs',
] as const

function isConnection(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { type, ip, port } = value as Readonly<Record<string, unknown>>
  return typeof type === 'string' && typeof ip === 'string' && typeof port === 'number' && !/\s/.test(ip)
}

function isNode(value: Readonly<Record<string, unknown>>): boolean {
  const { connections, off } = value
  return (
    texts.every((name) => typeof value[name] === 'string') &&
    numbers.every((name) => Number.isFinite(value[name])) &&
    Array.isArray(connections) &&
    connections.every(isConnection) &&
    Array.isArray(off)
  )
}

/** Reads a node's record; one that lacks what every reader needs is unreadable, not a reason to fail. */
export function readNode(text: string | null): Reading<NodeRecord> {
  return readRecord<NodeRecord>(text, isNode)
}

const lists = ['seen', 'days', 'boots', 'slots', 'events'] as const

/** Reads a node's folded account. Nothing may be folded over one that is unreadable. */
export function readAccount(text: string | null): Reading<TrafficAccount> {
  return readRecord<TrafficAccount>(text, (value) => lists.every((name) => Array.isArray(value[name])))
}
