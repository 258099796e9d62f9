import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import type { Clock } from './clock.ts'
import type { DatagramLayer } from './datagrams.ts'
import { limits } from './limits.ts'
import { landmarks } from './outbound.ts'

/** What UDP can do in this place; each is asked at most once a minute and answered within 1.5 s. */
export type UdpSupport = {
  /** A datagram can be sent and received here: one to itself over loopback. */
  works(): Promise<boolean>
  /** An answer comes back from outside: one small DNS question to public resolvers. */
  leaves(): Promise<boolean>
}

/** Asks through `datagrams`; `toItself` is the way a datagram goes to oneself. */
export function createUdpSupport(
  datagrams: DatagramLayer,
  clock: Clock,
  toItself: (clock: Clock) => Promise<boolean> = sendToItself,
): UdpSupport {
  return {
    works: kept(clock, () => toItself(clock)),
    leaves: kept(clock, () => askLandmarks(datagrams, clock)),
  }
}

function kept(clock: Clock, ask: () => Promise<boolean>): () => Promise<boolean> {
  let found: { readonly answer: Promise<boolean>; readonly askedMs: number } | undefined
  return () => {
    if (found === undefined || clock.nowMs() - found.askedMs > limits.outboundKeepMs) {
      found = { answer: ask(), askedMs: clock.nowMs() }
    }
    return found.answer
  }
}

/** False where sockets may not be made, bound or used, and where the runtime has only the name of the module. */
function sendToItself(clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const said = randomBytes(16)
    let socket: ReturnType<typeof createSocket>
    try {
      socket = createSocket('udp4')
    } catch {
      resolve(false)
      return
    }
    let isOver = false
    const finish = (works: boolean): void => {
      if (isOver) return
      isOver = true
      cancel()
      socket.close(() => {
        resolve(works)
      })
    }
    const cancel = clock.after(limits.loopbackMs, () => {
      finish(false)
    })
    socket.on('error', () => {
      finish(false)
    })
    socket.on('message', (bytes) => {
      if (bytes.equals(said)) finish(true)
    })
    socket.bind(0, '127.0.0.1', () => {
      if (isOver) return
      socket.send(said, socket.address().port, '127.0.0.1', (error) => {
        if (error !== null) finish(false)
      })
    })
  })
}

/** RFC 1035: a question for the name servers of the root, recursion desired, without its id. */
const rootQuestion = Buffer.from('010000010000000000000000020001', 'hex')

function askLandmarks(datagrams: DatagramLayer, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const id = randomBytes(2)
    let left = landmarks.length
    let isOver = false
    const finish = (leaves: boolean): void => {
      if (isOver) return
      isOver = true
      cancel()
      void Promise.all(sockets.map((socket) => socket.close())).then(() => {
        resolve(leaves)
      })
    }
    const cancel = clock.after(limits.outboundMs, () => {
      finish(false)
    })
    const sockets = landmarks.map(({ address, family }) => {
      const socket = datagrams(
        { host: address, port: 53, family },
        {
          ready: () => {
            socket.send(Buffer.concat([id, rootQuestion]))
          },
          message(bytes) {
            const isAnswer = bytes.length >= 12 && ((bytes[2] ?? 0) & 0x80) !== 0
            if (isAnswer && id.equals(bytes.subarray(0, 2))) finish(true)
          },
          failed() {
            left -= 1
            if (left === 0) finish(false)
          },
        },
      )
      return socket
    })
  })
}
