/**
 * How a check may end, in an order that is never changed: facts keep the place in it. Those of the probe, and `other` for
 * what somebody else's checker calls by a name of its own.
 */
export const checkCodes = [
  'ok',
  'other',
  'dns_error',
  'refused',
  'connect_timeout',
  'unreachable',
  'connect_failed',
  'tls_error',
  'ws_upgrade_failed',
  'wrong_protocol',
  'probe_timeout',
  'not_easytier',
  'protocol_version',
  'closed_no_response',
  'handshake_timeout',
  'secure_mode_required',
  'secure_not_supported',
  'wrong_secret',
  'credential_node',
  'foreign_rejected',
  'network_name_mismatch',
  'no_pong',
  'sync_unavailable',
  'dropped',
  'too_many_headers',
  // The place could not look: tells nothing of the node, but that it has had its turn.
  'unlooked',
] as const
export type CheckCode = (typeof checkCodes)[number]

/** The checker was busy or away: nothing was tried, and nothing is kept. */
const untried: ReadonlySet<string> = new Set(['aborted', 'checker_unavailable'])

/** Ends that say nothing of the node: this checker cannot look at such an address, or may not. */
const unsaying: ReadonlySet<string> = new Set([
  'invalid_address',
  'invalid_field',
  'unsupported_protocol',
  'address_forbidden',
  'port_forbidden',
  'unsupported_here',
  'peer_id_conflict',
])

/** An EasyTier node answered, and does not take members of the network that asked. */
const refusals: ReadonlySet<string> = new Set([
  'secure_mode_required',
  'secure_not_supported',
  'wrong_secret',
  'credential_node',
  'foreign_rejected',
  'network_name_mismatch',
] satisfies CheckCode[])

const known: ReadonlySet<string> = new Set(checkCodes)

function isCode(code: string): code is CheckCode {
  return known.has(code)
}

/** The code of a finished check as a result keeps it; undefined when none was made. */
export function checkCodeOf(isOnline: boolean, code: string): CheckCode | undefined {
  if (isOnline) return 'ok'
  if (untried.has(code)) return undefined
  if (unsaying.has(code)) return 'unlooked'
  return isCode(code) && code !== 'ok' ? code : 'other'
}

/** What a result says: joined, answered but refused, or failed. */
export type Verdict = 'joined' | 'refused' | 'failed'

/** The verdict of a code. */
export function verdictOf(code: CheckCode): Verdict {
  if (code === 'ok') return 'joined'
  return refusals.has(code) ? 'refused' : 'failed'
}
