import { concatBytes, utf8, writeU32Be } from './bytes.ts'
import { openTailed } from './cipher.ts'
import type { CryptoPort } from './crypto-port.ts'
import type { Frame } from './frame.ts'
import { NONCE_BYTES, type PacketLayer } from './packet-layer.ts'

/** The algorithm the probe announces and seals with. */
export const OWN_ALGORITHM = 'aes-gcm'

type Algorithm = {
  readonly keyBytes: number
  readonly open: (
    crypto: CryptoPort,
    key: Uint8Array,
    nonce: Uint8Array,
    sealed: Uint8Array,
  ) => Uint8Array | null
}

const NO_AAD = new Uint8Array(0)
const AES_128: Algorithm = { keyBytes: 16, open: (crypto, ...input) => crypto.aesGcmOpen(...input) }
const AES_256: Algorithm = { keyBytes: 32, open: (crypto, ...input) => crypto.aesGcmOpen(...input) }
const CHACHA20: Algorithm = {
  keyBytes: 32,
  open: (crypto, ...input) => crypto.chaCha20Poly1305Open(...input, NO_AAD),
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
  private readonly crypto: CryptoPort
  private readonly epoch: number
  private readonly sendKey: Uint8Array
  private readonly receiveKey: Uint8Array
  private readonly algorithms: readonly Algorithm[]
  private sequence = 0

  constructor(crypto: CryptoPort, parameters: SessionParameters) {
    const { rootKey, epoch, ownId, nodeId } = parameters
    this.crypto = crypto
    this.epoch = epoch
    this.sendKey = trafficKey(crypto, rootKey, epoch, ownId < nodeId ? 0 : 1)
    this.receiveKey = trafficKey(crypto, rootKey, epoch, ownId < nodeId ? 1 : 0)
    this.algorithms = algorithmsNamed(parameters.nodeAlgorithm)
  }

  seal(plaintext: Uint8Array): { payload: Uint8Array; plaintextBytes: number } {
    const nonce = new Uint8Array(NONCE_BYTES)
    writeU32Be(nonce, 0, this.epoch)
    writeU32Be(nonce, 8, this.sequence++)
    const sealed = this.crypto.aesGcmSeal(this.sendKey.subarray(0, AES_128.keyBytes), nonce, plaintext)
    return { payload: concatBytes(sealed, nonce), plaintextBytes: plaintext.length }
  }

  open(frame: Frame, accepts: (plaintext: Uint8Array) => boolean): Uint8Array | null {
    if (!frame.encrypted) return null
    for (const algorithm of this.algorithms) {
      const key = this.receiveKey.subarray(0, algorithm.keyBytes)
      const plaintext = openTailed(frame.payload, (nonce, sealed) =>
        algorithm.open(this.crypto, key, nonce, sealed),
      )
      if (plaintext !== null && accepts(plaintext)) return plaintext
    }
    return null
  }
}

/** Names differ between versions for the same cipher (`openssl-…`); an unknown one is found by trial. */
function algorithmsNamed(name: string): readonly Algorithm[] {
  if (name === 'aes-gcm') return [AES_128]
  if (name === 'aes-256-gcm') return [AES_256]
  if (name === 'chacha20') return [CHACHA20]
  return [AES_128, AES_256, CHACHA20]
}
