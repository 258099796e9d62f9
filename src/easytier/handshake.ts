import { equalBytes } from './bytes.ts'
import { digestBytes } from './digest.ts'
import { MessageWriter, readFields } from './protobuf.ts'

const magicBytes = 0xd1e1a5e1
const versionValue = 1

export type HandShakeAnswer = {
  readonly peerId: number
  readonly version: number
  /** UTF-8 as it came; names are compared, never shown */
  readonly networkName: Uint8Array
  readonly digest: Uint8Array
}

/** Payload of the first packet. Protocol, section 2.1. */
export function encodeHandShake(peerId: number, networkName: string, digest: Uint8Array): Uint8Array {
  return new MessageWriter()
    .uint(1, magicBytes)
    .uint(2, peerId)
    .uint(3, versionValue)
    .string(5, networkName)
    .bytes(6, digest)
    .finish()
}

/** Null unless it is a handshake of EasyTier: the magic is right and a digest, if any, has 32 bytes. */
export function decodeHandShake(payload: Uint8Array): HandShakeAnswer | null {
  let magic = 0
  let peerId = 0
  let version = 0
  let networkName: Uint8Array = new Uint8Array(0)
  let digest: Uint8Array = new Uint8Array(digestBytes)
  const wellFormed = readFields(payload, (field) => {
    if (field.number === 5 || field.number === 6) {
      if (field.kind !== 'bytes') return false
      if (field.number === 5) networkName = field.bytes
      else digest = field.bytes
    } else if (field.number <= 3) {
      if (field.kind !== 'varint') return false
      if (field.number === 1) magic = field.low
      else if (field.number === 2) peerId = field.low
      else version = field.low
    }
    return true
  })
  if (!wellFormed || magic !== magicBytes || digest.length !== digestBytes) return null
  return { peerId, version, networkName, digest }
}

export type HandShakeVerdict =
  | 'same_network'
  | 'wrong_secret'
  | 'other_network'
  | 'peer_id_conflict'
  | 'protocol_version'

/** What the answer means for a probe of this id, name and digest. Protocol, sections 2.5 and 9 (11, 14, 15, 19). */
export function judgeHandShake(
  answer: HandShakeAnswer,
  own: { readonly peerId: number; readonly networkName: Uint8Array; readonly digest: Uint8Array },
): HandShakeVerdict {
  if (answer.version !== versionValue) return 'protocol_version'
  if (answer.peerId === 0 || answer.peerId === own.peerId) return 'peer_id_conflict'
  if (!equalBytes(answer.networkName, own.networkName)) return 'other_network'
  return equalBytes(answer.digest, own.digest) ? 'same_network' : 'wrong_secret'
}
