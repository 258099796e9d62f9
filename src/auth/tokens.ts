import * as errors from 'jose/errors'
import { SignJWT } from 'jose/jwt/sign'
import { jwtVerify } from 'jose/jwt/verify'
import type { Secrets } from './secrets.ts'

/** Sessions last 7 days. */
export const sessionSeconds = 7 * 86_400

const algorithm = 'HS256'
const versionClaim = 'ver'
const passwordClaim = 'pid'
const proofClaim = 'prf'

export type Session = {
  /** Key of the user in the store. */
  readonly userKey: string
  /** Id of the password that opened the session; a newer password ends it. */
  readonly passwordId: string
  /** Time in ms that the token counts as issued; older ones than the user's newest revocation are void. */
  readonly version: number
  /** Names the session, so that it can be ended: 16 hex characters; of tokens from before 0.2 their version. */
  readonly id: string
  /** When password or second factor were last shown, in ms; 0 when the token does not say. */
  readonly proofMs: number
}

export type SessionToken = { readonly token: string; readonly expiresAtMs: number }

/** Signs a session token (HS256, RFC 7519) of 7 days from `nowMs`, or until `expiresAtMs`. */
export async function signSession(
  secrets: Secrets,
  session: Session,
  nowMs: number,
  expiresAtMs?: number,
): Promise<SessionToken> {
  const issued = Math.floor(nowMs / 1000)
  const expires = expiresAtMs === undefined ? issued + sessionSeconds : Math.floor(expiresAtMs / 1000)
  const token = await new SignJWT({
    [versionClaim]: session.version,
    [passwordClaim]: session.passwordId,
    [proofClaim]: session.proofMs,
  })
    .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
    .setSubject(session.userKey)
    .setJti(session.id)
    .setIssuedAt(issued)
    .setExpirationTime(expires)
    .sign(secrets.sessionKey)
  return { token, expiresAtMs: expires * 1000 }
}

export type SessionResult =
  | { readonly kind: 'session'; readonly session: Session; readonly expiresAtMs: number }
  | { readonly kind: 'expired' }
  | { readonly kind: 'invalid' }

/**
 * Checks signature, algorithm (HS256 alone), times (5 s of skew) and claims. Whether the session was ended since is
 * for the caller to look up.
 */
export async function readSession(secrets: Secrets, token: string, nowMs: number): Promise<SessionResult> {
  try {
    const { payload } = await jwtVerify(token, secrets.sessionKey, {
      algorithms: [algorithm],
      currentDate: new Date(nowMs),
      clockTolerance: 5,
      requiredClaims: ['sub', 'iat', 'exp', versionClaim, passwordClaim],
    })
    const { sub: userKey, exp = 0, jti, [proofClaim]: proof } = payload
    const { [versionClaim]: version, [passwordClaim]: passwordId } = payload
    if (typeof userKey !== 'string' || typeof version !== 'number' || typeof passwordId !== 'string') {
      return { kind: 'invalid' }
    }
    const id = jti ?? version.toString(36)
    const proofMs = typeof proof === 'number' ? proof : 0
    return {
      kind: 'session',
      session: { userKey, passwordId, version, id, proofMs },
      expiresAtMs: exp * 1000,
    }
  } catch (error) {
    if (error instanceof errors.JWTExpired) return { kind: 'expired' }
    if (error instanceof errors.JOSEError) return { kind: 'invalid' }
    throw error
  }
}
