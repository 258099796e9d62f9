import { createSocket, type Socket } from 'node:dgram'
import { afterEach } from 'vitest'
import type { DatagramLayer } from '../../../src/probe/datagrams.ts'
import { behave, type Line, type Manners } from './node-peer.ts'
import type { VirtualClock } from './virtual-clock.ts'

export const datagram = { syn: 1, sack: 2, data: 3 } as const

/** What a node heard, in order. */
export type Heard = {
  readonly atMs: number
  /** port of the probe's socket */
  readonly client: number
  readonly connId: number
  readonly type: number
  /** type of the frame in Data, else 0 */
  readonly frame: number
  readonly bytes: Buffer
}

/** What happens to one datagram: after how many milliseconds each copy of it arrives; none: it is lost. */
export type Weather = (way: 'to node' | 'to probe', bytes: Buffer) => readonly number[]

export type UdpManners = Manners & {
  /** What to say to a Syn instead of its Sack; none: nothing. */
  readonly onSyn?: (syn: Buffer, nth: number) => readonly Uint8Array[]
  /** How long after its Sack a node knows the session: 20 ms or so up to 2.6.4. */
  readonly registersMs?: number
  /** Comes before the node's part; true: that was all. */
  readonly onData?: (line: Line, frame: Buffer) => boolean
}

export type UdpPeer = { readonly port: number; readonly heard: readonly Heard[]; close(): Promise<void> }

/** Where a node listens: hands over what comes with the port of who sent it. */
export type Medium = {
  listen(hear: (bytes: Buffer, client: number) => void): Promise<{
    readonly port: number
    send(bytes: Uint8Array, client: number): void
    close(): Promise<void>
  }>
}

const open = new Set<Socket>()

afterEach(async () => {
  for (const socket of open) await close(socket)
})

async function close(socket: Socket): Promise<void> {
  if (open.delete(socket)) await new Promise<void>((resolve) => socket.close(resolve))
}

/** Real sockets on loopback; gone after the test. */
export const loopback: Medium = {
  async listen(hear) {
    const socket = createSocket('udp4')
    open.add(socket)
    socket.on('message', (bytes, { port }) => {
      hear(bytes, port)
    })
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
    return {
      port: socket.address().port,
      send(bytes, client) {
        if (open.has(socket)) socket.send(bytes, client, '127.0.0.1')
      },
      close: () => close(socket),
    }
  },
}

/** A network in memory, for exchanges by the ten thousand; a closed port refuses. */
export function memoryNetwork(): { readonly medium: Medium; readonly datagrams: DatagramLayer } {
  const nodes = new Map<number, (bytes: Buffer, client: number) => void>()
  const probes = new Map<number, (bytes: Uint8Array) => void>()
  let ports = 0
  return {
    medium: {
      async listen(hear) {
        const port = (ports += 1)
        nodes.set(port, hear)
        return {
          port,
          send(bytes, client) {
            const copy = Buffer.from(bytes)
            queueMicrotask(() => probes.get(client)?.(copy))
          },
          async close() {
            nodes.delete(port)
          },
        }
      },
    },
    datagrams({ port }, events) {
      const client = (ports += 1)
      probes.set(client, events.message)
      queueMicrotask(events.ready)
      return {
        send(bytes) {
          const copy = Buffer.from(bytes)
          queueMicrotask(() => {
            const hear = nodes.get(port)
            if (hear !== undefined) hear(copy, client)
            else if (probes.has(client)) events.failed('refused')
          })
        },
        async close() {
          probes.delete(client)
        },
      }
    },
  }
}

export function wrap(connId: number, type: number, body: Uint8Array): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32LE(connId, 0)
  head[4] = type
  head.writeUInt16LE(body.length, 6)
  return Buffer.concat([head, body])
}

/** Answers a Syn as it should be. */
export function sackOf(syn: Buffer): Buffer {
  return wrap(syn.readUInt32LE(0), datagram.sack, syn.subarray(8))
}

/**
 * A node over UDP that knows a session by the remote address alone, as nodes up to 2.6.4 do; a Syn from a
 * known address begins a new one. Its manners can be spoilt one by one, and the weather between it and the probe.
 */
export async function udpPeer(
  clock: VirtualClock,
  manners: UdpManners = {},
  weather: Weather = () => [0],
  medium: Medium = loopback,
): Promise<UdpPeer> {
  const heard: Heard[] = []
  const sessions = new Map<number, (frame: Buffer) => void>()
  let syns = 0
  const later = (delayMs: number, run: () => void): void => {
    if (delayMs === 0) run()
    else clock.after(delayMs, run)
  }
  const send = (client: number, bytes: Uint8Array): void => {
    const copy = Buffer.from(bytes)
    for (const delayMs of weather('to probe', copy)) {
      later(delayMs, () => {
        clock.touch()
        door.send(copy, client)
      })
    }
  }
  const begin = (client: number, connId: number): void => {
    let hear: (frame: Buffer) => void = () => {}
    const line: Line = {
      onFrame(run) {
        hear = run
      },
      send(frame) {
        send(client, wrap(connId, datagram.data, frame))
      },
    }
    behave(line, manners)
    sessions.set(client, (frame) => {
      if (manners.onData?.(line, frame) !== true) hear(frame)
    })
  }
  const take = (client: number, bytes: Buffer): void => {
    const [connId, type] = [bytes.readUInt32LE(0), bytes[4] ?? 0]
    const frame = type === datagram.data ? (bytes[16] ?? 0) : 0
    heard.push({ atMs: clock.nowMs(), client, connId, type, frame, bytes })
    if (type === datagram.syn) {
      syns += 1
      for (const answer of manners.onSyn?.(bytes, syns) ?? [sackOf(bytes)]) send(client, answer)
      sessions.delete(client)
      later(manners.registersMs ?? 20, () => {
        begin(client, connId)
      })
    } else if (type === datagram.data) sessions.get(client)?.(bytes.subarray(8))
  }
  const door = await medium.listen((bytes, client) => {
    clock.touch()
    for (const delayMs of weather('to node', bytes)) {
      later(delayMs, () => {
        take(client, bytes)
      })
    }
  })
  return { port: door.port, heard, close: door.close }
}
