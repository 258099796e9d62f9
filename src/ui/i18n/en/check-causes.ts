import type { causes as source } from '../zh-CN/check-causes.ts'

export const causes: Readonly<Record<keyof typeof source, string>> = {
  why_dns_error: 'the name does not resolve',
  why_refused: 'connection refused',
  why_connect_timeout: 'connection timed out',
  why_unreachable: 'network unreachable',
  why_connect_failed: 'connection failed',
  why_tls_error: 'TLS handshake failed',
  why_ws_upgrade_failed: 'WebSocket upgrade failed',
  why_wrong_protocol: 'wrong protocol',
  why_not_easytier: 'not EasyTier',
  why_protocol_version: 'incompatible version',
  why_closed_no_response: 'closed without an answer',
  why_handshake_timeout: 'handshake timed out',
  why_probe_timeout: 'no answer',
  why_no_pong: 'no reply after the handshake',
  why_dropped: 'dropped after the handshake',
  why_other: 'for another reason',
  whyOwn: 'this site',
  whyComma: ', ',
  whyAt: '{w} ({p})',
}
