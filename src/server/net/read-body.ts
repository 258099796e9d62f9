import type { IncomingMessage } from 'node:http'
import { serverLimits } from '../limits.ts'

/** A client that went away before its body was whole. */
export class BodyCut extends Error {
  override readonly name = 'BodyCut'
}

/** Whether a request has a body (RFC 9112, 6.3). */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/**
 * Reads a body, whatever its method and framing, but no more than `bodyBytesMax`: what is longer comes back as that
 * many bytes, which the app refuses. The listener's own time limit ends a slow one. Rejects with BodyCut.
 */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const end = (): void => {
      request.off('data', take).off('end', finish).off('close', cut).off('error', cut)
    }
    const finish = (): void => {
      end()
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks))
    }
    const cut = (): void => {
      end()
      reject(new BodyCut('the body did not arrive'))
    }
    const take = (chunk: Buffer): void => {
      const room = serverLimits.bodyBytesMax - bytes
      chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk)
      bytes += Math.min(chunk.length, room)
      if (bytes < serverLimits.bodyBytesMax) return
      request.pause()
      finish()
    }
    // A late error of a socket that nobody listens to would end the process.
    request.on('error', () => {})
    request.on('data', take).on('end', finish).on('close', cut).on('error', cut)
  })
}
