import { regions } from '../../contract/vocabulary.ts'
import { minuteMs } from '../../contract/time.ts'
import type { Region } from '../../contract/vocabulary.ts'
import type { PublicNode } from '../../contract/public.ts'

/** Our data older than this shows states only "as of" its time. */
export const asOfAfterMs = 10 * minuteMs

/** Online, not full, less than 95 % of the quota used: what the server calls plain `online`. */
export function hasRoom(node: Pick<PublicNode, 'state'>): boolean {
  return node.state === 'online'
}

/** Mbps that the node may use: its tier, else its maximum. */
export function bandwidthLimit(node: Pick<PublicNode, 'tier_bandwidth' | 'max_bandwidth'>): number {
  return node.tier_bandwidth > 0 ? node.tier_bandwidth : node.max_bandwidth
}

/** The tightest of bandwidth, connections and traffic as a share, 1 = used up. */
export function loadOf(node: PublicNode): number {
  return Math.max(
    share(node.current_bandwidth, bandwidthLimit(node)),
    share(node.connection_count, node.max_connections),
    share(node.used_traffic, node.max_traffic),
  )
}

/** Part of a limit that is used; 0 when there is no limit. */
export function share(used: number, limit: number): number {
  return limit > 0 ? used / limit : 0
}

/** `ok`: each region with nodes has two with room; `tight`: less, but some; `none`: nobody has room. */
export type Headline = Readonly<{
  level: 'ok' | 'tight' | 'none'
  total: number
  online: number
  room: number
  counts: Readonly<Record<Region, number>>
  /** The region that is worst off, with its nodes with room. */
  worst: Readonly<{ region: Region; room: number }>
}>

/** Sums a list up for the head of the page. */
export function headlineOf(nodes: readonly PublicNode[]): Headline {
  const counts = { domestic: 0, overseas: 0 }
  const rooms = { domestic: 0, overseas: 0 }
  let online = 0
  for (const node of nodes) {
    counts[node.region_type] += 1
    if (node.status === 'online') online += 1
    if (hasRoom(node)) rooms[node.region_type] += 1
  }
  const used = regions.filter((region) => counts[region] > 0)
  const worstRegion = [...used].sort((a, b) => rooms[a] - rooms[b])[0] ?? 'domestic'
  const room = rooms.domestic + rooms.overseas
  const worst = { region: worstRegion, room: rooms[worstRegion] }
  const level = room === 0 ? 'none' : worst.room >= 2 ? 'ok' : 'tight'
  return { level, total: nodes.length, online, room, counts, worst }
}

/** Tags of a node, as its owner parted them. */
export function tagsOf(node: Pick<PublicNode, 'tags'>): string[] {
  return node.tags
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')
}
