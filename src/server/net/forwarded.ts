import type { IncomingMessage } from 'node:http'
import { normalAddress, type TrustedProxies } from './trusted-proxies.ts'

/** What a chain of trusted proxies says about a request, or the connection itself. */
export type Forwarded = {
  /** Address of the client in its shortest form; '' when the socket is gone already. */
  readonly clientIp: string
  readonly protocol: 'http' | 'https'
  /** `X-Forwarded-Host`; undefined without one from a trusted peer. */
  readonly host: string | undefined
}

/** More hops than any deployment has; a longer list is somebody's joke. */
const hopsMax = 32

/**
 * Who asks, and by what name and scheme. The right-most address of `X-Forwarded-For` that no trusted proxy has is the
 * client; a header from a peer that is not trusted says nothing.
 */
export function readForwarded(request: IncomingMessage, proxies: TrustedProxies): Forwarded {
  const peer = normalAddress(request.socket.remoteAddress ?? '') ?? ''
  if (!proxies.trusts(peer)) return { clientIp: peer, protocol: 'http', host: undefined }
  const { headers } = request
  return {
    clientIp: clientOf(peer, listOf(headers['x-forwarded-for']), proxies),
    protocol: listOf(headers['x-forwarded-proto']).at(-1)?.toLowerCase() === 'https' ? 'https' : 'http',
    host: listOf(headers['x-forwarded-host']).at(-1),
  }
}

function listOf(header: string | string[] | undefined): string[] {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '')
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function clientOf(peer: string, named: readonly string[], proxies: TrustedProxies): string {
  let client = peer
  for (const text of named.slice(-hopsMax).reverse()) {
    const address = normalAddress(withoutPort(text))
    // What cannot be read was not written by a proxy of ours.
    if (address === undefined) return client
    client = address
    if (!proxies.trusts(address)) return client
  }
  return client
}

/** Some proxies write `1.2.3.4:56` and `[2001:db8::1]:56`. */
function withoutPort(text: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1]
  if (bracketed !== undefined) return bracketed
  return /^[\d.]+:\d+$/.test(text) ? text.slice(0, text.indexOf(':')) : text
}
