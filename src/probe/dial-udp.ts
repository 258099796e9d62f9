import { randomBytes } from 'node:crypto'
import { encodeSyn, isSackOf, magicBytes } from '../easytier/datagram.ts'
import type { Clock } from './clock.ts'
import type { DatagramEvents, DatagramFault, DatagramLayer, DatagramSocket } from './datagrams.ts'
import { limits } from './limits.ts'
import type { Address } from './resolve.ts'

/** A session that the node has acknowledged. What comes goes to `listener`. */
export type UdpSession = {
  readonly socket: DatagramSocket
  readonly connId: number
  listener: Omit<DatagramEvents, 'ready'>
}

export type UdpDialled =
  | { readonly kind: 'connected'; readonly session: UdpSession; readonly connectMs: number }
  | { readonly kind: 'failed'; readonly code: DatagramFault | 'connect_timeout' }
  | { readonly kind: 'aborted' }

const deafListener: UdpSession['listener'] = { message: () => {}, failed: () => {} }

type Attempt = { readonly session: UdpSession; cancelNext: () => void }

/**
 * Asks the vetted addresses for a session: a Syn to each at 0, 1 and 2 s while no Sack has come, the next address
 * a second after the one before or as soon as that has failed; the first Sack wins, and no Syn follows it. `connectMs`
 * is from the Syn that was answered to its Sack. Resolves 30 ms after the Sack, because nodes up to 2.6.4 send it before
 * they know the session. UDP, rules 1 to 3.
 */
export function dialUdp(
  addresses: readonly Address[],
  port: number,
  options: { readonly datagrams: DatagramLayer; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<UdpDialled> {
  const { datagrams, clock, signal } = options
  return new Promise((resolve) => {
    const waiting = [...addresses]
    const attempts = new Set<Attempt>()
    const faults: DatagramFault[] = []
    let cancelAddress = (): void => {}
    let cancelPause = (): void => {}

    const finish = (outcome: UdpDialled): void => {
      cancelDeadline()
      cancelAddress()
      cancelPause()
      signal.removeEventListener('abort', onAbort)
      const losers = [...attempts].filter(
        ({ session }) => outcome.kind !== 'connected' || session !== outcome.session,
      )
      attempts.clear()
      for (const { cancelNext } of losers) cancelNext()
      void Promise.all(losers.map(({ session }) => session.socket.close())).then(() => {
        resolve(outcome)
      })
    }
    const onAbort = (): void => {
      finish({ kind: 'aborted' })
    }
    const cancelDeadline = clock.after(limits.synMs, () => {
      finish({ kind: 'failed', code: 'connect_timeout' })
    })

    const settle = (attempt: Attempt, connectMs: number): void => {
      cancelDeadline()
      cancelAddress()
      waiting.length = 0
      for (const { cancelNext } of attempts) cancelNext()
      attempt.session.listener = deafListener
      cancelPause = clock.after(limits.afterSackMs, () => {
        finish({ kind: 'connected', session: attempt.session, connectMs })
      })
    }

    const tryNext = (): void => {
      cancelAddress()
      const next = waiting.shift()
      if (next === undefined) return
      const connId = randomBytes(4).readUInt32LE()
      const syns: { readonly magic: Uint8Array; readonly sentMs: number }[] = []
      let isSettled = false
      const fail = (fault: DatagramFault): void => {
        if (isSettled || !attempts.delete(attempt)) return
        attempt.cancelNext()
        void socket.close()
        faults.push(fault)
        if (attempts.size === 0 && waiting.length === 0) finish({ kind: 'failed', code: worst(faults) })
        else tryNext()
      }
      const sendSyn = (): void => {
        // a magic for each, so that a late Sack is not taken for a quick one
        const magic = new Uint8Array(randomBytes(magicBytes))
        syns.push({ magic, sentMs: clock.nowMs() })
        socket.send(encodeSyn(connId, magic))
        if (syns.length < limits.synsMax) attempt.cancelNext = clock.after(limits.synRepeatMs, sendSyn)
      }
      const socket = datagrams(
        { host: next.address, port, family: next.family },
        {
          ready: sendSyn,
          message: (bytes) => {
            session.listener.message(bytes)
          },
          failed: (fault) => {
            session.listener.failed(fault)
          },
        },
      )
      const session: UdpSession = {
        socket,
        connId,
        listener: {
          message(bytes) {
            const syn = syns.find(({ magic }) => isSackOf(bytes, connId, magic))
            if (syn === undefined) return
            isSettled = true
            settle(attempt, clock.nowMs() - syn.sentMs)
          },
          failed: fail,
        },
      }
      const attempt: Attempt = { session, cancelNext: () => {} }
      attempts.add(attempt)
      if (waiting.length > 0) cancelAddress = clock.after(limits.synRepeatMs, tryNext)
    }

    if (signal.aborted) {
      onAbort()
      return
    }
    signal.addEventListener('abort', onAbort, { once: true })
    tryNext()
  })
}

/** The finding that says most about the node: nobody listens there, then no way there, then none from here. */
function worst(faults: readonly DatagramFault[]): DatagramFault {
  if (faults.includes('refused')) return 'refused'
  return faults.includes('unreachable') ? 'unreachable' : 'unsupported_here'
}
