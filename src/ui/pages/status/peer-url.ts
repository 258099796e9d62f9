import type { Priority } from '../../../contract/vocabulary.ts'
import type { PublicNode } from '../../../contract/public.ts'
import type { RegionChoice } from '../../../contract/vocabulary.ts'

export type PeerOptions = Readonly<{ region: RegionChoice; priority: Priority; relay: boolean }>

/** The address for EasyTier's -p; what is default is left out. */
export function peerUrl(origin: string, options: PeerOptions): string {
  const params = new URLSearchParams()
  if (options.region !== 'all') params.set('region', options.region)
  if (options.priority !== 'capacity') params.set('priority', options.priority)
  if (options.relay) params.set('relay_only', 'true')
  const query = params.toString()
  return `${origin}/peer${query === '' ? '' : `?${query}`}`
}

/** How many nodes the address may answer now: online, under quota, below their connections. */
export function candidates(nodes: readonly PublicNode[], options: PeerOptions): number {
  return nodes.filter(
    (node) =>
      node.status === 'online' &&
      node.state !== 'quota_used' &&
      node.connection_count < node.max_connections &&
      (options.region === 'all' || node.region_type === options.region) &&
      (!options.relay || node.allow_relay === 1),
  ).length
}
