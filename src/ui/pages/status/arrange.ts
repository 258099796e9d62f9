import type { PublicNode } from '../../../contract/public.ts'
import { t } from '../../i18n/status.ts'
import { daysToCompare, daysWatched, readDays, uptime } from '../../lib/days.ts'
import { hasRoom, loadOf, tagsOf } from '../../lib/node-state.ts'
import { latinNames } from '../../lib/latin-places.ts'
import type { Filters, SortChoice, StatusChoice } from '../../lib/url-state.ts'

const fits: Readonly<Record<StatusChoice, (node: PublicNode) => boolean>> = {
  all: () => true,
  room: hasRoom,
  online: (node) => node.status === 'online',
  limited: (node) => node.state === 'full' || node.state === 'quota_low' || node.state === 'quota_used',
  offline: (node) => node.state === 'offline' || node.state === 'unreachable',
  waiting: (node) => node.state === 'waiting',
}

/** A text as it is searched: compatibility forms (full-width, ligatures) folded, case dropped. */
export function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

/** Whether a node is in the list under these filters. Each word of the search must occur in its search text. */
export function matches(node: PublicNode, filters: Filters): boolean {
  if (filters.region !== 'all' && node.region_type !== filters.region) return false
  if (!fits[filters.status](node)) return false
  if (filters.proto !== '' && !node.protocols.includes(filters.proto)) return false
  if (filters.relay && node.allow_relay !== 1) return false
  if (filters.tag !== '' && !tagsOf(node).some((tag) => fold(tag) === fold(filters.tag))) return false
  const words = fold(filters.q)
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return true
  const text = fold(searchText(node))
  return words.every((word) => text.includes(word))
}

/** What a node can be found by: name, place (also in Latin letters), tags, protocols, and what the page says of it. */
function searchText(node: PublicNode): string {
  const own = `${node.node_name} ${node.region_detail} ${node.tags}`
  const said = [t(node.state), t(node.region_type), t(node.allow_relay === 1 ? 'relay' : 'punch')]
  return [own, latinNames(own), ...said, ...node.protocols].join(' ')
}

type Sorter = (node: PublicNode) => readonly (number | string)[]

const sorters: Readonly<Record<SortChoice, (endMs: number) => Sorter>> = {
  best: () => (node) => [rank(node), loadOf(node), fold(node.node_name)],
  name: () => (node) => [fold(node.node_name)],
  latency: () => (node) => [
    node.status === 'online' && node.latency_ms >= 0 ? node.latency_ms : Number.MAX_VALUE,
    fold(node.node_name),
  ],
  // A node of a few days has not shown yet what the others have.
  uptime: (endMs) => (node) => {
    const days = readDays(node.days, endMs)
    const young = daysWatched(days) < daysToCompare ? 1 : 0
    return [young, -(uptime(days) ?? -1), fold(node.node_name)]
  },
  load: () => (node) => [node.status === 'online' ? loadOf(node) : Number.MAX_VALUE, fold(node.node_name)],
}

function rank(node: PublicNode): number {
  if (hasRoom(node)) return 0
  if (node.status === 'online') return 1
  return node.state === 'offline' || node.state === 'unreachable' ? 2 : 3
}

/**
 * Ids in the order of the list: region by region, then as asked. With `before` (an earlier order under the same
 * filters) rows keep their places, gone nodes leave, and new ones come last in their region.
 */
export function arrange(
  nodes: readonly PublicNode[],
  filters: Filters,
  endMs: number,
  before: readonly number[] = [],
): number[] {
  const place = new Map(before.map((id, index) => [id, index]))
  const keysOf = sorters[filters.sort](endMs)
  const shown = nodes
    .filter((node) => place.has(node.id) || matches(node, filters))
    .map((node) => ({
      id: node.id,
      keys: [
        node.region_type === 'domestic' ? 0 : 1,
        place.get(node.id) ?? before.length,
        ...keysOf(node),
        node.id,
      ],
    }))
  shown.sort((a, b) => compare(a.keys, b.keys))
  return shown.map((entry) => entry.id)
}

const collator = new Intl.Collator(undefined, { numeric: true })

function compare(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i], b[i]]
    if (x === y) continue
    if (typeof x === 'string' && typeof y === 'string') return collator.compare(x, y)
    return Number(x) - Number(y)
  }
  return 0
}

/** Tags of all nodes, the most used first. */
export function commonTags(nodes: readonly PublicNode[], most: number): string[] {
  const uses = new Map<string, number>()
  for (const node of nodes) for (const tag of tagsOf(node)) uses.set(tag, (uses.get(tag) ?? 0) + 1)
  return [...uses]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, most)
    .map(([tag]) => tag)
}
