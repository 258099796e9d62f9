import { base64url } from 'jose'
import { hmac } from '@noble/hashes/hmac.js'
import { scrypt } from '@noble/hashes/scrypt.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { decodeBase64Url } from './base64url.ts'
import { equalBytes, type Secrets } from './secrets.ts'

/**
 * How new passwords are hashed. scrypt (RFC 7914): N = 2^`ln`, r = 8, p = 1. pbkdf2: PBKDF2-HMAC-SHA-256 (RFC 8018)
 * `calls` times in a chain of `iterations` each, because EdgeOne refuses 100 000 in one call.
 */
export type PasswordPolicy =
  | { readonly scheme: 'scrypt'; readonly ln: number }
  | { readonly scheme: 'pbkdf2'; readonly iterations: number; readonly calls: number }

const policies = {
  /**
   * N = 2^14: about 45 ms of CPU and 16 MB, half as much again in a cold isolate; twice that came to more than EdgeOne's
   * 200 ms. Less than OWASP's minimum for hashes without a pepper: with it a stolen store alone tells no password.
   */
  scrypt: { scheme: 'scrypt', ln: 14 },
  /** For servers of one's own, where no request has a limit. */
  scrypt15: { scheme: 'scrypt', ln: 15 },
  /** OWASP's minimum without a pepper, for servers of one's own: about 350 ms and 128 MB. */
  scrypt17: { scheme: 'scrypt', ln: 17 },
  pbkdf2: { scheme: 'pbkdf2', iterations: 99_000, calls: 3 },
} as const satisfies Record<string, PasswordPolicy>

const hashBytes = 32
/** Begins the PHC string of a wrapped digest. */
const wrapped = '$sha256-'
const saltBytes = 16

/** The words that variable PASSWORD_HASH knows. */
export const passwordPolicies = Object.keys(policies)

/** The policy that variable PASSWORD_HASH names; `scrypt` for any other word. */
export function choosePolicy(variable: string | undefined): PasswordPolicy {
  return Object.hasOwn(policies, variable ?? '')
    ? policies[variable as keyof typeof policies]
    : policies.scrypt
}

/** 16 random bytes. */
export function makeSalt(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(saltBytes))
}

/**
 * Salt of a registration that waits for its mail, secret and fixed for one user: all of a user's pending registrations,
 * and the work for a user that does not exist, are then covered by one hash.
 */
export function pendingSalt(secrets: Secrets, userKey: string): Uint8Array {
  return hmac(sha256, secrets.pepper, utf8ToBytes(`salt:${userKey}`)).slice(0, saltBytes)
}

/** Hashes a password to a PHC string, the pepper mixed in first: some 45 ms of CPU. */
export async function hashPassword(
  secrets: Secrets,
  policy: PasswordPolicy,
  password: string,
  salt: Uint8Array,
): Promise<string> {
  const hash = await derive(policy, hmac(sha256, secrets.pepper, utf8ToBytes(password)), salt)
  return `$${describe(policy)}$${toB64(salt)}$${toB64(hash)}`
}

/**
 * Wraps an unsalted SHA-256 of a password, as easytier-worker keeps it, in the hash of a policy: what is stored then is no
 * weaker than the others. It verifies the password and counts as outdated, so that the next right one replaces it.
 */
export async function wrapDigest(
  secrets: Secrets,
  policy: PasswordPolicy,
  digest: Uint8Array,
  salt: Uint8Array,
): Promise<string> {
  return wrapped + (await hashPassword(secrets, policy, bytesToHex(digest), salt)).slice(1)
}

/** True when the password made this PHC string; false as well for a string of no known scheme. */
export async function verifyPassword(secrets: Secrets, password: string, phc: string): Promise<boolean> {
  const isWrapped = phc.startsWith(wrapped)
  const stored = parsePhc(isWrapped ? `$${phc.slice(wrapped.length)}` : phc)
  if (stored === undefined) return false
  const typed = isWrapped ? bytesToHex(sha256(utf8ToBytes(password))) : password
  const peppered = hmac(sha256, secrets.pepper, utf8ToBytes(typed))
  return equalBytes(await derive(stored.policy, peppered, stored.salt), stored.hash)
}

/** True when the PHC string was made under another policy than today's. */
export function isOutdated(phc: string, policy: PasswordPolicy): boolean {
  return !phc.startsWith(`$${describe(policy)}$`)
}

function describe(policy: PasswordPolicy): string {
  return policy.scheme === 'scrypt'
    ? `scrypt$ln=${policy.ln},r=8,p=1`
    : `pbkdf2-sha256$i=${policy.iterations},c=${policy.calls}`
}

async function derive(policy: PasswordPolicy, peppered: Uint8Array, salt: Uint8Array): Promise<Uint8Array> {
  if (policy.scheme === 'scrypt') {
    return scrypt(peppered, salt, { N: 2 ** policy.ln, r: 8, p: 1, dkLen: hashBytes })
  }
  let output = new Uint8Array(peppered)
  for (let call = 0; call < policy.calls; call += 1) {
    const key = await crypto.subtle.importKey('raw', output, 'PBKDF2', false, ['deriveBits'])
    const { iterations } = policy
    const parameters = { name: 'PBKDF2', hash: 'SHA-256', salt: new Uint8Array(salt), iterations }
    output = new Uint8Array(await crypto.subtle.deriveBits(parameters, key, hashBytes * 8))
  }
  return output
}

type Phc = { readonly policy: PasswordPolicy; readonly salt: Uint8Array; readonly hash: Uint8Array }

const form =
  /^\$(?:scrypt\$ln=(\d{1,2}),r=8,p=1|pbkdf2-sha256\$i=(\d{1,5}),c=(\d))\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/

// An imported string must not make a login dearer than the platform allows.
const lnMax = 17
const callsMax = 6

function parsePhc(phc: string): Phc | undefined {
  const [, ln, iterations, calls, salt = '', hash = ''] = form.exec(phc) ?? []
  const policy: PasswordPolicy =
    ln === undefined
      ? { scheme: 'pbkdf2', iterations: Number(iterations), calls: Number(calls) }
      : { scheme: 'scrypt', ln: Number(ln) }
  const affordable =
    policy.scheme === 'scrypt'
      ? policy.ln >= 1 && policy.ln <= lnMax
      : policy.iterations >= 1 && policy.calls >= 1 && policy.calls <= callsMax
  const saltRaw = fromB64(salt)
  const hashRaw = fromB64(hash)
  if (!affordable || saltRaw?.length !== saltBytes || hashRaw?.length !== hashBytes) return undefined
  return { policy, salt: saltRaw, hash: hashRaw }
}

// The PHC string format uses the standard base64 alphabet without padding.
function toB64(bytes: Uint8Array): string {
  return base64url.encode(bytes).replaceAll('-', '+').replaceAll('_', '/')
}
function fromB64(text: string): Uint8Array | undefined {
  return decodeBase64Url(text.replaceAll('+', '-').replaceAll('/', '_'))
}
