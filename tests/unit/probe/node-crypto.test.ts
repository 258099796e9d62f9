import { gcm } from '@noble/ciphers/aes.js'
import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import { x25519 } from '@noble/curves/ed25519.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { expect, test } from 'vitest'
import { nodeCrypto } from '../../../src/probe/node-crypto.ts'

function bytes(length: number): Uint8Array {
  return nodeCrypto.randomBytes(length)
}
const lengths = [0, 1, 15, 16, 17, 300]

test('hashes agree with an independent implementation', () => {
  for (const length of lengths) {
    const data = bytes(length)
    const key = bytes(32)
    expect(nodeCrypto.sha256(data)).toEqual(sha256(data))
    expect(nodeCrypto.hmacSha256(key, data)).toEqual(hmac(sha256, key, data))
    expect(nodeCrypto.hkdfSha256(data, key, data, 64)).toEqual(hkdf(sha256, data, key, data, 64))
  }
})

test('AES-GCM with both key sizes agrees and opens what it sealed', () => {
  for (const keyBytes of [16, 32]) {
    for (const length of lengths) {
      const [key, nonce, plaintext] = [bytes(keyBytes), bytes(12), bytes(length)]
      const sealed = nodeCrypto.aesGcmSeal(key, nonce, plaintext)
      expect(sealed).toEqual(gcm(key, nonce).encrypt(plaintext))
      expect(nodeCrypto.aesGcmOpen(key, nonce, sealed)).toEqual(plaintext)
    }
  }
})

test('ChaCha20-Poly1305 agrees and opens what it sealed', () => {
  for (const length of lengths) {
    const [key, nonce, plaintext, aad] = [bytes(32), bytes(12), bytes(length), bytes(length)]
    const sealed = nodeCrypto.chaCha20Poly1305Seal(key, nonce, plaintext, aad)
    expect(sealed).toEqual(chacha20poly1305(key, nonce, aad).encrypt(plaintext))
    expect(nodeCrypto.chaCha20Poly1305Open(key, nonce, sealed, aad)).toEqual(plaintext)
  }
})

test('a changed bit, another key or too few bytes open to null', () => {
  const [key, nonce, aad] = [bytes(32), bytes(12), bytes(5)]
  const aes = nodeCrypto.aesGcmSeal(key, nonce, bytes(20))
  const chacha = nodeCrypto.chaCha20Poly1305Seal(key, nonce, bytes(20), aad)
  for (let i = 0; i < aes.length; i += 1) {
    const spoilt = (sealed: Uint8Array): Uint8Array => sealed.map((byte, at) => (at === i ? byte ^ 1 : byte))
    expect(nodeCrypto.aesGcmOpen(key, nonce, spoilt(aes))).toBeNull()
    expect(nodeCrypto.chaCha20Poly1305Open(key, nonce, spoilt(chacha), aad)).toBeNull()
  }
  expect(nodeCrypto.aesGcmOpen(bytes(32), nonce, aes)).toBeNull()
  expect(nodeCrypto.chaCha20Poly1305Open(key, nonce, chacha, bytes(5))).toBeNull()
  for (const length of [0, 1, 15]) {
    expect(nodeCrypto.aesGcmOpen(key, nonce, aes.subarray(0, length))).toBeNull()
    expect(nodeCrypto.chaCha20Poly1305Open(key, nonce, chacha.subarray(0, length), aad)).toBeNull()
  }
})

test('X25519 agrees; points of low order and wrong lengths give null', () => {
  const [mine, theirs] = [bytes(32), bytes(32)]
  const theirPublic = nodeCrypto.x25519PublicKey(theirs)
  expect(theirPublic).toEqual(x25519.getPublicKey(theirs))
  expect(nodeCrypto.x25519SharedSecret(mine, theirPublic)).toEqual(x25519.getSharedSecret(mine, theirPublic))
  expect(nodeCrypto.x25519SharedSecret(mine, new Uint8Array(32))).toBeNull()
  expect(nodeCrypto.x25519SharedSecret(mine, Uint8Array.of(1, ...new Uint8Array(31)))).toBeNull()
  for (const length of [0, 31, 33]) expect(nodeCrypto.x25519SharedSecret(mine, bytes(length))).toBeNull()
})

test('no call changes its arguments', () => {
  const [key, nonce, data] = [bytes(32), bytes(12), bytes(40)]
  const before = [key, nonce, data].map((part) => part.slice())
  nodeCrypto.aesGcmOpen(key, nonce, data)
  nodeCrypto.chaCha20Poly1305Open(key, nonce, data, data)
  nodeCrypto.aesGcmSeal(key, nonce, data)
  nodeCrypto.x25519SharedSecret(key, key)
  expect([key, nonce, data]).toEqual(before)
})
