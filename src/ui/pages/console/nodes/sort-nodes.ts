import type { NodeState, OwnNode } from '../../../../contract/node.ts'
import { bandwidthLimit, share } from '../../../lib/node-state.ts'

/** Columns by which nodes can be sorted; `harm` puts what needs its owner most first. */
export const sortKeys = [
  'harm',
  'name',
  'owner',
  'bandwidth',
  'peers',
  'latency',
  'since',
  'traffic',
  'expiry',
] as const
export type SortKey = (typeof sortKeys)[number]
/** `turned` reverses the column's own first direction. */
export type Sort = { readonly key: SortKey; readonly turned: boolean }

/** The worst first: what serves nobody, then what soon will not, then what is well or off by choice. */
const harm = {
  unreachable: 0,
  offline: 1,
  quota_used: 2,
  full: 3,
  expired: 4,
  waiting: 5,
  quota_low: 6,
  online: 7,
  drained: 8,
} as const satisfies Record<NodeState, number>

/** The figure of a column, small first in its own direction; undefined when it is not known, which stands last. */
function figure(node: OwnNode, key: Exclude<SortKey, 'name' | 'owner'>): number | undefined {
  switch (key) {
    case 'harm':
      return harm[node.state]
    case 'bandwidth':
      return node.status === 'online' ? -share(node.current_bandwidth, bandwidthLimit(node)) : undefined
    case 'peers':
      return node.status === 'online' ? -share(node.connection_count, node.max_connections) : undefined
    case 'latency':
      return node.status === 'online' && node.latency_ms >= 0 ? -node.latency_ms : undefined
    case 'since':
      return node.status_since === null ? undefined : -Date.parse(node.status_since)
    case 'traffic':
      return node.max_traffic > 0 ? -share(node.used_traffic, node.max_traffic) : undefined
    case 'expiry':
      return Date.parse(node.valid_until)
  }
}

/** The nodes in the order of a column; equal ones by name, then by id, so that nothing jumps between two looks. */
export function sortNodes(nodes: readonly OwnNode[], { key, turned }: Sort): OwnNode[] {
  const names = new Intl.Collator('zh-CN', { numeric: true })
  const text = (node: OwnNode): string => (key === 'owner' ? node.owner_email : node.node_name)
  const sign = turned ? -1 : 1
  const compare = (one: OwnNode, other: OwnNode): number => {
    if (key === 'name' || key === 'owner') return sign * names.compare(text(one), text(other))
    const [left, right] = [figure(one, key), figure(other, key)]
    if (left === undefined || right === undefined)
      return Number(left === undefined) - Number(right === undefined)
    return sign * (left - right)
  }
  return [...nodes].sort(
    (one, other) => compare(one, other) || names.compare(one.node_name, other.node_name) || one.id - other.id,
  )
}

/** A sort as it stands in an address: `bandwidth`, or `-bandwidth` when turned; what is not one is the worst first. */
export function readSort(text: string): Sort {
  const turned = text.startsWith('-')
  const key = sortKeys.find((one) => one === (turned ? text.slice(1) : text))
  return key === undefined ? { key: 'harm', turned: false } : { key, turned }
}

export function writeSort({ key, turned }: Sort): string {
  return key === 'harm' && !turned ? '' : `${turned ? '-' : ''}${key}`
}
