import type { Side } from '../../contract/sides.ts'
import type { Reachability } from '../../contract/vocabulary.ts'
import { bySide } from './sides.ts'

/** What the checks of a node from all places amount to. Times in milliseconds since the epoch, 0 = never. */
export type Evidence = {
  readonly reachability: Reachability
  /** Since when it is unreachable; 0 while it is not. */
  readonly sinceMs: number
  /** The newest check, and the newest that joined by a listed address. */
  readonly checkedMs: number
  readonly provenMs: number
  /** The newest check that was answered, joined or refused. */
  readonly answeredMs: number
  /** When checks from all places were answered, as far back as they are at hand; oldest first. */
  readonly goodMs: readonly number[]
  /** False when it answers as an EasyTier node, yet refuses foreign networks. */
  readonly admits: boolean
  /** Two failures in a row take a node out of what is handed out, two good checks bring it back. */
  readonly isHandedOut: boolean
  /** Listed addresses whose newest check passed. */
  readonly goodUrls: readonly string[]
  /** Median of the last hour over the places, in milliseconds; -1 when nobody measured it. */
  readonly latencyMs: number
  /** The same over the places of one side; where none of a carrier's looks at the node of its region's, else of all. */
  readonly latencyFrom: Readonly<Record<Side, number>>
  /** Since when it has been answering without a break, as far as is known; 0 while it does not. */
  readonly reachedMs: number
  /** Connections that the newest check saw. */
  readonly connections: number
  /** The most connections that a check has seen it serve, and its version; '' when unknown. */
  readonly mostSeen: number
  readonly version: string
  /** Its handshake says that it relays no data for others; undefined when no check has seen one. */
  readonly avoidsRelay: boolean | undefined
  /** Why the newest failed check failed, a code of the probe; '' when it did not. */
  readonly reason: string
  /** The places that could not join it while it is unreachable, by id. */
  readonly failedAt: readonly string[]
}

/** A node that nobody has looked at. */
export const noEvidence: Evidence = {
  reachability: 'unknown',
  sinceMs: 0,
  checkedMs: 0,
  provenMs: 0,
  answeredMs: 0,
  goodMs: [],
  admits: true,
  isHandedOut: true,
  goodUrls: [],
  latencyMs: -1,
  latencyFrom: bySide(() => -1),
  reachedMs: 0,
  connections: 0,
  mostSeen: 0,
  version: '',
  avoidsRelay: undefined,
  reason: '',
  failedAt: [],
}
