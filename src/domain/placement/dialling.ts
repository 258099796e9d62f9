import { connectionUrl } from '../../contract/connection-url.ts'
import { isWanted } from '../../contract/vocabulary.ts'
import type { Evidence } from '../evidence/index.ts'

type Address = {
  readonly type: string
  readonly ip: string
  readonly port: number
  readonly path?: string | undefined
}

/**
 * Cores before 2.6 drop a port that is the scheme's own and dial EasyTier's instead: they never join by
 * `wss://host:443` or `ws://host:80`.
 */
export function needsNewCore({ type, port }: Pick<Address, 'type' | 'port'>): boolean {
  return (type === 'WSS' && port === 443) || (type === 'WS' && port === 80)
}

/** True for an address that needs IPv6 at the client, and at the site that tells of it. */
export function needsIpv6({ ip }: Pick<Address, 'ip'>): boolean {
  // What is listed was checked: only an IPv6 address has a colon.
  return ip.includes(':')
}

function rankOf(address: Address): number {
  return (isWanted(address.type, []) ? 0 : 2) + (needsIpv6(address) ? 1 : 0)
}

/**
 * The addresses of a node that may be offered, the ones most clients can dial first, else in the owner's order: those
 * that passed their newest check, or all while none has passed.
 */
export function offeredAddresses<A extends Address>(
  addresses: readonly A[],
  { goodUrls }: Pick<Evidence, 'goodUrls'>,
): readonly A[] {
  const passed = addresses.filter((address) => goodUrls.includes(connectionUrl(address)))
  const offered = passed.length > 0 ? passed : addresses
  return offered.toSorted((one, other) => rankOf(one) - rankOf(other))
}
