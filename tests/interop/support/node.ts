import type { Core } from './cores.ts'
import type { CoreOptions, RunningCore } from './core-kind.ts'
import type { Namespaces } from './namespaces.ts'
import { startCore } from './running-core.ts'

export type NodeOptions = Partial<Omit<CoreOptions, 'hostname' | 'listeners' | 'peers'>>

/** Where its listeners are, counted from the first port. */
const offsets = { tcp: 0, udp: 0, ws: 1, wss: 2 } as const

/** A running core with listeners for tcp, udp, ws and wss. */
export type RealNode = RunningCore & {
  readonly url: (scheme: keyof typeof offsets, path?: string) => string
  /** The port of its tcp listener, for peers that join it; nothing listens three above it. */
  readonly port: number
}

let ports = 21_000

/** Starts a node and waits until all its listeners are open. `port` takes an earlier node's place. */
export async function startNode(
  core: Core,
  place: Namespaces,
  options: NodeOptions = {},
  port = (ports += 10),
): Promise<RealNode> {
  const listeners = Object.entries(offsets).map(([scheme, offset]) => `${scheme}://0.0.0.0:${port + offset}`)
  const network = { name: 'net', secret: 'secret', ...options }
  const running = await startCore(core, place.nodes, { ...network, hostname: 'node', listeners })
  return {
    ...running,
    url: (scheme, path = '') => `${scheme}://${place.nodeAddress}:${port + offsets[scheme]}${path}`,
    port,
  }
}

/** A peer that joins a node and stays until `kill`; resolves when it is connected. */
export function startPeer(
  core: Core,
  place: Namespaces,
  node: RealNode,
  network: { readonly name: string; readonly secret: string; readonly hostname: string },
): Promise<RunningCore> {
  const peers = [`tcp://${place.nodeAddressForPeers}:${node.port}`]
  return startCore(core, place.peers, { ...network, peers }, (events) => events.named('PeerAdded').length > 0)
}
