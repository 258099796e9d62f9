/** Protocols that a node may listen with. The order is that of bit sets in stored views: add at the end. */
export const protocols = ['TCP', 'UDP', 'WS', 'WSS', 'WG', 'QUIC', 'FAKETCP'] as const
export type Protocol = (typeof protocols)[number]

/** For who asks for them: clients do not come with a WireGuard pair, with QUIC built in, or with raw sockets. */
const rareProtocols: readonly string[] = ['WG', 'QUIC', 'FAKETCP']

/** Whether an address of that protocol is wanted by a question that names `asked` (upper case; none: what all can dial). */
export function isWanted(protocol: string, asked: readonly string[]): boolean {
  return asked.length === 0 ? !rareProtocols.includes(protocol) : asked.includes(protocol)
}

/**
 * Protocols that a core is given to dial unless it asks for others: WG needs a tunnel of its own, QUIC and FAKETCP are for
 * who asks.
 */
export const dialledProtocols: readonly Protocol[] = ['TCP', 'UDP', 'WS', 'WSS']

export const regions = ['domestic', 'overseas'] as const
export type Region = (typeof regions)[number]

/** What a question may ask of regions. */
export const regionChoices = ['all', ...regions] as const
export type RegionChoice = (typeof regionChoices)[number]

/** What checks from outside say of a node; unknown: nobody has looked lately, or nobody's word counts. */
export const reachabilities = ['unknown', 'reachable', 'unreachable'] as const
export type Reachability = (typeof reachabilities)[number]

/** By what nodes are put in order. */
export const priorities = ['traffic', 'bandwidth', 'latency', 'capacity'] as const
export type Priority = (typeof priorities)[number]

/** When a node is listed: by its first report, after its first good check, or once an admin has approved it as well. */
export const listingRules = ['open', 'checked', 'approved'] as const
export type ListingRule = (typeof listingRules)[number]

/** How a node stands: on the lists, or what it waits for, or what an admin has said. */
export const listingStates = ['listed', 'unchecked', 'unapproved', 'refused', 'hidden'] as const
export type ListingState = (typeof listingStates)[number]

/** What a visitor may say of a node. */
export const complaintReasons = ['unreachable', 'misleading', 'abuse', 'other'] as const
export type ComplaintReason = (typeof complaintReasons)[number]

/** Where a caller is, as a code of a country, with a carrier behind it: `CN`, `CN-TELECOM`; '' = it does not say. */
export const countryPattern = /^[A-Za-z0-9-]{0,32}$/
