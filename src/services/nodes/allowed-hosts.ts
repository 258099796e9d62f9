import { isIpv4, isIpv6 } from '../../contract/fields.ts'
import { ServiceError } from '../../contract/errors.ts'
import type { Connection } from '../../contract/node.ts'
import type { ServiceContext } from '../context/context.ts'
import { siteSettings } from '../system/site-settings.ts'
import { loadSettings } from '../../store/system/index.ts'

/** Names that lead to the machine that asks, or to one of its own network; one label alone is completed there. */
const localName = /^(?:[^.]+|.*\.(?:localhost|localdomain|local|internal|intranet|lan|home|home\.arpa))\.?$/i

/** First bits of IPv4 addresses that no client somewhere else can reach (RFC 6890): value and length. */
const unreachable = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const

function numberOf(ipv4: string): number {
  return ipv4.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
}

function isPublicIpv4(ipv4: string): boolean {
  const value = numberOf(ipv4)
  return !unreachable.some(([start, bits]) => {
    const size = 2 ** (32 - bits)
    return Math.floor(value / size) === Math.floor(numberOf(start) / size)
  })
}

/** First groups of an IPv6 address that has an IPv4 one in it, the IPv4 one whole: mapped, compatible, NAT64, 6to4. */
const carriesIpv4 = [
  /^::(?:ffff:)?([0-9a-f]{1,4}):([0-9a-f]{1,4})$/,
  /^64:ff9b::([0-9a-f]{1,4}):([0-9a-f]{1,4})$/,
  /^2002:([0-9a-f]{1,4}):([0-9a-f]{1,4}):/,
] as const

/**
 * IPv6: of what is global (2000::/3, RFC 4291) all but Teredo, which leads wherever it says; what carries an IPv4
 * address is what that one is.
 */
function isPublicIpv6(ipv6: string): boolean {
  // The URL parser writes an address in its one shortest form.
  const plain = new URL(`http://[${ipv6}]/`).hostname.slice(1, -1)
  for (const form of carriesIpv4) {
    const [, high, low] = form.exec(plain) ?? []
    if (high === undefined || low === undefined) continue
    const value = Number.parseInt(high, 16) * 65_536 + Number.parseInt(low, 16)
    return isPublicIpv4([24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.'))
  }
  return /^[23][0-9a-f]{3}:/.test(plain) && !/^(?:2001::|2001:0:|2002:)/.test(plain)
}

/** True for an address that a client somewhere else can try; for a name, unless it is known to be local. */
export function isPublicHost(host: string): boolean {
  if (isIpv4(host)) return isPublicIpv4(host)
  return isIpv6(host) ? isPublicIpv6(host) : !localName.test(host)
}

/**
 * Refuses addresses that nobody elsewhere can use (0.0.0.0, ::, loopback, private) unless the site allows them.
 * Throws ServiceError invalid_field with the place of the first.
 */
export async function requirePublicHosts(
  ctx: ServiceContext,
  connections: readonly Connection[] | undefined,
): Promise<void> {
  const at = connections?.findIndex(({ ip }) => !isPublicHost(ip)) ?? -1
  if (at < 0 || siteSettings(await loadSettings(ctx)).allow_private_nodes === 1) return
  const field = `connections[${at}].ip`
  throw new ServiceError('invalid_field', { field }, `${field}：须为其他机器可以访问的公网地址`)
}
