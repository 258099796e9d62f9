/** Why a probe ended as it did, or what a reader of a good result should know. Protocol, section 9. */
export const probeCodes = [
  // dialling
  'invalid_address',
  'invalid_field',
  'unsupported_protocol',
  'address_forbidden',
  'port_forbidden',
  'dns_error',
  'refused',
  'connect_timeout',
  'unreachable',
  'connect_failed',
  'tls_error',
  'ws_upgrade_failed',
  'wrong_protocol',
  'probe_timeout',
  'aborted',
  'checker_unavailable',
  'unsupported_here',
  // the wire
  'not_easytier',
  'protocol_version',
  'closed_no_response',
  'handshake_timeout',
  'secure_mode_required',
  'secure_not_supported',
  'wrong_secret',
  'credential_node',
  'foreign_rejected',
  'peer_id_conflict',
  // warnings of a node that is online, or the reason why it is not
  'network_name_mismatch',
  'no_pong',
  'sync_unavailable',
  'dropped',
  'too_many_headers',
] as const

export type ProbeCode = (typeof probeCodes)[number]
