import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { seededRandom } from '../../support/kv/random.ts'

type Onward = { readonly socket: Socket; readonly random: () => number }

/** Stands between a probe and a node over UDP and throws datagrams away, both ways. */
export type LossyRelay = {
  readonly url: string
  /** datagrams of the lossy way */
  readonly seen: () => number
  readonly lost: () => number
  close(): Promise<void>
}

/**
 * As `tc netem loss` on one interface, for kernels that have none: `share` of the datagrams of one way. Each of the
 * probe's sockets has one of its own to the node. Which datagrams of which socket are lost is decided by `seed`.
 */
export async function lossyRelay(
  nodeUrl: string,
  losing: 'to node' | 'to probe',
  share: number,
  seed: number,
): Promise<LossyRelay> {
  const { hostname, port } = new URL(nodeUrl.replace('udp:', 'http:'))
  const onward = new Map<number, Onward>()
  const sockets: Socket[] = []
  let [seen, lost] = [0, 0]
  const passes = (random: () => number): boolean => {
    seen += 1
    const isLost = random() < share
    if (isLost) lost += 1
    return !isLost
  }
  const front = createSocket('udp4')
  front.bind(0, '127.0.0.1')
  await once(front, 'listening')
  const open = (client: number): Onward => {
    const socket = createSocket('udp4')
    const random = seededRandom(seed * 1_000_003 + sockets.length)
    sockets.push(socket)
    socket.on('message', (bytes) => {
      if (losing === 'to node' || passes(random)) front.send(bytes, client, '127.0.0.1')
    })
    return { socket, random }
  }
  front.on('message', (bytes, { port: client }) => {
    const { socket, random } = onward.get(client) ?? open(client)
    onward.set(client, { socket, random })
    if (losing === 'to probe' || passes(random)) socket.send(bytes, Number(port), hostname)
  })
  return {
    url: `udp://127.0.0.1:${(front.address() as AddressInfo).port}`,
    seen: () => seen,
    lost: () => lost,
    async close() {
      for (const socket of [front, ...sockets]) {
        await new Promise<void>((resolve) => socket.close(resolve))
      }
    },
  }
}
