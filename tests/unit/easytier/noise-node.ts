import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import { gcm } from '@noble/ciphers/aes.js'
import { x25519 } from '@noble/curves/ed25519.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes, utf8 } from '../../../src/easytier/bytes.ts'
import { encodeFrame, PacketType } from '../../../src/easytier/frame.ts'
import { MessageWriter, readFields } from '../../../src/easytier/protobuf.ts'
import { nodeValue, probeValue, secretValue } from './node-frames.ts'

/** What the node puts into message 2; each can be set wrong. */
export type Message2 = {
  role?: number
  action?: number
  /** null = no proof */
  proof?: Uint8Array | null
  rootKey?: Uint8Array | null
  epoch?: number
  echo?: Uint8Array
  algorithm?: string
  from?: number
}

/** A secure node, on noble's primitives: the responder of Noise XX and the session behind it. */
export class NoiseNode {
  /** plaintext of message 3, once it came */
  message3 = new Map<number, Uint8Array>()
  readonly rootKey = new Uint8Array(32).fill(9)
  #hash = utf8('Noise_XX_25519_ChaChaPoly_SHA256')
  #chainingKey = this.#hash
  #key = new Uint8Array(32)
  #nonce = 0
  readonly #ephemeral = x25519.keygen()
  readonly #identity = x25519.keygen()
  #sequence = 0

  constructor() {
    this.#mixHash(utf8('easytier-peerconn-noise'))
  }

  /** Reads the frame of message 1 and gives that of message 2. */
  answer(frame: Uint8Array, fields: Message2 = {}): Uint8Array {
    const theirEphemeral = frame.slice(16, 48)
    this.#mixHash(theirEphemeral)
    this.#mixHash(frame.slice(48))
    const proof = fields.proof === undefined ? this.proof(secretValue) : fields.proof
    const connId = valuesOf(frame.slice(48)).get(4) ?? new Uint8Array(0)
    const rootKey = fields.rootKey === undefined ? this.rootKey : fields.rootKey

    const own = this.#ephemeral.publicKey
    this.#mixHash(own)
    this.#mixKey(x25519.getSharedSecret(this.#ephemeral.secretKey, theirEphemeral))
    const sealedStatic = this.#seal(this.#identity.publicKey)
    this.#mixKey(x25519.getSharedSecret(this.#identity.secretKey, theirEphemeral))
    const payload = new MessageWriter()
      .string(1, 'net')
      .uint(2, fields.role ?? 1)
      .uint(3, fields.action ?? 2)
      .uint(4, 1)
      .bytes(5, rootKey ?? new Uint8Array(0))
      .uint(6, fields.epoch ?? 0)
      .message(7, new MessageWriter().uint(1, 5).uint(4, 8).finish())
      .message(8, fields.echo ?? connId)
      .bytes(9, proof ?? new Uint8Array(0))
      .string(10, fields.algorithm ?? 'aes-gcm')
      .finish()
    return encodeFrame({
      from: fields.from ?? nodeValue,
      to: probeValue,
      type: PacketType.noiseMessage2,
      payload: concatBytes(own, sealedStatic, this.#seal(payload)),
    })
  }

  /** Reads the frame of message 3; throws where it does not fit. Returns the proof it should carry. */
  takeMessage3(frame: Uint8Array): Uint8Array {
    const expectedProof = this.proof(secretValue)
    const theirStatic = this.#open(frame.slice(16, 64))
    this.#mixKey(x25519.getSharedSecret(this.#ephemeral.secretKey, theirStatic))
    this.message3 = valuesOf(this.#open(frame.slice(64)))
    return expectedProof
  }

  proof(secret: string): Uint8Array {
    return hmac(sha256, utf8(secret), concatBytes(utf8('easytier secret proof'), this.#hash))
  }

  /** A frame of type 8 or 9 to the probe, sealed with the session. */
  sessionFrame(type: number, plaintext: Uint8Array, algorithm = 'aes-gcm', epoch = 0): Uint8Array {
    const nonce = new Uint8Array(12)
    new DataView(nonce.buffer).setUint32(0, epoch)
    new DataView(nonce.buffer).setUint32(8, this.#sequence++)
    const key = this.#trafficKey(epoch, 0)
    const cipher =
      algorithm === 'chacha20'
        ? chacha20poly1305(key, nonce)
        : gcm(algorithm === 'aes-gcm' ? key.slice(0, 16) : key, nonce)
    return encodeFrame({
      from: nodeValue,
      to: probeValue,
      type,
      payload: concatBytes(cipher.encrypt(plaintext), nonce),
      plaintextBytes: plaintext.length,
    })
  }

  /** The plaintext of a frame from the probe; throws where it was not sealed for this session. */
  openSession(frame: Uint8Array, epoch = 0): Uint8Array {
    const payload = frame.slice(16)
    return gcm(this.#trafficKey(epoch, 1).slice(0, 16), payload.slice(-12)).decrypt(payload.slice(0, -12))
  }

  /** nodeValue is smaller than probeValue: 0 is from the node. */
  #trafficKey(epoch: number, direction: number): Uint8Array {
    const info = concatBytes(utf8('et-traffic'), Uint8Array.of(0, 0, 0, epoch, direction))
    return hkdf(sha256, this.rootKey, new Uint8Array(32), info, 32)
  }

  #mixHash(data: Uint8Array): void {
    this.#hash = sha256(concatBytes(this.#hash, data))
  }

  #mixKey(shared: Uint8Array): void {
    const keys = hkdf(sha256, shared, this.#chainingKey, new Uint8Array(0), 64)
    this.#chainingKey = keys.slice(0, 32)
    this.#key = keys.slice(32)
    this.#nonce = 0
  }

  #cipher() {
    const nonce = new Uint8Array(12)
    nonce[4] = this.#nonce++
    return chacha20poly1305(this.#key, nonce, this.#hash)
  }

  #seal(plaintext: Uint8Array): Uint8Array {
    const sealed = this.#cipher().encrypt(plaintext)
    this.#mixHash(sealed)
    return sealed
  }

  #open(sealed: Uint8Array): Uint8Array {
    const plaintext = this.#cipher().decrypt(sealed)
    this.#mixHash(sealed)
    return plaintext
  }
}

function valuesOf(bytes: Uint8Array): Map<number, Uint8Array> {
  const values = new Map<number, Uint8Array>()
  readFields(bytes, (field) => {
    values.set(field.number, field.bytes)
    return true
  })
  return values
}
