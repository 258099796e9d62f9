import { limits } from '../../../../contract/limits.ts'
import type { Protocol } from '../../../../contract/vocabulary.ts'
import { t } from '../../../i18n/console.ts'
import { connectionUrl } from '../../../../contract/connection-url.ts'
import { defaultPorts } from '../../../lib/address.ts'
import type { Complaint } from './check.ts'
import type { NodeBody, NodeForm } from './model.ts'
import { foreverDate } from './validity.ts'

const simple = {
  node_name: 'nodeName',
  region_type: 'region',
  region_detail: 'regionDetail',
  allow_relay: 'relaying',
  tier_bandwidth: 'tierBandwidth',
  max_bandwidth: 'maxBandwidth',
  max_connections: 'maxConnections',
  max_traffic: 'maxTraffic',
  reset_cycle: 'resetCycle',
  reset_day: 'resetDay',
  valid_until: 'validUntil',
  network_name: 'networkName',
  network_secret: 'networkSecret',
  tags: 'tags',
  notes: 'notes',
  address_public: 'addressPublic',
  is_enabled: 'isEnabled',
  correction_traffic: 'correctionTraffic',
  legacy_cumulative: 'reportedTraffic',
  connections: 'addresses',
} as const satisfies Record<keyof NodeBody, string>

const parts = { ip: 'host', port: 'port', path: 'path', type: 'protocol' } as const

/** What a field is called, by the contract's path. */
export function fieldName(path: string): string {
  const row = /^connections\[(\d+)\](?:\.(ip|port|path|type))?$/.exec(path)
  if (row) {
    const part = row[2] as keyof typeof parts | undefined
    return t('addressPart', { n: Number(row[1]) + 1, part: t(part ? parts[part] : 'host') })
  }
  return Object.hasOwn(simple, path) ? t(simple[path as keyof typeof simple]) : path
}

const lengths: Readonly<Record<string, number>> = {
  node_name: limits.nodeNameCharsMax,
  region_detail: limits.regionDetailCharsMax,
  tags: limits.tagsCharsMax,
  notes: limits.notesCharsMax,
  network_name: limits.networkNameCharsMax,
  network_secret: limits.networkSecretCharsMax,
}
const ranges: Readonly<Record<string, readonly [number, number]>> = {
  tier_bandwidth: [0, limits.bandwidthMax],
  max_bandwidth: [0, limits.bandwidthMax],
  max_traffic: [0, limits.trafficMax],
  correction_traffic: [-limits.trafficMax, limits.trafficMax],
  max_connections: [0, limits.connectionCountMax],
  reset_cycle: [1, limits.resetCycleDaysMax],
  reset_day: [1, 31],
}

/** A complaint in words, at its field. */
export function complaintText(path: string, complaint: Complaint, form: NodeForm): string {
  if (complaint === 'errPort') {
    const row = form.rows[Number(/\[(\d+)\]/.exec(path)?.[1])]
    const type: Protocol = row?.type ?? 'TCP'
    const usual = type === 'WSS' ? `443 ${t('or')} ${defaultPorts.WSS}` : String(defaultPorts[type])
    return t('errPort', { type, usual })
  }
  const [min = 0, max = 0] = ranges[path] ?? []
  return t(complaint, { n: lengths[path] ?? 0, min, max })
}

/** A field's value as one line of text, for showing two side by side. */
export function valueText(name: keyof NodeBody, body: NodeBody): string {
  const value = body[name]
  switch (name) {
    case 'connections':
      return body.connections
        .map((one) =>
          connectionUrl({ type: one.type as Protocol, ip: one.ip, port: one.port, path: one.path ?? '' }),
        )
        .join('  ')
    case 'region_type':
      return t(body.region_type)
    case 'allow_relay':
      return t(body.allow_relay === 1 ? 'relay' : 'punch')
    case 'address_public':
    case 'is_enabled':
      return t(value === 1 ? 'yes' : 'no')
    case 'legacy_cumulative':
      return t(value === 1 ? 'reportedSum' : 'reportedAdded')
    case 'valid_until':
      return value === foreverDate ? t('forever') : String(value)
    case 'network_name':
    case 'network_secret':
      return t('hiddenValue')
    default:
      return value === '' || value === undefined ? '—' : String(value)
  }
}
