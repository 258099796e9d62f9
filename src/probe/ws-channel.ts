import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { deaf, type Channel, type ChannelEvents } from './channel.ts'
import type { Clock } from './clock.ts'
import { socketGone } from './socket-end.ts'

/** An open, paused WebSocket and the socket under it (TCP or TLS) as a channel. */
export function wsChannel(ws: WebSocket, socket: Socket, clock: Clock): Channel {
  let listener: ChannelEvents = deaf
  let closed: { wsCode: number; reset: boolean } | undefined
  let reset = false
  socket.on('error', () => {
    reset = true
  })
  ws.on('message', (data, isBinary) => {
    if (isBinary) listener.data(data as Buffer)
    else listener.violation()
  })
  // a frame that breaks RFC 6455 or a limit; `ws` would now wait for the closing handshake
  ws.on('error', () => {
    listener.violation()
  })
  ws.on('close', (wsCode) => {
    closed = { wsCode, reset }
    listener.closed(closed)
  })
  return {
    transport: 'ws',
    start(events) {
      listener = events
      if (closed !== undefined) listener.closed(closed)
      else ws.resume()
    },
    send(bytes) {
      if (ws.readyState === ws.OPEN) ws.send(bytes, { binary: true })
    },
    leave() {
      listener = deaf
      return socketGone(socket, clock, () => {
        ws.close(1000)
        socket.end()
      })
    },
    drop() {
      listener = deaf
      return socketGone(socket, clock, () => {
        ws.terminate()
        socket.destroy()
      })
    },
  }
}
