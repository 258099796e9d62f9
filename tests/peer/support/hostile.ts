import { createServer, type Server, type Socket } from 'node:net'
import { afterEach } from 'vitest'
import { probe, systemWorld, type ProbeWorld } from '../../../src/probe/probe.ts'
import { systemDatagrams, type DatagramLayer } from '../../../src/probe/datagrams.ts'
import { systemSockets } from '../../../src/probe/dial-tcp.ts'
import { createRecentNodes, type RecentNodes } from '../../../src/probe/recent-nodes.ts'
import { toCheckResult } from '../../../src/probe/result.ts'
import { loadWebSocketLibrary } from '../../../src/probe/ws-library.ts'
import { parseTarget } from '../../../src/probe/target.ts'
import type { CheckResult } from '../../../src/contract/check.ts'
import { virtualClock, type VirtualClock } from './virtual-clock.ts'

export type Peer = {
  readonly port: number
  readonly connections: () => number
  /** Bytes that all connections have written so far. */
  readonly written: () => number
}

const open: { server: Server; sockets: Set<Socket> }[] = []

afterEach(async () => {
  for (const { server, sockets } of open.splice(0)) {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
})

/** A server on loopback that does to each connection what the test says; gone after the test. */
export async function hostilePeer(
  onConnection: (socket: Socket, nth: number) => void,
  options: { readonly allowHalfOpen?: boolean } = {},
): Promise<Peer> {
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer({ noDelay: true, ...options }, (socket) => {
    connections += 1
    sockets.add(socket)
    // resets are what these tests are about
    socket.on('error', () => {})
    onConnection(socket, connections)
  })
  open.push({ server, sockets })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    connections: () => connections,
    written: () => [...sockets].reduce((sum, socket) => sum + socket.bytesWritten, 0),
  }
}

export type Finding = {
  readonly result: CheckResult
  /** Virtual milliseconds from start to result. */
  readonly tookMs: number
  /** Sockets of the probe that were open at the moment of the result. */
  readonly socketsLeft: number
  readonly timersLeft: number
}

export type Asking = {
  readonly scheme?: 'tcp' | 'udp' | 'ws' | 'wss'
  readonly host?: string
  readonly path?: string
  readonly clock?: VirtualClock
  readonly signal?: AbortSignal
  readonly secret?: string
  readonly name?: string
  readonly recentNodes?: RecentNodes
  /** in place of the system's sockets */
  readonly datagrams?: DatagramLayer
}

/** Probes a peer for network `net` on a virtual clock, keeping count of every socket and timer of the probe. */
export async function ask(port: number, asking: Asking = {}): Promise<Finding> {
  const scheme = asking.scheme ?? 'tcp'
  const clock = asking.clock ?? virtualClock()
  const sockets: Socket[] = []
  let datagramSockets = 0
  const world: ProbeWorld = {
    ...systemWorld,
    clock,
    reach: 'any',
    resolver: async () => [{ address: '127.0.0.1', family: 4 }],
    sockets(to) {
      const socket = systemSockets(to)
      sockets.push(socket)
      return socket
    },
    datagrams(to, events) {
      datagramSockets += 1
      const socket = (asking.datagrams ?? systemDatagrams)(to, events)
      let isOpen = true
      return {
        send: socket.send,
        async close() {
          if (isOpen) datagramSockets -= 1
          isOpen = false
          await socket.close()
        },
      }
    },
    udp: { works: async () => true, leaves: async () => true },
    recentNodes: asking.recentNodes ?? createRecentNodes(),
  }
  const server = `${scheme}://${asking.host ?? '127.0.0.1'}:${port}${asking.path ?? ''}`
  const parsed = parseTarget(server)
  if (parsed.kind === 'refused') throw new Error(parsed.code)
  // reading a package from disk is no part of what the virtual clock measures
  await loadWebSocketLibrary()
  const startMs = clock.nowMs()
  const report = await probe(
    parsed.target,
    { name: asking.name ?? 'net', secret: asking.secret ?? 'secret' },
    world,
    asking.signal,
  )
  return {
    result: toCheckResult(report),
    tookMs: clock.nowMs() - startMs,
    socketsLeft: sockets.filter((socket) => !socket.destroyed).length + datagramSockets,
    timersLeft: clock.pending(),
  }
}
