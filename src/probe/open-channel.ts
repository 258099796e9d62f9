import type { ProbeCode } from '../easytier/codes.ts'
import type { Channel } from './channel.ts'
import type { Clock } from './clock.ts'
import type { DatagramLayer } from './datagrams.ts'
import { dialTcp, type ConnectCode, type SocketLayer } from './dial-tcp.ts'
import { dialUdp } from './dial-udp.ts'
import { limits } from './limits.ts'
import type { Address } from './resolve.ts'
import type { Target } from './target.ts'
import { tcpChannel } from './tcp-channel.ts'
import { udpChannel } from './udp-channel.ts'
import { upgrade, type UpgradeFailure } from './upgrade.ts'

/** `connectMs` of a failure is the time of the connect before it, null where none came about. */
export type Opened =
  | {
      readonly kind: 'open'
      readonly channel: Channel
      readonly connectMs: number
      readonly warnings: readonly ProbeCode[]
    }
  | {
      readonly kind: 'failed'
      readonly code: ConnectCode | UpgradeFailure['code'] | 'unsupported_here'
      readonly httpStatus?: number
      readonly connectMs: number | null
    }
  | { readonly kind: 'aborted'; readonly connectMs: number | null }

export type Opening = {
  readonly sockets: SocketLayer
  readonly datagrams: DatagramLayer
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** Connects to the first of the vetted addresses that answers, by the transport that the target names. */
export async function openChannel(
  target: Target,
  addresses: readonly Address[],
  opening: Opening,
): Promise<Opened> {
  if (target.scheme === 'udp') {
    const dialled = await dialUdp(addresses, target.port, opening)
    if (dialled.kind !== 'connected') return { ...dialled, connectMs: null }
    return {
      kind: 'open',
      channel: udpChannel(dialled.session, opening.clock),
      connectMs: dialled.connectMs,
      warnings: [],
    }
  }
  const dialled = await dialTcp(addresses, target.port, opening)
  if (dialled.kind !== 'connected') return { ...dialled, connectMs: null }
  const { socket, connectMs } = dialled
  if (target.scheme === 'tcp') {
    return { kind: 'open', channel: tcpChannel(socket, opening.clock), connectMs, warnings: [] }
  }
  const upgraded = await upgrade(target, socket, opening)
  if (upgraded.kind !== 'open') return { ...upgraded, connectMs }
  const isCrowded = upgraded.headers > limits.upgradeHeadersWarned
  return {
    kind: 'open',
    channel: upgraded.channel,
    connectMs,
    warnings: isCrowded ? ['too_many_headers'] : [],
  }
}
