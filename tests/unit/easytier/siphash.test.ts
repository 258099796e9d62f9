import fc from 'fast-check'
import { expect, it } from 'vitest'
import { networkDigest } from '../../../src/easytier/digest.ts'
import { sipHash13 } from '../../../src/easytier/siphash.ts'
import { hex } from './fixtures.ts'

const mask = (1n << 64n) - 1n
function rotl(x: bigint, by: bigint) {
  return ((x << by) | (x >> (64n - by))) & mask
}

/** The definition, word by word, on BigInt. */
function reference(data: Uint8Array): string {
  let [v0, v1, v2, v3] = [0x736f6d6570736575n, 0x646f72616e646f6dn, 0x6c7967656e657261n, 0x7465646279746573n]
  const round = () => {
    v0 = (v0 + v1) & mask
    v1 = rotl(v1, 13n) ^ v0
    v0 = rotl(v0, 32n)
    v2 = (v2 + v3) & mask
    v3 = rotl(v3, 16n) ^ v2
    v0 = (v0 + v3) & mask
    v3 = rotl(v3, 21n) ^ v0
    v2 = (v2 + v1) & mask
    v1 = rotl(v1, 17n) ^ v2
    v2 = rotl(v2, 32n)
  }
  const padded = new Uint8Array(Math.floor(data.length / 8) * 8 + 8)
  padded.set(data)
  padded[padded.length - 1] = data.length
  for (let at = 0; at < padded.length; at += 8) {
    const word = new DataView(padded.buffer).getBigUint64(at, true)
    v3 ^= word
    round()
    v0 ^= word
  }
  v2 ^= 0xffn
  for (let i = 0; i < 3; i++) round()
  return (v0 ^ v1 ^ v2 ^ v3).toString(16).padStart(16, '0')
}

it('agrees with the definition for any input', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (data) => {
      expect(hex(sipHash13(data))).toBe(reference(data))
    }),
  )
})

it('a digest depends on name and secret together, not on where one ends', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (name, secret) => {
      const digest = networkDigest(name, secret)
      expect(digest).toHaveLength(32)
      expect(networkDigest(`${name}${secret}`, '')).toEqual(digest)
      expect(networkDigest(`${name}x`, secret)).not.toEqual(digest)
    }),
  )
})
