import { bytesToHex } from '@noble/hashes/utils.js'
import { createChallenge, verifySolution } from 'altcha-lib/v1'
import type { Secrets } from './secrets.ts'

/** A challenge of the ALTCHA protocol (altcha.org/docs/v2/custom-backend), as its widget reads it. */
export type ProofChallenge = {
  readonly algorithm: 'SHA-256'
  readonly challenge: string
  readonly maxnumber: number
  readonly salt: string
  readonly signature: string
}

/** What a client sends back, in base64 of JSON. */
export type ProofSolution = Omit<ProofChallenge, 'maxnumber'> & { readonly number: number }

/** About half of it is hashed on the average: a second of a telephone. */
const numberMax = 100_000
const lifeMs = 600_000

/** A new challenge, good for ten minutes. */
export async function makeChallenge(secrets: Secrets, nowMs: number): Promise<ProofChallenge> {
  const made = await createChallenge({
    hmacKey: bytesToHex(secrets.proofKey),
    maxnumber: numberMax,
    expires: new Date(nowMs + lifeMs),
  })
  return {
    algorithm: 'SHA-256',
    challenge: made.challenge,
    maxnumber: numberMax,
    salt: made.salt,
    signature: made.signature,
  }
}

/** Whether the solution is right, of a challenge made here, and in time. Whether it was used before is for the caller. */
export async function isSolved(secrets: Secrets, solution: ProofSolution, nowMs: number): Promise<boolean> {
  const expires = Number(new URLSearchParams(solution.salt.split('?')[1] ?? '').get('expires') ?? 0)
  if (!(expires * 1000 > nowMs)) return false
  // The library would compare the time with a clock of its own.
  return verifySolution({ ...solution }, bytesToHex(secrets.proofKey), false)
}
