import { createSocket } from 'node:dgram'

/** Why no datagrams come or go. `unsupported_here`: this place may not send any. */
export type DatagramFault = 'refused' | 'unreachable' | 'unsupported_here'

export type DatagramEvents = {
  /** it may send; comes once */
  ready(): void
  message(bytes: Uint8Array): void
  /** something went wrong; after `refused` nobody listens at the other end */
  failed(fault: DatagramFault): void
}

/** A UDP socket that speaks with one address alone; nothing comes after `close`. */
export type DatagramSocket = {
  /** a lost datagram is no fault, and is not told */
  send(bytes: Uint8Array): void
  /** resolves when it is gone */
  close(): Promise<void>
}

/** Opens a socket to a literal address; the only door through which datagrams leave. */
export type DatagramLayer = (
  to: { readonly host: string; readonly port: number; readonly family: 4 | 6 },
  events: DatagramEvents,
) => DatagramSocket

/** By `node:dgram`, connected: the kernel drops what comes from elsewhere and tells of a closed port. */
export const systemDatagrams: DatagramLayer = ({ host, port, family }, events) => {
  const socket = createSocket({
    type: family === 6 ? 'udp6' : 'udp4',
    // addresses stay what they are: what was vetted is what is dialled
    lookup: (address, _options, done) => {
      process.nextTick(done, null, address, family)
    },
  })
  let isClosed = false
  const fail = (error: NodeJS.ErrnoException): void => {
    if (!isClosed) events.failed(faultOf(error))
  }
  socket.on('error', fail)
  socket.on('connect', () => {
    if (!isClosed) events.ready()
  })
  socket.on('message', (bytes) => {
    if (!isClosed) events.message(bytes)
  })
  socket.connect(port, host)
  return {
    send(bytes) {
      if (isClosed) return
      socket.send(bytes, (error) => {
        if (error !== null) fail(error)
      })
    },
    close() {
      if (isClosed) return Promise.resolve()
      isClosed = true
      return new Promise((resolve) => socket.close(resolve))
    },
  }
}

/** What systems and sandboxes answer where UDP is forbidden rather than the way there missing. */
const forbidding: ReadonlySet<string | undefined> = new Set([
  'EPERM',
  'EACCES',
  'ENOSYS',
  'EPROTONOSUPPORT',
  'ENOTSUP',
])

function faultOf({ code }: NodeJS.ErrnoException): DatagramFault {
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET') return 'refused'
  return forbidding.has(code) ? 'unsupported_here' : 'unreachable'
}
