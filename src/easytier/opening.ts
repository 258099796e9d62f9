import type { ProbeCode } from './codes.ts'
import type { Frame } from './frame.ts'
import type { PacketLayer } from './packet-layer.ts'

/** A probe that ends here: see `ProbeOutcome` for the fields. */
export type Refusal = {
  readonly code: ProbeCode
  readonly reachable: boolean
  readonly retry?: 'noise' | 'new_peer_id' | 'again'
}

/** What is known once the handshake is answered. */
export type Introduction = {
  readonly nodeId: number
  readonly mode: 'same_network' | 'foreign'
  readonly secure: boolean
  /** null where RPC is impossible: a session without a key */
  readonly layer: PacketLayer | null
  /** the end of the handshake on our side, if it takes one more frame */
  readonly lastFrame: Uint8Array | null
  /** what it means if the node closes now, before any sign of admission */
  readonly closedBeforeAdmission: Refusal
}

export type OpeningResult =
  | { readonly kind: 'introduced'; readonly introduction: Introduction }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

/** The first exchange of a connection, legacy or Noise. */
export interface Opening {
  firstFrame(): Uint8Array
  receive(frame: Frame): OpeningResult
  /** closed, or silent, before an answer */
  closed(wsCode: number | undefined): Refusal
  timedOut(): Refusal
}

/** The end of an opening that got an answer. */
export function refused(refusal: Refusal): OpeningResult {
  return { kind: 'refused', refusal }
}

export const notEasytier: Refusal = { code: 'not_easytier', reachable: false }
export const peerIdConflict: Refusal = { code: 'peer_id_conflict', reachable: true, retry: 'new_peer_id' }
export const foreignRejected: Refusal = { code: 'foreign_rejected', reachable: true }
export const wrongSecret: Refusal = { code: 'wrong_secret', reachable: true }
