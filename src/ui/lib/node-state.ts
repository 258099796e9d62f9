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

/** Whether an address of the node is of use now: it is up, and takes somebody in. */
export function usable(node: Pick<PublicNode, 'state'>): boolean {
  return node.state === 'online' || node.state === 'full' || node.state === 'quota_low'
}

/** Mbps that the node may use: its tier, else its maximum. */
export function bandwidthLimit(node: Pick<PublicNode, 'tier_bandwidth' | 'max_bandwidth'>): number {
  return node.tier_bandwidth > 0 ? node.tier_bandwidth : node.max_bandwidth
}

/** Mbps that the online nodes carry and may carry together; a node's limit is the one that its row shows. */
export function bandwidthOf(nodes: readonly PublicNode[]): Readonly<{ now: number; all: number }> {
  const online = nodes.filter((node) => node.status === 'online')
  return {
    now: online.reduce((sum, node) => sum + node.current_bandwidth, 0),
    all: online.reduce((sum, node) => sum + bandwidthLimit(node), 0),
  }
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

/**
 * `ok`: no region with nodes has lost half of them; `tight`: one has, but somebody can be sent somewhere; `none`:
 * nobody has room. Nodes that never reported were never there to be lost.
 */
export type Headline = Readonly<{
  level: 'ok' | 'tight' | 'none'
  total: number
  online: number
  room: number
  counts: Readonly<Record<Region, number>>
  /** The region that has lost the most, with its nodes that have room. */
  worst: Readonly<{ region: Region; room: number }>
}>

/** Sums a list up for the head of the page. */
export function headlineOf(nodes: readonly PublicNode[]): Headline {
  const counts = { domestic: 0, overseas: 0 }
  const begun = { domestic: 0, overseas: 0 }
  const rooms = { domestic: 0, overseas: 0 }
  let online = 0
  for (const node of nodes) {
    counts[node.region_type] += 1
    if (node.state !== 'waiting') begun[node.region_type] += 1
    if (node.status === 'online') online += 1
    if (hasRoom(node)) rooms[node.region_type] += 1
  }
  const lost = (region: Region): number => 1 - share(rooms[region], begun[region])
  const used = regions.filter((region) => begun[region] > 0)
  const region = [...used].sort((a, b) => lost(b) - lost(a))[0] ?? 'domestic'
  const room = rooms.domestic + rooms.overseas
  const level = room === 0 ? 'none' : lost(region) < 0.5 ? 'ok' : 'tight'
  return { level, total: nodes.length, online, room, counts, worst: { region, room: rooms[region] } }
}

/** Whether enough is known of latency to show, sort by and choose by it: of a third of the nodes that are online. */
export function latencyKnown(nodes: readonly Pick<PublicNode, 'status' | 'latency_ms'>[]): boolean {
  const online = nodes.filter((node) => node.status === 'online')
  const measured = online.filter((node) => node.latency_ms >= 0).length
  return measured > 0 && measured * 3 >= online.length
}

/** Tags of a node, as its owner parted them. */
export function tagsOf(node: Pick<PublicNode, 'tags'>): string[] {
  return node.tags
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')
}
