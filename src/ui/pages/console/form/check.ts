import { limits } from '../../../../contract/limits.ts'
import { isHost, isPrivateHost, toHalfWidth } from '../../../lib/address.ts'
import { readNumber, type AddressRow, type NodeForm } from './model.ts'

/** What can be wrong with a field; the catalogues have a text for each. */
export type Complaint =
  | 'errRequired'
  | 'errTooLong'
  | 'errDupName'
  | 'errHost'
  | 'errPort'
  | 'errDupAddress'
  | 'errPath'
  | 'errNumber'
  | 'errWhole'
  | 'errNegative'
  | 'errTooLarge'
  | 'errRange'
  | 'errDate'
  | 'errPast'

/** Complaints by the contract's field path, in the form's order. */
export type Complaints = ReadonlyMap<string, Complaint>

function tooLong(text: string, max: number): Complaint | undefined {
  return text.trim().length > max ? 'errTooLong' : undefined
}

function amount(text: string, max: number, min = 0): Complaint | undefined {
  const value = readNumber(text)
  if (Number.isNaN(value)) return 'errNumber'
  if (value < min) return 'errNegative'
  return value > max ? 'errTooLarge' : undefined
}

function count(text: string, max: number, min: number): Complaint | undefined {
  const value = readNumber(text, min)
  if (Number.isNaN(value)) return 'errNumber'
  if (!Number.isInteger(value)) return 'errWhole'
  return value < min || value > max ? 'errRange' : undefined
}

function addressKey(row: AddressRow): string {
  return `${row.type} ${toHalfWidth(row.host).toLowerCase()} ${readNumber(row.port)} ${toHalfWidth(row.path)}`
}

function checkRows(
  rows: readonly AddressRow[],
  say: (path: string, what: Complaint | undefined) => void,
): void {
  const seen = new Set<string>()
  for (const [index, row] of rows.entries()) {
    const host = toHalfWidth(row.host).replace(/^\[(.*)\]$/, '$1')
    const port = readNumber(row.port, Number.NaN)
    say(`connections[${index}].ip`, host === '' ? 'errRequired' : isHost(host) ? undefined : 'errHost')
    say(
      `connections[${index}].port`,
      Number.isInteger(port) && port >= 1 && port <= 65_535 ? undefined : 'errPort',
    )
    if (row.type === 'WS' || row.type === 'WSS') {
      say(
        `connections[${index}].path`,
        /^(?:\/[\w\-.~!$&'()*+,;=:@%/?]{0,255})?$/.test(toHalfWidth(row.path)) ? undefined : 'errPath',
      )
    }
    const key = addressKey(row)
    if (host !== '' && seen.has(key)) say(`connections[${index}].ip`, 'errDupAddress')
    seen.add(key)
  }
}

/**
 * Everything wrong with the form, keyed and worded as the contract's `details.field`.
 * `otherNames` are the owner's other nodes; `today` is a date in UTC+8. `keptDate` is an old date that may stay although it is past.
 */
export function checkForm(
  form: NodeForm,
  context: { readonly otherNames: readonly string[]; readonly today: string; readonly keptDate?: string },
): Complaints {
  const found = new Map<string, Complaint>()
  const say = (path: string, what: Complaint | undefined): void => {
    if (what !== undefined && !found.has(path)) found.set(path, what)
  }
  const name = form.node_name.trim()
  say('node_name', name === '' ? 'errRequired' : tooLong(name, limits.nodeNameCharsMax))
  if (context.otherNames.includes(name)) say('node_name', 'errDupName')
  say('region_detail', tooLong(form.region_detail, limits.regionDetailCharsMax))
  if (form.region_type === '') say('region_type', 'errRequired')
  checkRows(form.rows, say)
  say('tier_bandwidth', amount(form.tier_bandwidth, limits.bandwidthMax))
  // Without it nobody can tell how busy the node is, so the form wants it although the API does not.
  const isBandwidthEmpty = form.max_bandwidth.trim() === ''
  say('max_bandwidth', isBandwidthEmpty ? 'errRequired' : amount(form.max_bandwidth, limits.bandwidthMax))
  say('max_connections', count(form.max_connections, limits.connectionCountMax, 0))
  say('max_traffic', amount(form.max_traffic, limits.trafficMax))
  if (form.reset === 'cycle') say('reset_cycle', count(form.reset_cycle, limits.resetCycleDaysMax, 1))
  if (form.reset === 'day') say('reset_day', count(form.reset_day, 31, 1))
  if (form.validity === 'date') {
    const valid = /^\d{4}-\d{2}-\d{2}$/.test(form.valid_date) && !Number.isNaN(Date.parse(form.valid_date))
    const past = valid && form.valid_date < context.today && form.valid_date !== context.keptDate
    say('valid_until', !valid ? 'errDate' : past ? 'errPast' : undefined)
  }
  say('correction_traffic', amount(form.correction_traffic, limits.trafficMax, -limits.trafficMax))
  say('network_name', tooLong(form.network_name, limits.networkNameCharsMax))
  say('network_secret', tooLong(form.network_secret, limits.networkSecretCharsMax))
  say('tags', tooLong(form.tags, limits.tagsCharsMax))
  say('notes', tooLong(form.notes, limits.notesCharsMax))
  return found
}

/** Rows whose host nobody outside can reach: a warning, never an error. */
export function privateRows(rows: readonly AddressRow[]): ReadonlySet<number> {
  return new Set(rows.filter((row) => isPrivateHost(toHalfWidth(row.host))).map((row) => row.key))
}
