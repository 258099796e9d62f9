import type { CryptoPort } from './crypto-port.ts'
import { packetKey128, packetKey256 } from './digest.ts'
import type { Frame } from './frame.ts'
import { nonceBytes, tagBytes, type PacketLayer } from './packet-layer.ts'

type Cipher = (payload: Uint8Array) => Uint8Array | null

const noAad = new Uint8Array(0)

/**
 * Packets outside secure mode: sent in plaintext, which every node takes; received ones opened by trial, since the
 * cipher is not signalled. xor has no tag, so its result must be an expected packet. Protocol, section 4.
 */
export class TrialCipher implements PacketLayer {
  readonly #ciphers: Cipher[]

  constructor(secret: string, crypto: CryptoPort) {
    const key128 = packetKey128(secret)
    const key256 = packetKey256(secret)
    this.#ciphers = [
      (payload) => openTailed(payload, (nonce, sealed) => crypto.aesGcmOpen(key128, nonce, sealed)),
      (payload) => openTailed(payload, (nonce, sealed) => crypto.aesGcmOpen(key256, nonce, sealed)),
      (payload) =>
        openTailed(payload, (nonce, sealed) => crypto.chaCha20Poly1305Open(key256, nonce, sealed, noAad)),
      (payload) => xor(payload, key128),
    ]
  }

  seal(plaintext: Uint8Array): { payload: Uint8Array } {
    return { payload: plaintext }
  }

  open(frame: Frame, accepts: (plaintext: Uint8Array) => boolean): Uint8Array | null {
    if (!frame.encrypted) return accepts(frame.payload) ? frame.payload : null
    for (const [index, cipher] of this.#ciphers.entries()) {
      const plaintext = cipher(frame.payload)
      if (plaintext === null || !accepts(plaintext)) continue
      this.#ciphers.splice(index, 1)
      this.#ciphers.unshift(cipher)
      return plaintext
    }
    return null
  }
}

/** Ciphertext, tag and nonce, in this order. */
export function openTailed(
  payload: Uint8Array,
  open: (nonce: Uint8Array, sealed: Uint8Array) => Uint8Array | null,
): Uint8Array | null {
  const sealedBytes = payload.length - nonceBytes
  if (sealedBytes < tagBytes) return null
  return open(payload.subarray(sealedBytes), payload.subarray(0, sealedBytes))
}

function xor(payload: Uint8Array, key: Uint8Array): Uint8Array {
  return payload.map((byte, i) => byte ^ (key[i % key.length] ?? 0))
}
