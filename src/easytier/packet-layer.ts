import type { Frame } from './frame.ts'

/** What stands between an RPC packet and the payload of its frame: nothing, a cipher by trial, or a Noise session. */
export interface PacketLayer {
  /** `plaintextBytes` is set where the payload was sealed. */
  seal(plaintext: Uint8Array): { payload: Uint8Array; plaintextBytes?: number }
  /** Null where it cannot be read; `accepts` tells whether a plaintext is one of the expected packets. */
  open(frame: Frame, accepts: (plaintext: Uint8Array) => boolean): Uint8Array | null
}

export const nonceBytes = 12
export const tagBytes = 16
