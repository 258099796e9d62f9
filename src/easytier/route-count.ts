import type { ForeignNetwork, RoutePeer, RouteSync } from './route-sync.ts'

/** Peer ids that probes take. Protocol, section 2.2. */
const probeIdMin = 0xffe70000
const probeIdMax = 0xffe7ffff

export type RouteCounts = {
  readonly connectionCount: number
  readonly directPeerCount: number
  readonly foreignPeerCount: number
  readonly foreignNetworkCount: number
  readonly foreignNetworkCountOfficial: number
}

export const noCounts: RouteCounts = {
  connectionCount: 0,
  directPeerCount: 0,
  foreignPeerCount: 0,
  foreignNetworkCount: 0,
  foreignNetworkCountOfficial: 0,
}

/** What the node's syncs say together; a later entry replaces an earlier one. */
export class RouteTable {
  readonly #peers = new Map<number, RoutePeer>()
  readonly #foreign = new Map<string, ForeignNetwork>()
  #neighbours: readonly number[] | null = null
  readonly #nodeId: number
  readonly #entriesMax: number

  constructor(nodeId: number, entriesMax: number) {
    this.#nodeId = nodeId
    this.#entriesMax = entriesMax
  }

  /** False, and nothing changed, if the table would outgrow its bound. */
  merge(sync: RouteSync): boolean {
    const most = Math.max(
      this.#peers.size + sync.peers.length,
      this.#foreign.size + sync.foreignNetworks.length,
    )
    if (most > 2 * this.#entriesMax) return false
    for (const peer of sync.peers) this.#peers.set(peer.peerId, peer)
    for (const network of sync.foreignNetworks) this.#foreign.set(network.key, network)
    if (sync.neighbours !== null) this.#neighbours = sync.neighbours
    return true
  }

  /**
   * The node's own row of connections and its own entry are known. A row alone is what a node sends that takes us for
   * the probe of the same id before, and has told that one all the rest.
   */
  isComplete(): boolean {
    return this.#neighbours !== null && this.#peers.has(this.#nodeId)
  }

  nodeVersion(): string {
    return this.#peers.get(this.#nodeId)?.version ?? ''
  }

  /** Whether the node says that it relays no data of others; undefined where it has not said so. */
  nodeAvoidsRelay(): boolean | undefined {
    return this.#peers.get(this.#nodeId)?.avoidsRelay
  }

  /** Protocol, section 6.4: a probe never publishes a RoutePeerInfo, so that it is not counted as direct peer. */
  count(mode: 'same_network' | 'foreign'): RouteCounts {
    const direct = new Set(this.#neighbours)
    direct.delete(this.#nodeId)
    const members = [...direct].flatMap((id) => this.#peers.get(id) ?? [])
    if (mode === 'foreign') {
      const directPeerCount = members.filter((peer) => !peer.isPublicServer).length
      return { ...noCounts, connectionCount: directPeerCount, directPeerCount }
    }
    const networks = [...this.#foreign.values()].filter((network) => network.peerId === this.#nodeId)
    const foreignPeerCount = networks.reduce((sum, network) => sum + withoutProbes(network.memberIds), 0)
    return {
      connectionCount: members.length + foreignPeerCount,
      directPeerCount: members.length,
      foreignPeerCount,
      foreignNetworkCount: networks.filter((network) => network.memberIds.length > 0).length,
      foreignNetworkCountOfficial: networks.length,
    }
  }
}

function withoutProbes(ids: readonly number[]): number {
  return ids.filter((id) => id < probeIdMin || id > probeIdMax).length
}
