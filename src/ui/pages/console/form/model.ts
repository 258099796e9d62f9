import type { NodeCreateBody, OwnNode } from '../../../../contract/node.ts'
import type { Protocol, Region } from '../../../../contract/vocabulary.ts'
import type * as v from 'valibot'
import { defaultPorts, toHalfWidth } from '../../../lib/address.ts'
import { dateOfUntil, foreverDate, untilDate, type Validity } from './validity.ts'

/** One address row. `key` names the row for as long as it lives, so that removing one keeps what others hold. */
export type AddressRow = {
  readonly key: number
  readonly type: Protocol
  readonly host: string
  readonly port: string
  readonly path: string
  /** False until the owner has touched the port: a change of protocol may then still set it. */
  readonly portTyped: boolean
}

/** The form as typed: numbers are still text. */
export type NodeForm = {
  readonly node_name: string
  readonly region_type: Region | ''
  readonly region_detail: string
  readonly allow_relay: 0 | 1
  readonly rows: readonly AddressRow[]
  readonly tier_bandwidth: string
  readonly max_bandwidth: string
  readonly max_connections: string
  readonly max_traffic: string
  readonly reset: 'cycle' | 'day' | 'never'
  readonly reset_cycle: string
  readonly reset_day: string
  readonly validity: Validity
  readonly valid_date: string
  readonly network_name: string
  readonly network_secret: string
  readonly tags: string
  readonly notes: string
  readonly address_public: 0 | 1
  readonly is_enabled: 0 | 1
  readonly correction_traffic: string
  readonly legacy_cumulative: 0 | 1
}
export type FieldName = keyof NodeForm
export type NodeBody = v.InferInput<typeof NodeCreateBody>

/** A fresh address row with the protocol's usual port. */
export function newRow(key: number, type: Protocol = 'TCP'): AddressRow {
  return {
    key,
    type,
    host: '',
    port: String(defaultPorts[type]),
    path: '',
    portTyped: false,
  }
}

/** An empty form. The region is the owner's to say. */
export function emptyForm(): NodeForm {
  return {
    node_name: '',
    region_type: '',
    region_detail: '',
    allow_relay: 0,
    rows: [newRow(1)],
    tier_bandwidth: '',
    max_bandwidth: '',
    max_connections: '100',
    max_traffic: '0',
    reset: 'cycle',
    reset_cycle: '30',
    reset_day: '1',
    validity: 'year',
    valid_date: '',
    network_name: '',
    network_secret: '',
    tags: '',
    notes: '',
    address_public: 0,
    is_enabled: 1,
    correction_traffic: '0',
    legacy_cumulative: 0,
  }
}

/** The form that shows a node. */
export function formOf(node: OwnNode): NodeForm {
  const date = dateOfUntil(node.valid_until)
  return {
    node_name: node.node_name,
    region_type: node.region_type,
    region_detail: node.region_detail,
    allow_relay: node.allow_relay,
    rows: node.connections.map((one, index) => ({
      key: index + 1,
      type: one.type,
      host: one.ip,
      port: String(one.port),
      path: one.path ?? '',
      portTyped: true,
    })),
    tier_bandwidth: String(node.tier_bandwidth),
    max_bandwidth: String(node.max_bandwidth),
    max_connections: String(node.max_connections),
    max_traffic: String(node.max_traffic),
    reset: node.reset_day > 0 ? 'day' : node.reset_cycle > 0 ? 'cycle' : 'never',
    reset_cycle: String(node.reset_cycle > 0 ? node.reset_cycle : 30),
    reset_day: String(node.reset_day > 0 ? node.reset_day : 1),
    validity: date >= foreverDate ? 'forever' : 'date',
    valid_date: date,
    network_name: '',
    network_secret: '',
    tags: node.tags,
    notes: node.notes,
    address_public: node.address_public,
    is_enabled: node.is_enabled,
    correction_traffic: String(node.correction_traffic),
    legacy_cumulative: node.legacy_cumulative,
  }
}

/** A form for another node like this one: its addresses without hosts, its name still to be chosen, nothing of its past. */
export function cloneOf(node: OwnNode): NodeForm {
  const like = formOf(node)
  return {
    ...like,
    node_name: nextName(node.node_name),
    rows: like.rows.map((row) => ({ ...row, host: '' })),
    validity: like.validity === 'forever' ? 'forever' : 'year',
    valid_date: '',
    is_enabled: 1,
    correction_traffic: '0',
    legacy_cumulative: 0,
  }
}

/** The name with its last number one higher, as wide as before; "-2" behind a name without one. */
export function nextName(name: string): string {
  const parts = /^(.*?)(\d+)$/s.exec(name)
  if (parts?.[1] === undefined || parts[2] === undefined) return `${name}-2`
  return parts[1] + String(Number(parts[2]) + 1).padStart(parts[2].length, '0')
}

/** A typed number: full-width digits and groups of thousands count, an empty field is `otherwise`; NaN when it is none. */
export function readNumber(text: string, otherwise = 0): number {
  const written = toHalfWidth(text)
  // 1,5 is one and a half to some: only whole groups are taken for thousands.
  const typed = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/.test(written) ? written.replaceAll(',', '') : written
  if (typed === '') return otherwise
  return /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(typed) ? Number(typed) : Number.NaN
}

function connectionOf(row: AddressRow): NodeBody['connections'][number] {
  const host = toHalfWidth(row.host).replace(/^\[(.*)\]$/, '$1')
  const path = row.type === 'WS' || row.type === 'WSS' ? toHalfWidth(row.path) : ''
  return {
    type: row.type,
    ip: host,
    port: readNumber(row.port, Number.NaN),
    ...(path === '' ? {} : { path }),
  }
}

/** What POST /api/nodes takes. Call it on a form that `checkForm` finds nothing wrong with. `today` is a date in UTC+8. */
export function bodyOf(form: NodeForm, today: string): NodeBody {
  return {
    node_name: form.node_name.trim(),
    region_type: form.region_type === '' ? 'domestic' : form.region_type,
    region_detail: form.region_detail.trim(),
    allow_relay: form.allow_relay,
    connections: form.rows.map(connectionOf),
    tier_bandwidth: readNumber(form.tier_bandwidth),
    max_bandwidth: readNumber(form.max_bandwidth),
    max_connections: readNumber(form.max_connections, 100),
    max_traffic: readNumber(form.max_traffic),
    reset_cycle: form.reset === 'never' ? 0 : readNumber(form.reset_cycle, 30),
    reset_day: form.reset === 'day' ? readNumber(form.reset_day, 1) : 0,
    valid_until: untilDate(form.validity, form.valid_date, today),
    tags: form.tags.trim(),
    notes: form.notes.trim(),
    address_public: form.address_public,
    is_enabled: form.is_enabled,
    correction_traffic: readNumber(form.correction_traffic),
    legacy_cumulative: form.legacy_cumulative,
    ...(form.network_name.trim() === '' ? {} : { network_name: form.network_name.trim() }),
    ...(form.network_secret === '' ? {} : { network_secret: form.network_secret }),
  }
}
