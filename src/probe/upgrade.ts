import type { Socket } from 'node:net'
import { connect as tlsConnect } from 'node:tls'
import type { Channel } from './channel.ts'
import type { Clock } from './clock.ts'
import { limits } from './limits.ts'
import type { Target } from './target.ts'
import { wsChannel } from './ws-channel.ts'
import { loadWebSocketLibrary } from './ws-library.ts'

export type UpgradeFailure = {
  readonly kind: 'failed'
  readonly code: 'tls_error' | 'ws_upgrade_failed' | 'wrong_protocol'
  /** of an HTTP answer that was not 101 */
  readonly httpStatus?: number
}

export type Upgraded =
  /** `headers`: lines of the 101 answer */
  | { readonly kind: 'open'; readonly channel: Channel; readonly headers: number }
  | UpgradeFailure
  | { kind: 'aborted' }

/**
 * Makes a WebSocket, over TLS for `wss`, of a connected socket; 4 s for both together. Nodes are self-signed,
 * so any certificate will do (protocol, section 1.5). SNI is sent for names only, redirects are not followed,
 * no extension is offered. Unless the answer is `open`, the socket is destroyed.
 */
export function upgrade(
  target: Target,
  socket: Socket,
  options: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Upgraded> {
  const { clock, signal } = options
  return new Promise((resolve, reject) => {
    // the layers of the connection, innermost first
    const layers: Socket[] = [socket]
    let settled = false
    const finish = (outcome: Upgraded): void => {
      if (settled) return
      settled = true
      cancelDeadline()
      signal.removeEventListener('abort', onAbort)
      if (outcome.kind === 'open') {
        resolve(outcome)
        return
      }
      const top = layers.at(-1) ?? socket
      const done = (): void => {
        resolve(outcome)
      }
      if (top.closed) done()
      else top.once('close', done)
      for (const layer of layers.toReversed()) layer.destroy()
    }
    const onAbort = (): void => {
      finish({ kind: 'aborted' })
    }
    /** A bug of ours, such as a missing package: whoever waits learns of it, and the socket goes. */
    const broken = (error: unknown): void => {
      reject(error)
      onAbort()
    }
    let stage: UpgradeFailure['code'] = target.scheme === 'wss' ? 'tls_error' : 'ws_upgrade_failed'
    const cancelDeadline = clock.after(limits.upgradeMs, () => {
      finish({ kind: 'failed', code: stage })
    })
    const onSocketError = (): void => {
      finish({ kind: 'failed', code: stage })
    }

    const openWebSocket = async (over: Socket): Promise<void> => {
      stage = 'ws_upgrade_failed'
      const { WebSocket } = await loadWebSocketLibrary()
      if (settled) return
      const opening = new WebSocket(webSocketUrl(target), {
        ...webSocketOptions,
        createConnection: () => over,
      })
      opening.on('unexpected-response', (_request, response) => {
        const { statusCode } = response
        finish({ kind: 'failed', code: 'ws_upgrade_failed', ...(statusCode && { httpStatus: statusCode }) })
      })
      opening.on('error', (error: NodeJS.ErrnoException) => {
        // the parser's complaint: no HTTP; but too much of it is HTTP all the same
        const isHttp = error.code === 'HPE_HEADER_OVERFLOW' || error.code?.startsWith('HPE_') !== true
        finish({ kind: 'failed', code: isHttp ? 'ws_upgrade_failed' : 'wrong_protocol' })
      })
      let headers = 0
      opening.once('upgrade', (response) => {
        headers = response.rawHeaders.length / 2
      })
      opening.once('open', () => {
        opening.pause()
        finish({ kind: 'open', channel: wsChannel(opening, over, clock), headers })
      })
    }

    if (signal.aborted) {
      onAbort()
      return
    }
    signal.addEventListener('abort', onAbort, { once: true })
    socket.on('error', onSocketError)
    if (target.scheme === 'ws') {
      openWebSocket(socket).catch(broken)
      return
    }
    const secured = tlsConnect({
      socket,
      rejectUnauthorized: false,
      ...(!target.hostIsAddress && { servername: target.host.replace(/\.$/, '') }),
    })
    layers.push(secured)
    secured.on('error', onSocketError)
    secured.once('close', onSocketError)
    secured.once('secureConnect', () => {
      secured.removeListener('close', onSocketError)
      openWebSocket(secured).catch(broken)
    })
  })
}

function webSocketUrl(target: Target): string {
  const host = target.host.includes(':') ? `[${target.host}]` : target.host
  return `${target.scheme}://${host}:${target.port}${target.path}`
}

const webSocketOptions = {
  perMessageDeflate: false,
  followRedirects: false,
  autoPong: false,
  skipUTF8Validation: true,
  maxPayload: limits.messageBytesMax,
  maxFragments: limits.messageFragmentsMax,
  maxBufferedChunks: limits.messageChunksMax,
  maxHeaderSize: limits.upgradeHeaderBytesMax,
} as const
