import * as errors from 'jose/errors'
import { SignJWT } from 'jose/jwt/sign'
import { jwtVerify } from 'jose/jwt/verify'
import type { Secrets } from './secrets.ts'

/** Sessions last 7 days. */
export const sessionSeconds = 7 * 86_400

const algorithm = 'HS256'
const versionClaim = 'ver'
const passwordClaim = 'pid'

export type Session = {
  /** Key of the user in the store. */
  readonly userKey: string
  /** Id of the password that opened the session; a newer password ends it. */
  readonly passwordId: string
  /** Time in ms that the token counts as issued; older ones than the user's newest revocation are void. */
  readonly version: number
}

export type SessionToken = { readonly token: string; readonly expiresAtMs: number }

/** Signs a session token (HS256, RFC 7519) of 7 days from `nowMs`. */
export async function signSession(secrets: Secrets, session: Session, nowMs: number): Promise<SessionToken> {
  const issued = Math.floor(nowMs / 1000)
  const token = await new SignJWT({ [versionClaim]: session.version, [passwordClaim]: session.passwordId })
    .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
    .setSubject(session.userKey)
    .setIssuedAt(issued)
    .setExpirationTime(issued + sessionSeconds)
    .sign(secrets.sessionKey)
  return { token, expiresAtMs: (issued + sessionSeconds) * 1000 }
}

export type SessionResult =
  | { readonly kind: 'session'; readonly session: Session }
  | { readonly kind: 'expired' }
  | { readonly kind: 'invalid' }

/**
 * Checks signature, algorithm (HS256 alone), times (5 s of skew) and claims. Whether the session was revoked since is
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
    const { sub: userKey, [versionClaim]: version, [passwordClaim]: passwordId } = payload
    if (typeof userKey !== 'string' || typeof version !== 'number' || typeof passwordId !== 'string') {
      return { kind: 'invalid' }
    }
    return { kind: 'session', session: { userKey, passwordId, version } }
  } catch (error) {
    if (error instanceof errors.JWTExpired) return { kind: 'expired' }
    if (error instanceof errors.JOSEError) return { kind: 'invalid' }
    throw error
  }
}
