import { concatBytes, utf8 } from './bytes.ts'
import type { CryptoPort } from './crypto-port.ts'
import { MessageWriter, readFields } from './protobuf.ts'

/** Values of `role_hint` and `action` that the probe knows. */
export const sameNetworkRole = 1
export const otherNetworkRole = 2
export const createAction = 2

const proofLabel = 'easytier secret proof'

export type NoiseMessage2 = {
  readonly roleHint: number
  readonly action: number
  readonly rootKey: Uint8Array | null
  readonly epoch: number
  /** serialized UUIDs, to be compared and echoed */
  readonly nodeConnId: Uint8Array
  readonly ownConnIdEcho: Uint8Array
  readonly proof: Uint8Array | null
  readonly algorithm: string
}

/** A connection id out of 16 random bytes. */
export function encodeConnId(random: Uint8Array): Uint8Array {
  const view = new DataView(random.buffer, random.byteOffset, 16)
  return new MessageWriter()
    .uint(1, view.getUint32(0))
    .uint(2, view.getUint32(4))
    .uint(3, view.getUint32(8))
    .uint(4, view.getUint32(12))
    .finish()
}

/** First message of a Noise handshake as a protobuf: protocol version 1, the network, the connection and the cipher. */
export function encodeNoiseMessage1(networkName: string, connId: Uint8Array, algorithm: string): Uint8Array {
  return new MessageWriter()
    .uint(1, 1)
    .string(2, networkName)
    .message(4, connId)
    .string(5, algorithm)
    .finish()
}

/** `digest` must be 32 bytes: another length aborts the node (section 8, rule 5). */
export function encodeNoiseMessage3(fields: {
  readonly ownConnId: Uint8Array
  readonly nodeConnId: Uint8Array
  readonly proof: Uint8Array
  readonly digest: Uint8Array
}): Uint8Array {
  return new MessageWriter()
    .message(1, fields.ownConnId)
    .message(2, fields.nodeConnId)
    .bytes(3, fields.proof)
    .bytes(4, fields.digest)
    .finish()
}

/** Null if malformed. */
export function decodeNoiseMessage2(payload: Uint8Array): NoiseMessage2 | null {
  const numbers = new Map<number, number>()
  const values = new Map<number, Uint8Array>()
  const wellFormed = readFields(payload, (field) => {
    const isNumber = field.number === 2 || field.number === 3 || field.number === 4 || field.number === 6
    if (field.number > 10) return true
    if (field.kind !== (isNumber ? 'varint' : 'bytes')) return false
    if (isNumber) numbers.set(field.number, field.low)
    else values.set(field.number, field.bytes)
    return true
  })
  if (!wellFormed) return null
  return {
    roleHint: numbers.get(2) ?? 0,
    action: numbers.get(3) ?? 0,
    rootKey: values.get(5) ?? null,
    epoch: numbers.get(6) ?? 0,
    nodeConnId: values.get(7) ?? new Uint8Array(0),
    ownConnIdEcho: values.get(8) ?? new Uint8Array(0),
    proof: values.get(9) ?? null,
    algorithm: String.fromCharCode(...(values.get(10) ?? []).slice(0, 32)),
  }
}

/** Shows knowledge of the secret without telling it. Protocol, section 3.2. */
export function secretProof(crypto: CryptoPort, secret: string, handshakeHash: Uint8Array): Uint8Array {
  return crypto.hmacSha256(utf8(secret), concatBytes(utf8(proofLabel), handshakeHash))
}
