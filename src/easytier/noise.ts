import { concatBytes, utf8, writeU32Le } from './bytes.ts'
import type { CryptoPort } from './crypto-port.ts'
import { tagBytes } from './packet-layer.ts'

const protocolName = 'Noise_XX_25519_ChaChaPoly_SHA256'
const prologue = 'easytier-peerconn-noise'
const keyBytes = 32

export type NoiseKeys = { readonly staticPrivate: Uint8Array; readonly ephemeralPrivate: Uint8Array }

/**
 * The initiator of Noise XX; the three calls come in the order of the messages. After a call `handshakeHash` is h of
 * the Noise specification, revision 34, section 5. Protocol, section 3.2.
 */
export class NoiseInitiator {
  handshakeHash: Uint8Array
  #chainingKey: Uint8Array
  #key: Uint8Array | null = null
  #nonce = 0
  #remoteEphemeral: Uint8Array = new Uint8Array(keyBytes)
  readonly #crypto: CryptoPort
  readonly #keys: NoiseKeys

  constructor(crypto: CryptoPort, keys: NoiseKeys) {
    this.#crypto = crypto
    this.#keys = keys
    this.#chainingKey = utf8(protocolName)
    this.handshakeHash = this.#chainingKey
    this.#mixHash(utf8(prologue))
  }

  /** `-> e` */
  writeMessage1(payload: Uint8Array): Uint8Array {
    const ephemeral = this.#crypto.x25519PublicKey(this.#keys.ephemeralPrivate)
    this.#mixHash(ephemeral)
    this.#mixHash(payload)
    return concatBytes(ephemeral, payload)
  }

  /**
   * `<- e, ee, s, es`; the payload, or null where the message is no Noise message meant for us. After null another
   * message may be tried: over UDP a stray one may come first.
   */
  readMessage2(message: Uint8Array): Uint8Array | null {
    const before = [this.handshakeHash, this.#chainingKey, this.#key, this.#nonce] as const
    const payload = this.#readMessage2(message)
    if (payload === null) [this.handshakeHash, this.#chainingKey, this.#key, this.#nonce] = before
    return payload
  }

  #readMessage2(message: Uint8Array): Uint8Array | null {
    const staticEnd = keyBytes + keyBytes + tagBytes
    if (message.length < staticEnd + tagBytes) return null
    this.#remoteEphemeral = message.slice(0, keyBytes)
    this.#mixHash(this.#remoteEphemeral)
    if (!this.#mixKey(this.#keys.ephemeralPrivate, this.#remoteEphemeral)) return null
    const remoteStatic = this.#decryptAndHash(message.subarray(keyBytes, staticEnd))
    if (remoteStatic === null || !this.#mixKey(this.#keys.ephemeralPrivate, remoteStatic)) return null
    return this.#decryptAndHash(message.subarray(staticEnd))
  }

  /** `-> s, se`; null where the node's key is unusable */
  writeMessage3(payload: Uint8Array): Uint8Array | null {
    const sealedStatic = this.#encryptAndHash(this.#crypto.x25519PublicKey(this.#keys.staticPrivate))
    if (!this.#mixKey(this.#keys.staticPrivate, this.#remoteEphemeral)) return null
    return concatBytes(sealedStatic, this.#encryptAndHash(payload))
  }

  #mixHash(data: Uint8Array): void {
    this.handshakeHash = this.#crypto.sha256(concatBytes(this.handshakeHash, data))
  }

  #mixKey(privateKey: Uint8Array, publicKey: Uint8Array): boolean {
    const shared = this.#crypto.x25519SharedSecret(privateKey, publicKey)
    if (shared === null) return false
    const keys = this.#crypto.hkdfSha256(shared, this.#chainingKey, new Uint8Array(0), 2 * keyBytes)
    this.#chainingKey = keys.slice(0, keyBytes)
    this.#key = keys.slice(keyBytes)
    this.#nonce = 0
    return true
  }

  #encryptAndHash(plaintext: Uint8Array): Uint8Array {
    const sealed =
      this.#key === null
        ? plaintext
        : this.#crypto.chaCha20Poly1305Seal(this.#key, this.#nextNonce(), plaintext, this.handshakeHash)
    this.#mixHash(sealed)
    return sealed
  }

  #decryptAndHash(sealed: Uint8Array): Uint8Array | null {
    if (this.#key === null) return null
    const plaintext = this.#crypto.chaCha20Poly1305Open(
      this.#key,
      this.#nextNonce(),
      sealed,
      this.handshakeHash,
    )
    if (plaintext !== null) this.#mixHash(sealed)
    return plaintext
  }

  /** 4 zero bytes and the counter as u64 LE */
  #nextNonce(): Uint8Array {
    const nonce = new Uint8Array(12)
    writeU32Le(nonce, 4, this.#nonce++)
    return nonce
  }
}
