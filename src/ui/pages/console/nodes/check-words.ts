import { t } from '../../../i18n/console.ts'
import { language } from '../../../i18n/language.ts'

/** English for the codes of a health check; in Chinese the server's own text says it. */
const english: Readonly<Record<string, string>> = {
  invalid_address: 'the address is not valid',
  invalid_field: 'a field is not valid',
  unsupported_protocol: 'only tcp, udp, ws and wss can be checked',
  address_forbidden: 'only public addresses are checked',
  port_forbidden: 'this port is not checked',
  dns_error: 'the name does not resolve',
  refused: 'the connection was refused',
  connect_timeout: 'no connection in time',
  unreachable: 'the network is unreachable',
  connect_failed: 'the connection failed',
  tls_error: 'the TLS handshake failed',
  ws_upgrade_failed: 'the WebSocket upgrade failed',
  wrong_protocol: 'no WebSocket service there',
  probe_timeout: 'no answer in time',
  not_easytier: 'no EasyTier node there',
  protocol_version: 'an EasyTier version that cannot be checked',
  closed_no_response: 'closed: wrong secret or refused',
  handshake_timeout: 'no handshake in time',
  secure_mode_required: 'the node wants secure mode',
  wrong_secret: 'the network secret is wrong',
  credential_node: 'the node wants a credential',
  foreign_rejected: 'the node refuses this network',
  network_name_mismatch: 'the node belongs to another network',
  no_pong: 'no pong from the node',
  dropped: 'the node hung up',
  unsupported_here: 'no UDP can be sent from here',
}

/** Codes of checks that were never begun: they say nothing about the node. */
const untried: ReadonlySet<string> = new Set([
  'invalid_address',
  'unsupported_protocol',
  'address_forbidden',
  'port_forbidden',
])

/** Whether a check came to say anything about the node. */
export function wasTried(code: string | undefined): boolean {
  return (
    code === undefined ||
    (!untried.has(code) && code !== 'checker_unavailable' && code !== 'unsupported_here')
  )
}

/** Why a check found a node offline, in the reader's language; the checker's own failures are told apart. */
export function checkWords(
  name: string,
  code: string | undefined,
  text: string | undefined,
  host: string,
): string {
  const why = (language() === 'en' ? english[code ?? ''] : undefined) ?? text ?? ''
  if (code !== undefined && untried.has(code)) {
    return host !== '' && code === 'address_forbidden'
      ? t('checkNotPublic', { name, host })
      : t('checkUntried', { name, why })
  }
  if (code === 'checker_unavailable' || code === 'unsupported_here') return t('checkerFailed', { why })
  return t('checkOffline', { name, why })
}
