import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** A challenge of the ALTCHA protocol, as the API answers it. */
export type Challenge = {
  readonly algorithm: 'SHA-256'
  readonly challenge: string
  readonly maxnumber: number
  readonly salt: string
  readonly signature: string
}

/** Hashes between two looks at the clock, and how long the page may stand still, ms. */
const hashesEach = 64
const sliceMs = 12

/**
 * The number whose hash behind the salt is the challenge; undefined when there is none up to `maxnumber`, or when the
 * time is over. Works in slices between which the page lives on: the page's own policy lets no script start a worker.
 * Hashes by itself, for sites without https have no WebCrypto.
 */
export async function solveProof(
  { challenge, maxnumber, salt }: Challenge,
  until: { readonly nowMs: () => number; readonly endMs: number; readonly rest: () => Promise<void> },
): Promise<number | undefined> {
  let sliceEndMs = until.nowMs() + sliceMs
  for (let number = 0; number <= maxnumber; number += 1) {
    if (bytesToHex(sha256(utf8ToBytes(salt + number))) === challenge) return number
    if (number % hashesEach !== 0 || until.nowMs() < sliceEndMs) continue
    if (until.nowMs() > until.endMs) return undefined
    await until.rest()
    sliceEndMs = until.nowMs() + sliceMs
  }
  return undefined
}

/** The payload that the API takes as `altcha`. */
export function proofPayload({ algorithm, challenge, salt, signature }: Challenge, number: number): string {
  return btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }))
}
