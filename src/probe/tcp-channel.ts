import type { Socket } from 'node:net'
import { deaf, type Channel, type ChannelEvents } from './channel.ts'
import type { Clock } from './clock.ts'
import { socketGone } from './socket-end.ts'

/** A connected socket as a channel. From here on nobody else may touch the socket. */
export function tcpChannel(socket: Socket, clock: Clock): Channel {
  let listener: ChannelEvents = deaf
  let reset = false
  // 'close' follows an error, and that is what is told
  socket.on('error', () => {
    reset = true
  })
  socket.on('close', () => {
    listener.closed({ reset })
  })
  return {
    transport: 'tcp',
    start(events) {
      listener = events
      socket.on('data', (chunk: Buffer) => {
        listener.data(chunk)
      })
      // it may have closed between the connect and now
      if (socket.closed) listener.closed({ reset })
    },
    send(bytes) {
      if (socket.writable) socket.write(bytes)
    },
    leave() {
      listener = deaf
      return socketGone(socket, clock, () => {
        socket.end()
      })
    },
    drop() {
      listener = deaf
      return socketGone(socket, clock, () => {
        socket.destroy()
      })
    },
  }
}
