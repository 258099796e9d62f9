import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { commonPasswords } from './common-passwords-data.ts'

/** Numbers of 48 bits stay exact. */
const hashBytes = 6

function hashOf(password: string): number {
  let value = 0
  for (const byte of sha256(utf8ToBytes(password.toLowerCase())).subarray(0, hashBytes)) {
    value = value * 256 + byte
  }
  return value % commonPasswords.space
}

/** Reads the Rice-coded gaps between the sorted hashes. */
function decode(): Set<number> {
  const { bits, count, riceBits } = commonPasswords
  const bytes = atob(bits)
  const hashes = new Set<number>()
  let at = 0
  const next = (): number => {
    const bit = (bytes.charCodeAt(at >> 3) >> (7 - (at & 7))) & 1
    at += 1
    return bit
  }
  let hash = -1
  while (hashes.size < count) {
    let gap = 0
    while (next() === 1) gap += 1
    for (let bit = 0; bit < riceBits; bit += 1) gap = gap * 2 + next()
    hash += gap + 1
    hashes.add(hash)
  }
  return hashes
}

let known: Set<number> | undefined

/**
 * True for one of the 3,000 most common passwords, in upper or lower case, and for one in 4,096 others: the list is one
 * of hashes.
 */
export function isCommonPassword(password: string): boolean {
  known ??= decode()
  return known.has(hashOf(password))
}
