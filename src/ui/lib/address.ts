import { isHostName, isIpv4, isIpv6 } from '../../contract/fields.ts'
import { protocols, type Protocol } from '../../contract/vocabulary.ts'

/** One address as typed or pasted: `port` 0 when the text named none, `type` undefined without a scheme. */
export type TypedAddress = {
  readonly type: Protocol | undefined
  readonly host: string
  readonly port: number
  readonly path: string
}

/** Ports that EasyTier listens on unless told otherwise. */
export const defaultPorts = {
  TCP: 11010,
  UDP: 11010,
  WS: 11011,
  WG: 11011,
  WSS: 11012,
  QUIC: 11012,
  FAKETCP: 11013,
} as const satisfies Record<Protocol, number>

/** The port that an address means which names a scheme and none: that of the scheme for the web's two, as cores do since 2.6. */
export function portOfScheme(type: Protocol): number {
  return { ...defaultPorts, WS: 80, WSS: 443 }[type]
}

/** Full-width digits, letters and punctuation become ASCII, names such as `节点.cn` their `xn--` form; blanks at the ends go. */
export function toHalfWidth(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll('。', '.')
    .trim()
    .replace(
      /^((?:[a-z]+:\/\/)?)([\p{L}\p{N}\p{M}.-]+)/iu,
      (_, scheme: string, host: string) => scheme + asciiName(host),
    )
}

/** The form of an internationalised name that DNS has (RFC 5891); other texts stay. */
function asciiName(host: string): string {
  if (!/[^\p{ASCII}]/u.test(host) || !host.includes('.')) return host
  try {
    return new URL(`http://${host}`).hostname
  } catch {
    return host
  }
}

/** Whether a text is an IPv4, IPv6 or DNS name, as the API accepts it. */
export function isHost(text: string): boolean {
  return isIpv4(text) || isIpv6(text) || isHostName(text)
}

function protocolOf(scheme: string): Protocol | undefined {
  return protocols.find((type) => type.toLowerCase() === scheme.toLowerCase())
}

/**
 * Reads `wss://host:443/path`, `host:port`, `[v6]:port`, a bare host or a bare IPv6.
 * Undefined when the text is none of these or its scheme is not EasyTier's.
 */
export function parseAddress(text: string): TypedAddress | undefined {
  const parts = /^(?:([a-z]+):\/\/)?(.+?)(\/.*)?$/i.exec(toHalfWidth(text))
  if (!parts) return undefined
  const type = parts[1] === undefined ? undefined : protocolOf(parts[1])
  if (parts[1] !== undefined && type === undefined) return undefined
  const place = parts[2] ?? ''
  const withPort = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(place)
  const host = withPort ? (withPort[1] ?? withPort[2] ?? '') : place
  if (!isHost(host)) return undefined
  const path = type === 'WS' || type === 'WSS' ? (parts[3] ?? '') : ''
  return { type, host, port: Number(withPort?.[3] ?? 0), path: path === '/' ? '' : path }
}

/** Addresses in pasted text, one a line or parted by blanks and commas. What cannot be read is left out. */
export function parseAddresses(text: string): TypedAddress[] {
  return toHalfWidth(text)
    .split(/[\s,;、]+/)
    .map(parseAddress)
    .filter((address) => address !== undefined)
}

/** Whether pasted text is more than a host: it names a scheme, a port, or several addresses. */
export function isPastedAddress(text: string): boolean {
  const found = parseAddresses(text)
  return found.length > 1 || found.some((one) => one.type !== undefined || one.port !== 0)
}

const privateIpv4 =
  /^(?:0|10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./
const privateIpv6 = /^(?:::1?$|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:|ff)/i

/** Whether nobody outside can reach the host: private, loopback, link-local or a name of the local network. */
export function isPrivateHost(host: string): boolean {
  if (isIpv4(host)) return privateIpv4.test(`${host}.`)
  if (isIpv6(host)) {
    const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(host)?.[1]
    return mapped === undefined ? privateIpv6.test(host) : isPrivateHost(mapped)
  }
  return /^localhost$|\.(?:local|lan|internal|home|localdomain)$/i.test(host)
}
