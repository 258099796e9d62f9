import { limits } from '../../../../contract/limits.ts'
import type { Protocol } from '../../../../contract/vocabulary.ts'
import { defaultPorts, isPastedAddress, parseAddresses, portOfScheme } from '../../../lib/address.ts'
import { newRow, type AddressRow } from './model.ts'

/** The rows after an edit and the key of the row that gets the focus. */
export type RowsEdit = { readonly rows: readonly AddressRow[]; readonly focusKey: number }

function nextKey(rows: readonly AddressRow[]): number {
  return Math.max(0, ...rows.map((row) => row.key)) + 1
}

/** Adds an empty row and goes to it; at the limit nothing changes. */
export function addRow(rows: readonly AddressRow[]): RowsEdit {
  const key = nextKey(rows)
  if (rows.length >= limits.connectionsMax) return { rows, focusKey: rows.at(-1)?.key ?? key }
  return { rows: [...rows, newRow(key, rows.at(-1)?.type ?? 'TCP')], focusKey: key }
}

/** Removes a row and goes to the one before it (the new first one when it was the first). The last one only empties. */
export function removeRow(rows: readonly AddressRow[], key: number): RowsEdit {
  const index = rows.findIndex((row) => row.key === key)
  const rest = rows.filter((row) => row.key !== key)
  if (rest.length === 0) {
    const fresh = newRow(nextKey(rows))
    return { rows: [fresh], focusKey: fresh.key }
  }
  return { rows: rest, focusKey: rest[Math.max(0, index - 1)]?.key ?? key }
}

/** Changes a row's protocol; its port follows as long as it was the old protocol's usual one. */
export function setType(row: AddressRow, type: Protocol): AddressRow {
  const usual = !row.portTyped || row.port === String(defaultPorts[row.type])
  return { ...row, type, ...(usual ? { port: String(defaultPorts[type]), portTyped: false } : {}) }
}

/**
 * Takes pasted text over: the first address fills the row, further ones fill empty rows or new ones, up to the limit.
 * Undefined when the text is a mere host, which the field takes as it is.
 */
export function pasteInto(rows: readonly AddressRow[], key: number, text: string): RowsEdit | undefined {
  if (!isPastedAddress(text)) return undefined
  const found = parseAddresses(text)
  const into = [...rows]
  let index = into.findIndex((row) => row.key === key)
  let focusKey = key
  for (const address of found) {
    let row = into[index]
    if (row === undefined) {
      if (into.length >= limits.connectionsMax) break
      row = newRow(nextKey(into))
      into.push(row)
    }
    const type = address.type ?? row.type
    const unsaid = address.type === undefined ? defaultPorts[type] : portOfScheme(type)
    const port = String(address.port === 0 ? unsaid : address.port)
    into[index] = {
      ...row,
      type,
      host: address.host,
      port,
      path: address.path,
      portTyped: address.port !== 0,
    }
    focusKey = row.key
    index += 1
    while (into[index] !== undefined && into[index]?.host !== '') index += 1
  }
  return { rows: into, focusKey }
}
