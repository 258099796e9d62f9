import { validUntilMs, type NodeCreate, type NodeUpdate } from '../../contract/node.ts'
import type { NodeConfig } from '../../store/nodes/index.ts'

type Mutable<Type> = { -readonly [Name in keyof Type]: Type[Name] }

const plainFields = [
  'node_name',
  'region_type',
  'region_detail',
  'connections',
  'tier_bandwidth',
  'max_bandwidth',
  'max_traffic',
  'reset_cycle',
  'reset_day',
  'max_connections',
  'tags',
  'notes',
  'allow_relay',
  'address_public',
  'is_enabled',
  'correction_traffic',
  'legacy_cumulative',
] as const satisfies readonly (keyof NodeConfig & keyof NodeUpdate)[]

/** The config fields that a request names, in the store's form. */
export function toConfigChange(body: NodeUpdate): Partial<NodeConfig> {
  const change: Partial<Mutable<NodeConfig>> = {}
  const copy = <Field extends (typeof plainFields)[number]>(field: Field): void => {
    const value: NodeConfig[Field] | undefined = body[field] as NodeConfig[Field] | undefined
    if (value !== undefined) change[field] = value
  }
  for (const field of plainFields) copy(field)
  if (body.valid_until !== undefined) change.validUntilMs = validUntilMs(body.valid_until)
  return change
}

/** When the maintenance that a request names ends, in ms: 0 = now; undefined where it names none. */
export function maintenanceOf({ maintenance_until: until }: NodeUpdate): number | undefined {
  return until === undefined ? undefined : until === '' ? 0 : Date.parse(until)
}

/** A new node's config: what the request says over the documented defaults. */
export function toNewConfig(body: NodeCreate, nowMs: number): NodeConfig {
  return {
    region_detail: '',
    tier_bandwidth: 0,
    max_bandwidth: 0,
    max_traffic: 0,
    reset_cycle: 30,
    reset_day: 0,
    max_connections: 100,
    tags: '',
    notes: '',
    validUntilMs: oneYearOn(nowMs),
    allow_relay: 0,
    address_public: 0,
    is_enabled: 1,
    correction_traffic: 0,
    correctionMs: nowMs,
    node_name: body.node_name,
    region_type: body.region_type,
    connections: body.connections,
    ...toConfigChange(body),
  }
}

function oneYearOn(nowMs: number): number {
  const date = new Date(nowMs)
  return date.setUTCFullYear(date.getUTCFullYear() + 1)
}
