import { nodeStates, type NodeState, type OwnNode } from '../../../../contract/node.ts'
import { attentionOf } from '../nodes/attention.ts'

/** What an owner's nodes are like: how many are in each state, and whether one of them needs somebody. */
export type OwnerNodes = {
  readonly states: readonly { readonly state: NodeState; readonly count: number }[]
  readonly needs: boolean
}

/** Of each owner of the nodes, by address; states in the order of the contract. */
export function statesByOwner(nodes: readonly OwnNode[], nowMs: number): ReadonlyMap<string, OwnerNodes> {
  const counts = new Map<string, Map<NodeState, number>>()
  for (const { owner_email: owner, state } of nodes) {
    const own = counts.get(owner) ?? new Map<NodeState, number>()
    counts.set(owner, own.set(state, (own.get(state) ?? 0) + 1))
  }
  const needing = new Set(attentionOf(nodes, nowMs).map(({ node }) => node.owner_email))
  return new Map(
    [...counts].map(([owner, own]) => [
      owner,
      {
        states: nodeStates.flatMap((state) => {
          const count = own.get(state) ?? 0
          return count === 0 ? [] : [{ state, count }]
        }),
        needs: needing.has(owner),
      },
    ]),
  )
}
