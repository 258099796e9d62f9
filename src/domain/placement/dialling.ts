import { protocolBits } from './protocol-bits.ts'

/**
 * What a client can dial. Cores before 2.6 drop the port where it is the scheme's own (`wss://h:443`, `ws://h:80`) and
 * dial another; over IPv4 an address that is IPv6 alone is out of reach. `any` leaves everything in.
 */
export type ClientKind = 'any' | 'old4' | 'new4' | 'old6'

type Address = { readonly type: string; readonly ip: string; readonly port: number }

/** Bits of a set of protocols; the sets of the kinds lie side by side in one number. */
const setBits = 7
const setMask = (1 << setBits) - 1
const places = { any: 0, old4: 1, new4: 2, old6: 3 } as const satisfies Record<ClientKind, number>
const kinds = Object.keys(places) as ClientKind[]

/** The kind of a client by its core's version, where it is known, and the family of its own address. */
export function clientKindOf(version: string | undefined, isIpv6: boolean): ClientKind {
  const isNew = version !== undefined && isSince26(version)
  if (isIpv6) return isNew ? 'any' : 'old6'
  return isNew ? 'new4' : 'old4'
}

function isSince26(version: string): boolean {
  const [, major = '', minor = ''] = /^v?(\d{1,4})\.(\d{1,4})/.exec(version) ?? []
  return Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 6)
}

/** Whether a kind of client can dial an address. `reachesIpv6`: also those over IPv4, because the site says so. */
export function canDial(kind: ClientKind, { type, ip, port }: Address, reachesIpv6 = false): boolean {
  const isOld = kind === 'old4' || kind === 'old6'
  if (isOld && ((type === 'WSS' && port === 443) || (type === 'WS' && port === 80))) return false
  const isOver4 = kind === 'old4' || kind === 'new4'
  return !(isOver4 && !reachesIpv6 && ip.includes(':'))
}

/** The protocols by which each kind of client can dial a node, in one number; its lowest bits are those of `any`. */
export function dialBits(addresses: readonly Address[], reachesIpv6: boolean): number {
  let bits = 0
  for (const kind of kinds) {
    const names = addresses.filter((one) => canDial(kind, one, reachesIpv6)).map(({ type }) => type)
    bits |= protocolBits(names) << (places[kind] * setBits)
  }
  return bits
}

/** The set of protocols of one kind out of such a number. */
export function protocolsFor(bits: number, kind: ClientKind): number {
  return (bits >>> (places[kind] * setBits)) & setMask
}
