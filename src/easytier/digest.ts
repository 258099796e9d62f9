import { concatBytes, utf8 } from './bytes.ts'
import { sipHash13 } from './siphash.ts'

export const digestBytes = 32

/** What proves membership in the legacy handshake, 32 bytes; itself a credential. Protocol, section 2.3. */
export function networkDigest(name: string, secret: string): Uint8Array {
  let stream = concatBytes(utf8(name), utf8(secret))
  let digest: Uint8Array = new Uint8Array(0)
  while (digest.length < digestBytes) {
    digest = concatBytes(digest, sipHash13(stream))
    stream = concatBytes(stream, digest)
  }
  return digest
}

/** Key of aes-gcm and xor, 16 bytes, from the secret alone. Protocol, section 4. */
export function packetKey128(secret: string): Uint8Array {
  const stream = utf8(secret)
  const first = sipHash13(stream)
  return concatBytes(first, sipHash13(concatBytes(stream, first)))
}

/** Key of aes-256-gcm and chacha20, 32 bytes, from the secret alone. Protocol, section 4. */
export function packetKey256(secret: string): Uint8Array {
  let stream = utf8(`${secret}easytier-256bit-key`)
  let key: Uint8Array = new Uint8Array(0)
  for (let i = 0; i < 4; i++) {
    stream = concatBytes(stream, key, Uint8Array.of(i))
    key = concatBytes(key, sipHash13(stream))
  }
  return key
}
