import type { ProbeCode } from './codes.ts'
import type { CryptoPort } from './crypto-port.ts'
import type { Limits } from './limits.ts'

export type { ProbeCode } from './codes.ts'
export type { CryptoPort } from './crypto-port.ts'
export type { Limits } from './limits.ts'

export type TimerId = 'handshake' | 'admission' | 'ping' | 'sync' | 'sync-repeat'

/** What the driver tells the machine. `nowMs` is a monotonic clock in milliseconds, fractions allowed. */
export type ProbeEvent =
  /** the transport (tcp, udp, ws, wss) is ready; comes first, once */
  | { type: 'open'; nowMs: number }
  /** tcp: any chunk of the stream */
  | { type: 'bytes'; bytes: Uint8Array; nowMs: number }
  /** ws: one binary message; udp: the frame of one datagram of the session */
  | { type: 'message'; bytes: Uint8Array; nowMs: number }
  /** ws: a text message came */
  | { type: 'text'; nowMs: number }
  /** the peer closed or reset the connection (udp: its port is closed); `wsCode` is the WebSocket close code */
  | { type: 'closed'; nowMs: number; wsCode?: number; reset?: boolean }
  | { type: 'timer'; id: TimerId; nowMs: number }
  /** the driver's total budget is used up: the machine ends with what it knows */
  | { type: 'expired'; nowMs: number }

/** What the driver has to do, in this order. */
export type ProbeAction =
  /** exactly what goes on the wire: tcp with its length prefix, ws one binary message, udp one frame */
  | { type: 'send'; bytes: Uint8Array }
  /** (re)starts the timer of that id */
  | { type: 'set-timer'; id: TimerId; ms: number }
  | { type: 'clear-timer'; id: TimerId }
  /** once; every event afterwards yields no action. Timers still set are to be dropped by the driver. */
  | { type: 'done'; outcome: ProbeOutcome }

export type ProbeOutcome = {
  readonly online: boolean
  /** a node of EasyTier answered the handshake, whether or not it takes this network's members */
  readonly reachable: boolean
  /** why it is not online; null if it is */
  readonly code: ProbeCode | null
  readonly warnings: readonly ProbeCode[]
  readonly mode: 'same_network' | 'foreign' | null
  /** true where the connection was authenticated by Noise */
  readonly secure: boolean
  /** best of three pings, rounded, at least 1; -1 unknown */
  readonly latencyMs: number
  /** rounded, at least 1; -1 unknown */
  readonly handshakeMs: number
  readonly connectionCount: number
  readonly directPeerCount: number
  readonly foreignPeerCount: number
  readonly foreignNetworkCount: number
  readonly foreignNetworkCountOfficial: number
  /** as the node tells it, such as `2.6.4-8428a89d`; empty if unknown */
  readonly easytierVersion: string
  /** its word that it relays no data of others; undefined if unknown */
  readonly avoidsRelay: boolean | undefined
  /** what a second connection should do differently (`again`: nothing, packets were lost); null where there is nothing to gain */
  readonly retry: 'noise' | 'new_peer_id' | 'again' | null
}

export type ProbeConfig = {
  /** `udp` loses, doubles and reorders frames, and a refusal is silence */
  readonly transport: 'tcp' | 'ws' | 'udp'
  readonly handshake: 'legacy' | 'noise'
  readonly networkName: string
  readonly networkSecret: string
  /** u32, not 0, of the range 0xFFE70000 to 0xFFE7FFFF (protocol, section 2.2) */
  readonly peerId: number
  /** u64, not 0, constant for the probe */
  readonly sessionId: bigint
  readonly crypto: CryptoPort
  readonly limits?: Partial<Limits>
}

/** Events in, actions out; keeps no clock, socket or timer of its own and never throws. */
export type ProbeMachine = { handle(event: ProbeEvent): ProbeAction[] }
