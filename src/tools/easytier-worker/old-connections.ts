import * as v from 'valibot'
import { limits } from '../../contract/limits.ts'
import { Connection } from '../../contract/node.ts'
import type { Source } from './cells.ts'
import { shown } from './told.ts'

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Old pages stored ports as text and IPv6 in brackets. */
function mended(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null) return entry
  const { type, ip, port, path } = entry as Record<string, unknown>
  return {
    type,
    ip: typeof ip === 'string' ? ip.trim().replace(/^\[(.*)\]$/, '$1') : ip,
    port: typeof port === 'string' && /^\d{1,5}$/.test(port.trim()) ? Number(port) : port,
    ...(typeof path === 'string' && path !== '' ? { path } : {}),
  }
}

/** The addresses of a node, those that are none left out and told. Empty: the node cannot be taken. */
export function readConnections({ row, report }: Source): readonly Connection[] {
  const raw = row['connections']
  // Some clients stored the JSON of a JSON text.
  const once = parsed(raw)
  const list = typeof once === 'string' ? parsed(once) : once
  if (!Array.isArray(list)) {
    report.leftOut(`${shown(raw)} is no list of addresses`, 'connections')
    return []
  }
  const found: Connection[] = []
  for (const [at, entry] of list.entries()) {
    const result = v.safeParse(Connection, mended(entry))
    if (!result.success) report.leftOut(`${shown(entry)} is no address`, `connections[${at}]`)
    else if (found.length === limits.connectionsMax) {
      report.leftOut(`a node has at most ${limits.connectionsMax} addresses`, `connections[${at}]`)
    } else found.push(result.output)
  }
  return found
}
