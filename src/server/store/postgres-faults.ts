import { codeOf, lineOf } from './errors.ts'

/** What to do about an error of the database: try at once again, answer 503, or let it through as a bug. */
export type Fault = 'again' | 'away' | 'refused' | 'bug'

/** Codes of the client and of the net: the statement may have run or not. */
const lostCodes: ReadonlySet<string> = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
])

/**
 * Classes and codes of SQLSTATE (PostgreSQL, appendix A). Again: connections, rollbacks, shutdown. Away: resources (a
 * full disk, too many connections), the statement's deadline, a read-only standby. Refused: only the operator helps.
 */
const states: readonly (readonly [RegExp, Fault])[] = [
  [/^(08|40|57P0)/, 'again'],
  [/^(53|55|57|58|25006)/, 'away'],
  [/^(28|3D000|3F000|42501)/, 'refused'],
]

/** Which of these an error is, by its code. */
export function faultOf(error: unknown): Fault {
  const code = codeOf(error)
  if (lostCodes.has(code)) return 'again'
  if (code === 'ETIMEDOUT') return 'away'
  return states.find(([form]) => form.test(code))?.[1] ?? 'bug'
}

/** True when the database itself is out of reach, so that no other statement need be tried now. */
export function isGone(error: unknown): boolean {
  const code = codeOf(error)
  return lostCodes.has(code) || code === 'ETIMEDOUT' || /^(08|57P0)/.test(code)
}

/** One line for the log and the answer, without the address or password of the database. */
export function faultLine(error: unknown): string {
  const code = codeOf(error)
  const isOfNet = lostCodes.has(code) || code === 'ETIMEDOUT'
  return `the database cannot be used: ${isOfNet ? code : `${lineOf(error)}${code === '' ? '' : ` (${code})`}`}`
}
