import ipaddr from 'ipaddr.js'

/**
 * Ranges refused beyond what ipaddr.js calls anything but `unicast`: addresses inside public space that
 * lead to a cloud's own services, and blocks that carry an IPv4 address or never reach the Internet.
 */
const refusedBlocks: readonly (readonly [block: string, why: string])[] = [
  ['168.63.129.16/32', 'Azure host services'],
  ['192.31.196.0/24', 'AS112'],
  ['192.52.193.0/24', 'AMT relays'],
  ['192.175.48.0/24', 'AS112'],
  ['2001::/23', 'IETF protocol assignments: Teredo, ORCHID, benchmarking (RFC 6890)'],
  ['2001:db8::/32', 'documentation (RFC 3849)'],
  ['2002::/16', '6to4 (RFC 3056)'],
  ['3ffe::/16', 'former 6bone'],
  ['3fff::/20', 'documentation (RFC 9637)'],
  ['2620:4f:8000::/48', 'AS112'],
]

const refused = refusedBlocks.map(([block]) => ipaddr.parseCIDR(block))

/** IPv6 on the Internet lives here and nowhere else (RFC 4291, section 2.4; IANA registry). */
const globalUnicast6 = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * True when `address` (dotted IPv4 or IPv6 text, as a resolver gives it) is a public unicast address.
 * Everything else is false: private, loopback, link-local, multicast, reserved and metadata addresses,
 * IPv4 inside IPv6 in any form (mapped, compatible, NAT64, 6to4, Teredo), zone ids and what is no address.
 */
export function isPublicAddress(address: string): boolean {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) {
    const parsed = ipaddr.IPv4.parse(address)
    return parsed.range() === 'unicast' && !inRefusedBlock(parsed)
  }
  if (address.includes('%') || !ipaddr.IPv6.isValid(address)) return false
  const parsed = ipaddr.IPv6.parse(address)
  return parsed.match(globalUnicast6) && parsed.range() === 'unicast' && !inRefusedBlock(parsed)
}

/** Metadata services that hide in ranges of private networks. */
const refusedPrivate: ReadonlySet<string> = new Set(['100.100.100.200', 'fd00:ec2::254'])

const privateRanges: ReadonlySet<string> = new Set(['private', 'carrierGradeNat', 'uniqueLocal'])

/**
 * True for addresses of private networks (RFC 1918, RFC 6598, RFC 4193), in the one form that a resolver gives. This
 * machine itself, link-local neighbours and metadata services are none.
 */
export function isPrivateAddress(address: string): boolean {
  const isText4 = ipaddr.IPv4.isValidFourPartDecimal(address)
  if (!isText4 && (address.includes('%') || !ipaddr.IPv6.isValid(address))) return false
  const parsed = isText4 ? ipaddr.IPv4.parse(address) : ipaddr.IPv6.parse(address)
  return privateRanges.has(parsed.range()) && !refusedPrivate.has(parsed.toString())
}

/** How far a checker may reach: the Internet, private networks too, or (an operator's shell, tests) everywhere. */
export type Reach = 'public' | 'private' | 'any'

/** Whether an address may be dialled by a checker of that reach. */
export function isWithin(reach: Reach, address: string): boolean {
  return reach === 'any' || isPublicAddress(address) || (reach === 'private' && isPrivateAddress(address))
}

function inRefusedBlock(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return refused.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits))
}
