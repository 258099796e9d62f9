import ipaddr from 'ipaddr.js'

type Range = readonly [ipaddr.IPv4 | ipaddr.IPv6, number]

/** The proxies whose `X-Forwarded-*` are believed. */
export type TrustedProxies = { readonly trusts: (address: string) => boolean }

const loopback = ['127.0.0.0/8', '::1/128']

/**
 * Reads TRUSTED_PROXIES: addresses and CIDRs with commas or spaces between them, or the word `loopback`; empty = none.
 * Throws an Error that names the first part that is neither.
 */
export function parseProxies(text: string): TrustedProxies {
  const words = text.split(/[\s,]+/).filter((word) => word !== '')
  const ranges = words.flatMap((word) => (word === 'loopback' ? loopback : [word])).map(rangeOf)
  return { trusts: (address) => ranges.length > 0 && isInside(address, ranges) }
}

function rangeOf(word: string): Range {
  try {
    if (!word.includes('/')) {
      const address = parseAddress(word)
      if (address !== undefined) return [address, address.kind() === 'ipv4' ? 32 : 128]
    } else if (ipaddr.isValidCIDR(word)) return ipaddr.parseCIDR(word)
  } catch (error) {
    throw new Error(`${word} is not an address, a CIDR or the word loopback`, { cause: error })
  }
  throw new Error(`${word} is not an address, a CIDR or the word loopback`)
}

function isInside(text: string, ranges: readonly Range[]): boolean {
  const address = parseAddress(text)
  return (
    address !== undefined &&
    ranges.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits))
  )
}

/** An address as it is written in one form: IPv4 inside IPv6 (`::ffff:1.2.3.4`) is IPv4; undefined when it is none. */
function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text)
  if (!text.includes(':') || !ipaddr.IPv6.isValid(text)) return undefined
  const address = ipaddr.IPv6.parse(text)
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address
}

/** The text of an address in its shortest form, without a zone, mapped IPv4 as IPv4; undefined when it is none. */
export function normalAddress(text: string): string | undefined {
  // Of the two kinds this is the common one, and it has one form.
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return text
  const address = parseAddress(text.replace(/%.*$/, ''))
  return address?.toString()
}
