import { protocols } from '../../../../contract/vocabulary.ts'
import { emptyForm, type AddressRow, type NodeForm } from './model.ts'

/** What of a form may lie in sessionStorage: everything but credentials. */
export function draftOf(form: NodeForm): NodeForm {
  return { ...form, network_name: '', network_secret: '' }
}

const choices: Partial<Record<keyof NodeForm, readonly unknown[]>> = {
  region_type: ['', 'domestic', 'overseas'],
  allow_relay: [0, 1],
  address_public: [0, 1],
  is_enabled: [0, 1],
  legacy_cumulative: [0, 1],
  reset: ['cycle', 'day', 'never'],
  validity: ['year', 'quarter', 'forever', 'date'],
}

function readRow(value: unknown, index: number): AddressRow | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const row = value as Partial<Record<keyof AddressRow, unknown>>
  const type = protocols.find((one) => one === row.type)
  if (type === undefined || typeof row.host !== 'string' || typeof row.port !== 'string') return undefined
  const path = typeof row.path === 'string' ? row.path : ''
  return { key: index + 1, type, host: row.host, port: row.port, path, portTyped: row.portTyped === true }
}

/** The form a stored draft holds; undefined when it is not one (an older page may have written it). */
export function readDraft(value: unknown): NodeForm | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const kept = value as Record<string, unknown>
  const blank = emptyForm()
  const rows = Array.isArray(kept['rows']) ? kept['rows'].map(readRow) : []
  const known = rows.filter((row) => row !== undefined)
  if (known.length === 0 || known.length !== rows.length) return undefined
  for (const name of Object.keys(blank) as (keyof NodeForm)[]) {
    if (name === 'rows') continue
    const allowed = choices[name]
    if (allowed ? !allowed.includes(kept[name]) : typeof kept[name] !== 'string') return undefined
  }
  return { ...(kept as unknown as NodeForm), rows: known }
}
