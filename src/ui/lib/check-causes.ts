const causes = [
  'dns_error',
  'refused',
  'connect_timeout',
  'unreachable',
  'connect_failed',
  'tls_error',
  'ws_upgrade_failed',
  'wrong_protocol',
  'not_easytier',
  'protocol_version',
  'closed_no_response',
  'handshake_timeout',
  'probe_timeout',
  'no_pong',
  'dropped',
] as const

/** The text of a check's code; undefined for a code that has none. */
export function causeKey(code: string): `why_${(typeof causes)[number]}` | undefined {
  const cause = causes.find((one) => one === code)
  return cause && `why_${cause}`
}
