import type { Connection } from '../../contract/node.ts'

/** An IP address in one form: of the many of an IPv6 address the shortest, of IPv4 within IPv6 the IPv4 one. */
function plainAddress(ip: string): string {
  const bare = ip.replace(/^\[|\]$/g, '').toLowerCase()
  if (!bare.includes(':')) return bare
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(bare)?.[1]
  if (mapped !== undefined) return mapped
  const url = `http://[${bare}]/`
  return URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : bare
}

/**
 * Whether somebody comes from an address that a node lists as such: then the reporter runs where the node does. Names are
 * not looked up.
 */
export function isListedAddress(connections: readonly Pick<Connection, 'ip'>[], clientIp: string): boolean {
  if (clientIp === '') return false
  const from = plainAddress(clientIp)
  return connections.some(({ ip }) => plainAddress(ip) === from)
}
