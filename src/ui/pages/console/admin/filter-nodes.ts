import { nodeStates, type OwnNode } from '../../../../contract/node.ts'
import { attentionOf } from '../nodes/attention.ts'

/** What a list can be narrowed to: a state, what needs somebody, what is off with its owner; "" is all. */
export const nodeGroups = ['need', ...nodeStates, 'owner_disabled'] as const
export type NodeGroup = (typeof nodeGroups)[number]

type Query = { readonly q: string; readonly region: string }

function textOf(node: OwnNode): string {
  const addresses = node.connections.map((one) => `${one.type}://${one.ip}:${one.port}${one.path ?? ''}`)
  return [String(node.id), node.node_name, node.region_detail, node.tags, node.owner_email, ...addresses]
    .join('\n')
    .toLowerCase()
}

/** The nodes that hold every word of the search and lie in the region. */
export function searchNodes(nodes: readonly OwnNode[], { q, region }: Query): OwnNode[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean)
  return nodes.filter((node) => {
    if (region !== '' && node.region_type !== region) return false
    if (words.length === 0) return true
    const text = textOf(node)
    return words.every((word) => text.includes(word))
  })
}

/** The ids of each group. A node of a disabled owner is in that group alone: no list has it, whatever it reports. */
export function groupNodes(
  nodes: readonly OwnNode[],
  disabledOwners: ReadonlySet<string>,
  nowMs: number,
): ReadonlyMap<NodeGroup, ReadonlySet<number>> {
  const groups = new Map<NodeGroup, Set<number>>(nodeGroups.map((group) => [group, new Set()]))
  const active = nodes.filter((node) => !disabledOwners.has(node.owner_email))
  for (const node of nodes) {
    groups.get(disabledOwners.has(node.owner_email) ? 'owner_disabled' : node.state)?.add(node.id)
  }
  for (const { node } of attentionOf(active, nowMs)) groups.get('need')?.add(node.id)
  return groups
}
