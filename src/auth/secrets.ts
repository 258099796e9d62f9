import { expand, extract } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** Keys of 32 bytes, each for one purpose, all derived from JWT_SECRET. */
export type Secrets = {
  readonly sessionKey: Uint8Array
  readonly pepper: Uint8Array
  readonly sealingKey: Uint8Array
  readonly deviceKey: Uint8Array
  readonly backupKey: Uint8Array
  readonly proofKey: Uint8Array
  readonly recoveryKey: Uint8Array
  /** Seed of the key that signs snapshots. */
  readonly snapshotKey: Uint8Array
}

/** Shorter secrets are treated as unset. */
export const secretCharsMin = 16

const salt = utf8ToBytes('easytier-node-manager/v1')

/**
 * Derives the keys by HKDF-SHA-256 (RFC 5869); undefined when the secret is absent or shorter than 16 characters.
 * The caller keeps the result for the isolate's life.
 */
export function deriveSecrets(jwtSecret: string | undefined): Secrets | undefined {
  if (jwtSecret === undefined || jwtSecret.length < secretCharsMin) return undefined
  const root = extract(sha256, utf8ToBytes(jwtSecret), salt)
  const derive = (purpose: string): Uint8Array => expand(sha256, root, utf8ToBytes(purpose), 32)
  return {
    sessionKey: derive('session'),
    pepper: derive('pepper'),
    sealingKey: derive('sealing'),
    deviceKey: derive('device'),
    backupKey: derive('backup'),
    proofKey: derive('proof'),
    recoveryKey: derive('recovery'),
    snapshotKey: derive('snapshot'),
  }
}

/** Compares two texts in time that tells nothing about either: HMACs of both under a key of this call alone. */
export function equalSecrets(left: string, right: string): boolean {
  const key = crypto.getRandomValues(new Uint8Array(32))
  return equalBytes(hmac(sha256, key, utf8ToBytes(left)), hmac(sha256, key, utf8ToBytes(right)))
}

/** Compares byte strings of equal, public length without an early exit. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false
  let difference = 0
  for (const [index, byte] of left.entries()) difference |= byte ^ (right[index] ?? 0)
  return difference === 0
}

/** SHA-256 of a random token as 64 hex characters: what is stored instead of the token. */
export function hashToken(token: string): string {
  return bytesToHex(sha256(utf8ToBytes(token)))
}

/** Compares two results of `hashToken` without an early exit; their length is no secret. */
export function equalHashes(left: string, right: string): boolean {
  return equalBytes(utf8ToBytes(left), utf8ToBytes(right))
}
