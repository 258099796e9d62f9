import { randomBytes } from 'node:crypto'
import { encodeData, encodeSyn, frameOfData, magicBytes } from '../easytier/datagram.ts'
import { deaf, type Channel, type ChannelEvents, type Leaving } from './channel.ts'
import type { Clock } from './clock.ts'
import type { UdpSession } from './dial-udp.ts'
import { limits } from './limits.ts'

/**
 * A session as a channel: one frame a datagram, and whatever is not Data of this session is thrown away. The protocol
 * has no goodbye, and a node keeps who falls silent for 8 s and more; where that matters `leave` sends a Syn of another
 * session, which takes the place of the old one in nodes up to 2.6.4 and does no harm in later ones. UDP, rule 9.
 */
export function udpChannel(session: UdpSession, clock: Clock): Channel {
  const { socket, connId } = session
  let listener: ChannelEvents = deaf
  return {
    transport: 'udp',
    start(events) {
      listener = events
      session.listener = {
        message(bytes) {
          const frame = frameOfData(bytes, connId)
          if (frame !== null) listener.data(frame)
        },
        failed(fault) {
          // a way that is missing for a moment is one more lost datagram
          if (fault === 'refused') listener.closed({ reset: true })
        },
      }
    },
    send(bytes) {
      socket.send(encodeData(connId, bytes))
    },
    async leave(leaving: Leaving) {
      listener = deaf
      if (leaving.forgetAtOnce) {
        socket.send(encodeSyn(~connId >>> 0, new Uint8Array(randomBytes(magicBytes))))
        await new Promise<void>((resolve) => clock.after(limits.lastSynMs, resolve))
      }
      await socket.close()
    },
    drop() {
      listener = deaf
      return socket.close()
    },
  }
}
