import type { Clock } from './clock.ts'
import { dialTcp, type SocketLayer } from './dial-tcp.ts'
import { limits } from './limits.ts'
import { socketGone } from './socket-end.ts'

/** Public DNS resolvers that answer on 443 everywhere; one of them is enough. Nothing is sent to them. */
export const landmarks = ['223.5.5.5', '119.29.29.29', '1.1.1.1', '8.8.8.8'].map(
  (address) => ({ address, family: 4 }) as const,
)

/** Whether TCP connections leave this place: asked at most once a minute, answered within 1.5 s. */
export type Outbound = { works(): Promise<boolean | null> }

/** Asks over these sockets; null while nothing could be found out. */
export function createOutbound(sockets: SocketLayer, clock: Clock): Outbound {
  let found: { readonly works: Promise<boolean>; readonly askedMs: number } | undefined
  const ask = async (): Promise<boolean> => {
    const halt = new AbortController()
    const cancel = clock.after(limits.outboundMs, () => {
      halt.abort()
    })
    try {
      const dialled = await dialTcp(landmarks, 443, { sockets, clock, signal: halt.signal })
      if (dialled.kind !== 'connected') return false
      const { socket } = dialled
      // a reset while leaving is no finding
      socket.on('error', () => {})
      await socketGone(socket, clock, () => {
        socket.destroy()
      })
      return true
    } finally {
      cancel()
    }
  }
  return {
    works() {
      if (found === undefined || clock.nowMs() - found.askedMs > limits.outboundKeepMs) {
        found = { works: ask(), askedMs: clock.nowMs() }
      }
      return found.works
    },
  }
}
