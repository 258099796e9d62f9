import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'
import { selfSigned } from './certificate.ts'
import type { Line } from './node-peer.ts'

const secureContext = createSecureContext(selfSigned())

/** The server's end of TLS over an accepted socket. */
export function secured(socket: Socket, onName?: (servername: string | false | null) => void): TLSSocket {
  const tls = new TLSSocket(socket, {
    isServer: true,
    secureContext,
    SNICallback: (_name, done) => done(null, secureContext),
  })
  tls.on('error', () => {})
  tls.once('secure', () => {
    onName?.(tls.servername)
  })
  return tls
}

/** Waits for the request line and headers of an upgrade; what follows stays unread. */
export function onUpgrade(socket: Socket, run: (request: string, acceptKey: string) => void): void {
  let head = ''
  const read = (chunk: Buffer): void => {
    head += chunk.toString('latin1')
    if (!head.includes('\r\n\r\n')) return
    socket.removeListener('data', read)
    const key = /sec-websocket-key: (\S+)/i.exec(head)?.[1] ?? ''
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
    run(head, accept)
  }
  socket.on('data', read)
}

export function switching(acceptKey: string, extra = ''): string {
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptKey}\r\n${extra}\r\n`
}

/** One WebSocket frame, unmasked as servers send them (RFC 6455, section 5.2). */
export function wsFrame(
  opcode: number,
  payload: Uint8Array,
  options: { fin?: boolean; bits?: number } = {},
): Buffer {
  const first = (options.fin === false ? 0 : 0x80) | (options.bits ?? 0) | opcode
  const size = payload.length
  const head =
    size < 126
      ? Buffer.of(first, size)
      : size < 65_536
        ? Buffer.of(first, 126, size >> 8, size & 0xff)
        : Buffer.concat([Buffer.of(first, 127, 0, 0, 0, 0), bigEndian(size)])
  return Buffer.concat([head, payload])
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** Reads the masked frames of the probe; writes binary messages. Frames above 64 KiB do not occur. */
export function rawWsLine(socket: Socket, onControl?: (opcode: number) => void): Line {
  let held = Buffer.alloc(0)
  return {
    onFrame(run) {
      socket.on('data', (chunk: Buffer) => {
        held = Buffer.concat([held, chunk])
        for (;;) {
          if (held.length < 6) return
          const opcode = (held[0] ?? 0) & 0x0f
          const short = (held[1] ?? 0) & 0x7f
          const at = short === 126 ? 4 : 2
          const size = short === 126 ? held.readUInt16BE(2) : short
          if (held.length < at + 4 + size) return
          const mask = held.subarray(at, at + 4)
          const body = Buffer.from(held.subarray(at + 4, at + 4 + size))
          for (let i = 0; i < body.length; i += 1) body[i] = (body[i] ?? 0) ^ (mask[i & 3] ?? 0)
          held = held.subarray(at + 4 + size)
          if (opcode === 2) run(body)
          else onControl?.(opcode)
        }
      })
    },
    send(bytes) {
      if (socket.writable) socket.write(wsFrame(2, bytes))
    },
  }
}
