import type { Socket } from 'node:net'
import { WebSocket } from 'ws'
import {
  alone,
  frame,
  handShake,
  nodeId,
  packet,
  prefixed,
  rpcRequest,
  syncBody,
  type Answer,
  type Routes,
} from './wire.ts'

/** One connection as a peer sees it: whole frames in, whole frames out, over whichever transport. */
export type Line = {
  onFrame(run: (bytes: Buffer) => void): void
  send(bytes: Uint8Array): void
}

export function tcpLine(socket: Socket): Line {
  let held = Buffer.alloc(0)
  return {
    onFrame(run) {
      socket.on('data', (chunk: Buffer) => {
        held = Buffer.concat([held, chunk])
        while (held.length >= 4 && held.length >= 4 + held.readUInt32LE(0)) {
          const end = 4 + held.readUInt32LE(0)
          run(held.subarray(4, end))
          held = held.subarray(end)
        }
      })
    },
    send(bytes) {
      if (socket.writable) socket.write(prefixed(bytes))
    },
  }
}

export function wsLine(ws: WebSocket): Line {
  return {
    onFrame(run) {
      ws.on('message', (data) => {
        run(data as Buffer)
      })
    },
    send(bytes) {
      if (ws.readyState === WebSocket.OPEN) ws.send(bytes)
    },
  }
}

export type Manners = {
  readonly answer?: Answer
  readonly routes?: Routes
  /** What to do instead of the node's part; undefined answers go unsaid. */
  readonly onHandShake?: (line: Line, probeId: number, digest: Buffer) => void
  readonly onPing?: (line: Line, raw: Buffer, nth: number) => void
  readonly onSync?: (line: Line, probeId: number) => void
}

/** A well-behaved node of network `net`, whose manners can be spoilt one by one. */
export function behave(line: Line, manners: Manners = {}): void {
  let pings = 0
  let synced = false
  line.onFrame((raw) => {
    const type = raw[8]
    const probeId = raw.readUInt32LE(0)
    if (type === packet.handShake) {
      // the digest is the last field of the request
      const digest = Buffer.from(raw.subarray(-32))
      if (manners.onHandShake) manners.onHandShake(line, probeId, digest)
      else line.send(frame(packet.handShake, nodeId, probeId, handShake({ digest, ...manners.answer })))
    } else if (type === packet.ping) {
      pings += 1
      const pong = Buffer.from(raw)
      pong[8] = packet.pong
      if (manners.onPing) manners.onPing(line, raw, pings)
      else line.send(pong)
    } else if (type === packet.request && !synced) {
      synced = true
      if (manners.onSync) manners.onSync(line, probeId)
      else sync(line, probeId, manners.routes ?? alone)
    }
  })
}

export function sync(line: Line, probeId: number, routes: Routes): void {
  line.send(frame(packet.request, nodeId, probeId, rpcRequest({ to: probeId, body: syncBody(routes) })))
}
