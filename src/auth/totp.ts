import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { sha1 } from '@noble/hashes/legacy.js'
import { Secret, TOTP } from 'otpauth/bare'
import { base64url } from 'jose'
import { decodeBase64Url } from './base64url.ts'
import { seal, unseal } from './sealing.ts'
import { equalSecrets, type Secrets } from './secrets.ts'

/** SHA-1, six digits, 30 s: what every authenticator app takes (RFC 6238). */
const parameters = { algorithm: 'SHA1', digits: 6, period: 30 } as const
const secretBytes = 20
/** A code of the step before and of the one after is taken as well: clocks of telephones differ. */
const stepsAside = 1

/** 160 random bits as hex (RFC 4226, section 4). */
export function makeTotpSecret(): string {
  return bytesToHex(crypto.getRandomValues(new Uint8Array(secretBytes)))
}

function totpOf(secretHex: string, issuer: string, label: string): TOTP {
  const secret = Secret.fromHex(secretHex)
  return new TOTP({
    ...parameters,
    issuer,
    label,
    secret,
    hmac: (_algorithm, key, text) => hmac(sha1, key, text),
  })
}

/** The secret in base32 and as an `otpauth://` link for apps. */
export function describeTotp(
  secretHex: string,
  issuer: string,
  label: string,
): { readonly secret: string; readonly uri: string } {
  return { secret: Secret.fromHex(secretHex).base32, uri: totpOf(secretHex, issuer, label).toString() }
}

/** The step that a code is of, when that is later than `lastStep`: each code counts once. Undefined for a wrong one. */
export function stepOfCode(
  secretHex: string,
  code: string,
  nowMs: number,
  lastStep: number,
): number | undefined {
  const delta = totpOf(secretHex, '', '').validate({ token: code, timestamp: nowMs, window: stepsAside })
  if (delta === null) return undefined
  const step = Math.floor(nowMs / 1000 / parameters.period) + delta
  return step > lastStep ? step : undefined
}

/** Seals a secret to a user, as hex: it is kept in a key. */
export async function sealTotp(secrets: Secrets, userKey: string, secretHex: string): Promise<string> {
  const sealed = decodeBase64Url((await seal(secrets, `totp:${userKey}`, secretHex)).slice(2))
  return bytesToHex(sealed ?? new Uint8Array())
}

/** Opens what `sealTotp` made; undefined with another JWT_SECRET. */
export function unsealTotp(
  secrets: Secrets,
  userKey: string,
  sealedHex: string,
): Promise<string | undefined> {
  return unseal(secrets, `totp:${userKey}`, `1.${base64url.encode(hexToBytes(sealedHex))}`)
}

const recoveryCodes = 10
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'

/**
 * The recovery codes of an enrolment, 10 characters each (49 bits), derived from its time: nothing is stored but which
 * of them were used.
 */
export function recoveryCodesOf(secrets: Secrets, userKey: string, enrolledMs: number): readonly string[] {
  return Array.from({ length: recoveryCodes }, (_unused, index) => {
    const bytes = hmac(sha256, secrets.recoveryKey, utf8ToBytes(`${userKey}:${enrolledMs}:${index}`))
    const letters = [...bytes.subarray(0, 10)].map((byte) => alphabet[byte % alphabet.length] ?? 'a')
    return `${letters.slice(0, 5).join('')}-${letters.slice(5).join('')}`
  })
}

/** Place of a recovery code in its list; undefined for any other text. */
export function indexOfRecoveryCode(codes: readonly string[], given: string): number | undefined {
  const plain = given.toLowerCase().replace(/[\s-]/g, '')
  let found: number | undefined
  for (const [index, code] of codes.entries()) {
    if (equalSecrets(code.replace('-', ''), plain)) found = index
  }
  return found
}
