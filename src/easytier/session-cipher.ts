import { concatBytes, utf8, writeU32Be } from './bytes.ts'
import { openTailed } from './cipher.ts'
import type { CryptoPort } from './crypto-port.ts'
import type { Frame } from './frame.ts'
import { nonceBytes, type PacketLayer } from './packet-layer.ts'

/** The algorithm the probe announces and seals with. */
export const ownAlgorithm = 'aes-gcm'

type Algorithm = {
  readonly keyBytes: number
  readonly open: (
    crypto: CryptoPort,
    key: Uint8Array,
    nonce: Uint8Array,
    sealed: Uint8Array,
  ) => Uint8Array | null
}

const noAad = new Uint8Array(0)
const aes128: Algorithm = { keyBytes: 16, open: (crypto, ...input) => crypto.aesGcmOpen(...input) }
const aes256: Algorithm = { keyBytes: 32, open: (crypto, ...input) => crypto.aesGcmOpen(...input) }
const chacha20: Algorithm = {
  keyBytes: 32,
  open: (crypto, ...input) => crypto.chaCha20Poly1305Open(...input, noAad),
}

/** Key of one direction: 0 where the sender's id is the smaller one, else 1. Protocol, section 3.3. */
export function trafficKey(
  crypto: CryptoPort,
  rootKey: Uint8Array,
  epoch: number,
  direction: 0 | 1,
): Uint8Array {
  const info = concatBytes(utf8('et-traffic'), new Uint8Array(4), Uint8Array.of(direction))
  writeU32Be(info, info.length - 5, epoch)
  return crypto.hkdfSha256(rootKey, new Uint8Array(32), info, 32)
}

export type SessionParameters = {
  readonly rootKey: Uint8Array
  readonly epoch: number
  readonly ownId: number
  readonly nodeId: number
  /** as the node announced it; the sender's algorithm counts */
  readonly nodeAlgorithm: string
}

/** Packets of secure mode: always sealed, both ways, with a counting nonce. Protocol, section 3.3. */
export class SessionCipher implements PacketLayer {
  readonly #crypto: CryptoPort
  readonly #epoch: number
  readonly #sendKey: Uint8Array
  readonly #receiveKey: Uint8Array
  readonly #algorithms: readonly Algorithm[]
  #sequence = 0

  constructor(crypto: CryptoPort, parameters: SessionParameters) {
    const { rootKey, epoch, ownId, nodeId } = parameters
    this.#crypto = crypto
    this.#epoch = epoch
    this.#sendKey = trafficKey(crypto, rootKey, epoch, ownId < nodeId ? 0 : 1)
    this.#receiveKey = trafficKey(crypto, rootKey, epoch, ownId < nodeId ? 1 : 0)
    this.#algorithms = algorithmsNamed(parameters.nodeAlgorithm)
  }

  seal(plaintext: Uint8Array): { payload: Uint8Array; plaintextBytes: number } {
    const nonce = new Uint8Array(nonceBytes)
    writeU32Be(nonce, 0, this.#epoch)
    writeU32Be(nonce, 8, this.#sequence++)
    const sealed = this.#crypto.aesGcmSeal(this.#sendKey.subarray(0, aes128.keyBytes), nonce, plaintext)
    return { payload: concatBytes(sealed, nonce), plaintextBytes: plaintext.length }
  }

  open(frame: Frame, accepts: (plaintext: Uint8Array) => boolean): Uint8Array | null {
    if (!frame.encrypted) return null
    for (const algorithm of this.#algorithms) {
      const key = this.#receiveKey.subarray(0, algorithm.keyBytes)
      const plaintext = openTailed(frame.payload, (nonce, sealed) =>
        algorithm.open(this.#crypto, key, nonce, sealed),
      )
      if (plaintext !== null && accepts(plaintext)) return plaintext
    }
    return null
  }
}

/** Names differ between versions for the same cipher (`openssl-…`); an unknown one is found by trial. */
function algorithmsNamed(name: string): readonly Algorithm[] {
  if (name === 'aes-gcm') return [aes128]
  if (name === 'aes-256-gcm') return [aes256]
  if (name === 'chacha20') return [chacha20]
  return [aes128, aes256, chacha20]
}
