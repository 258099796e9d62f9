import { connect, type Socket } from 'node:net'
import type { Clock } from './clock.ts'
import { limits } from './limits.ts'
import type { Address } from './resolve.ts'

export type ConnectCode = 'refused' | 'connect_timeout' | 'unreachable'

export type Dialled =
  | { readonly kind: 'connected'; readonly socket: Socket; readonly connectMs: number }
  | { readonly kind: 'failed'; readonly code: ConnectCode }
  | { readonly kind: 'aborted' }

/** Opens one TCP connection to a literal address; beside `DatagramLayer` the only door through which packets leave. */
export type SocketLayer = (to: {
  readonly host: string
  readonly port: number
  readonly family: 4 | 6
}) => Socket

export const systemSockets: SocketLayer = ({ host, port, family }) =>
  connect({ host, port, family, autoSelectFamily: false, noDelay: true })

/**
 * Connects to the first of the vetted addresses that answers. The next one is tried beside it after
 * 250 ms or as soon as one has failed (happy eyeballs, RFC 8305); losers are destroyed.
 * `connectMs` is the time of the attempt that won, not of the look-up before it.
 */
export function dialTcp(
  addresses: readonly Address[],
  port: number,
  options: { readonly sockets: SocketLayer; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Dialled> {
  const { sockets, clock, signal } = options
  return new Promise((resolve) => {
    const waiting = [...addresses]
    const attempts = new Set<Socket>()
    const codes: ConnectCode[] = []
    let cancelNext = (): void => {}

    const finish = (outcome: Dialled): void => {
      cancelDeadline()
      cancelNext()
      signal.removeEventListener('abort', onAbort)
      for (const socket of attempts) socket.destroy()
      attempts.clear()
      resolve(outcome)
    }
    const onAbort = (): void => {
      finish({ kind: 'aborted' })
    }
    const cancelDeadline = clock.after(limits.connectMs, () => {
      finish({ kind: 'failed', code: 'connect_timeout' })
    })

    const tryNext = (): void => {
      cancelNext()
      const next = waiting.shift()
      if (next === undefined) return
      const startedMs = clock.nowMs()
      const socket = sockets({ host: next.address, port, family: next.family })
      attempts.add(socket)
      const onError = (error: NodeJS.ErrnoException): void => {
        if (!attempts.delete(socket)) return
        codes.push(codeOf(error))
        if (attempts.size === 0 && waiting.length === 0) finish({ kind: 'failed', code: worst(codes) })
        else tryNext()
      }
      socket.on('error', onError)
      socket.once('connect', () => {
        if (!attempts.delete(socket)) return
        finish({ kind: 'connected', socket, connectMs: clock.nowMs() - startedMs })
      })
      if (waiting.length > 0) cancelNext = clock.after(limits.nextAddressMs, tryNext)
    }

    if (signal.aborted) {
      onAbort()
      return
    }
    signal.addEventListener('abort', onAbort, { once: true })
    tryNext()
  })
}

function codeOf(error: NodeJS.ErrnoException): ConnectCode {
  if (error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET') return 'refused'
  return error.code === 'ETIMEDOUT' ? 'connect_timeout' : 'unreachable'
}

/** The finding that says most about the node: somebody answered, then silence, then no way there. */
function worst(codes: readonly ConnectCode[]): ConnectCode {
  if (codes.includes('refused')) return 'refused'
  return codes.includes('connect_timeout') ? 'connect_timeout' : 'unreachable'
}
