import { parseServer, type CheckScheme } from '../contract/check.ts'

/** Where a probe goes, out of the text that a person gave. */
export type Target = {
  readonly scheme: CheckScheme
  /** A name in lower-case ASCII or an address, IPv6 without brackets. */
  readonly host: string
  readonly hostIsAddress: boolean
  readonly port: number
  /** Path and query of a WebSocket address, from `/` on; empty for tcp and udp. */
  readonly path: string
  /** The same node in one spelling, whatever the transport: `host:port`. */
  readonly node: string
}

export type TargetResult =
  | { readonly kind: 'target'; readonly target: Target }
  | {
      readonly kind: 'refused'
      readonly code: 'unsupported_protocol' | 'invalid_address' | 'address_forbidden'
    }

/**
 * Reads `tcp://host:port`, `udp://host:port`, `ws://host:port/path?query`, `wss://…`. The host is normalised by the rules of the
 * URL standard (decimal, octal and hexadecimal IPv4 become dotted, IDN becomes ASCII), so that what is vetted
 * is what is dialled. A host that these rules refuse (zone ids, numbers out of range) is `address_forbidden`.
 */
export function parseTarget(server: string): TargetResult {
  const parsed = parseServer(server)
  if (!parsed.ok) {
    return {
      kind: 'refused',
      code: parsed.reason === 'malformed' ? 'invalid_address' : 'unsupported_protocol',
    }
  }
  const { scheme, port } = parsed.address
  const host = normaliseHost(parsed.address.host)
  const path = scheme === 'tcp' || scheme === 'udp' ? '' : normalisePath(parsed.address.path)
  if (host === null || path === null) return { kind: 'refused', code: 'address_forbidden' }
  const hostIsAddress = host.includes(':') || /^\d+\.\d+\.\d+\.\d+$/.test(host)
  const node = `${bracketed(host)}:${port}`
  return { kind: 'target', target: { scheme, host, hostIsAddress, port, path, node } }
}

/** IPv6 in brackets, everything else as it is. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

/** The URL standard's host parser, borrowed from a scheme that uses it; null when it refuses. */
function normaliseHost(host: string): string | null {
  if (!URL.canParse(`http://${bracketed(host)}/`)) return null
  const { hostname } = new URL(`http://${bracketed(host)}/`)
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
  return bare === '' || bare === '.' || bare.length > 254 ? null : bare
}

function normalisePath(path: string): string | null {
  if (!URL.canParse(path, 'http://host/')) return null
  const url = new URL(path, 'http://host/')
  return url.host === 'host' ? url.pathname + url.search : null
}
