import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { serverLimits } from '../limits.ts'
import { refusalBytes } from './refusal.ts'

export type Listener = (request: IncomingMessage, response: ServerResponse) => void

/** Node's own code of what a client did -> what it is told. */
const faults = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
} as const

/** Opens the port. Rejects with the system's error (EADDRINUSE, EACCES, ...) when it cannot. */
export async function openListener(
  host: string,
  port: number,
  listener: Listener,
): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer(
    {
      headersTimeout: serverLimits.headersMs,
      requestTimeout: serverLimits.requestMs,
      keepAliveTimeout: serverLimits.keepAliveMs,
      connectionsCheckingInterval: serverLimits.slowCheckMs,
      maxHeaderSize: serverLimits.headerBytesMax,
    },
    listener,
  )
  // Counted and refused by us: beyond its maximum Node leaves fields out without a word.
  server.maxHeadersCount = 0
  server.maxConnections = serverLimits.connectionsMax
  server.on('clientError', answerFault)
  // A client that waits for the word before it sends is refused by the same rules as all others.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    response.writeContinue()
    listener(request, response)
  })
  server.on('checkExpectation', listener)
  server.listen(port, host)
  await once(server, 'listening')
  return { server, port: (server.address() as AddressInfo).port }
}

function answerFault(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const known: Readonly<Record<string, (typeof faults)[keyof typeof faults]>> = faults
  socket.end(refusalBytes(known[error.code ?? ''] ?? 'bad_request'))
  // It had its time; what it sends now is nobody's.
  socket.destroySoon()
}
