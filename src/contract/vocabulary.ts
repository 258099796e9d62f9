/** Protocols that a node may listen with. The order is that of bit sets in stored views: add at the end. */
export const protocols = ['TCP', 'UDP', 'WS', 'WSS', 'WG', 'QUIC'] as const
export type Protocol = (typeof protocols)[number]

export const regions = ['domestic', 'overseas'] as const
export type Region = (typeof regions)[number]

/** What a question may ask of regions. */
export const regionChoices = ['all', ...regions] as const
export type RegionChoice = (typeof regionChoices)[number]

/** By what nodes are put in order. */
export const priorities = ['traffic', 'bandwidth', 'latency', 'capacity'] as const
export type Priority = (typeof priorities)[number]
